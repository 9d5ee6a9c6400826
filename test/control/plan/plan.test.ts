// The plan: which channels a plant has, where they come from, and which of them are critical.
import { describe, expect, it } from 'vitest';
import type { OutputInfo } from '../../../hal/hal.js';
import { parseConfig } from '../../../src/config/index.js';
import { controlPlan, equipmentOf } from '../../../src/control/plan/plan.js';

const LOAD: OutputInfo = { name: 'load', role: 'load', safe: 0 };
const BRAKE: OutputInfo = { name: 'brake', role: 'brake', safe: 0 };
const SENSORS = ['generator.voltage', 'chain.velocity', 'generator.current'];

function planOf({ yaml = '', sensors = SENSORS, outputs = [BRAKE, LOAD], isSimulated = true } = {}) {
  const { config } = parseConfig(yaml, 'plan.yaml');
  return controlPlan(config!, { sensors, outputs, isSimulated });
}

describe('the channels of a plan', () => {
  it('are those of the sensors first, in their order, and then the computed ones', () => {
    const plan = planOf();
    expect(plan.sensorCount).toBe(3);
    expect(plan.channels.slice(0, 3).map(({ name }) => name)).toEqual(SENSORS);
    expect(plan.layout.channels).toEqual(plan.channels.map(({ name }) => name));
    expect(plan.layout.outputs).toEqual(['brake', 'load']);
  });

  it('are found by their place in the image; -1 is a channel that this plant does not have', () => {
    const { at, channels } = planOf();
    const names = Object.fromEntries(Object.entries(at).map(([key, index]) => [key, channels[index]?.name]));
    expect(names).toEqual({
      velocity: 'chain.velocity',
      acceleration: 'chain.acceleration',
      voltage: 'generator.voltage',
      current: 'generator.current',
      power: 'generator.power',
      netPower: undefined,
      efficiency: undefined,
      rate: 'loop.rate',
      lateness: 'loop.lateness',
      compute: 'loop.compute',
      stability: 'loop.stability',
      overspeed: 'chain.velocity',
    });
    expect([at.speed, at.torque, at.compressorPower, at.tankPressure]).toEqual([-1, -1, -1, -1]);
  });

  it('of a plant with all sensors are all there', () => {
    const sensors = [
      ...SENSORS,
      'generator.speed',
      'generator.torque',
      'pneumatics.compressorPower',
      'pneumatics.tankPressure',
    ];
    const { at, channels } = planOf({ sensors });
    expect(channels[at.speed]?.name).toBe('generator.speed');
    expect(channels[at.torque]?.name).toBe('generator.torque');
    expect(channels[at.compressorPower]?.name).toBe('pneumatics.compressorPower');
    expect(channels[at.tankPressure]?.name).toBe('pneumatics.tankPressure');
    expect(channels[at.efficiency]?.name).toBe('derived.efficiency');
    expect(channels[at.netPower]?.name).toBe('derived.netPower');
  });

  it('come from a formula only when no sensor measures them', () => {
    expect(planOf()).toMatchObject({ powerByFormula: true, accelerationByFormula: true });
    const sensors = [...SENSORS, 'generator.power', 'chain.acceleration'];
    expect(planOf({ sensors })).toMatchObject({ powerByFormula: false, accelerationByFormula: false });
    expect(planOf({ sensors: ['water.temperature'] })).toMatchObject({
      powerByFormula: false,
      accelerationByFormula: false,
    });
  });

  it('have their own name as source when the HAL names none', () => {
    expect(planOf().sourcesOf).toEqual(SENSORS.map((name) => [name]));
  });
});

describe('the settings of a plan', () => {
  it('have the period of the control rate', () => {
    expect(planOf({ yaml: 'control: { rateHz: 20 }' }).periodS).toBe(1 / 20);
  });

  it('know whether the load is an output', () => {
    expect(planOf().drivesLoad).toBe(true);
    expect(planOf({ outputs: [BRAKE] }).drivesLoad).toBe(false);
  });

  it('have the largest difference of redundant sensors; infinite when none is configured', () => {
    const { maxDifference } = planOf({ yaml: 'channels: { chain.velocity: { maxDifference: 0.2 } }' });
    expect([...maxDifference]).toEqual([Number.POSITIVE_INFINITY, 0.2, Number.POSITIVE_INFINITY]);
  });

  it('have the priority channels that this plant has', () => {
    const yaml = 'streams: { priority: [chain.velocity, generator.speed, generator.voltage] }';
    expect(planOf({ yaml }).priority).toEqual(['chain.velocity', 'generator.voltage']);
  });
});

describe('critical channels', () => {
  const critical = (options: Parameters<typeof planOf>[0]) =>
    planOf(options).critical.map((index) => SENSORS[index]);

  it('are on real hardware those that feed an enabled interlock, and none on a simulated plant', () => {
    expect(critical({ isSimulated: false })).toEqual(['chain.velocity']);
    expect(critical({ isSimulated: true })).toEqual([]);
    const yaml = 'interlocks: { overspeed: { enabled: false } }';
    expect(critical({ isSimulated: false, yaml })).toEqual([]);
  });

  it('are those that the configuration names, whatever the plant is', () => {
    const yaml = 'channels: { generator.voltage: { critical: true }, chain.velocity: { critical: false } }';
    expect(critical({ isSimulated: false, yaml })).toEqual(['generator.voltage']);
    expect(critical({ isSimulated: true, yaml })).toEqual(['generator.voltage']);
  });
});

describe('the equipment of a plant', () => {
  it('is what its HAL has; a simulated plant is no real hardware', () => {
    const hal = { samples: { names: SENSORS }, sourcesOf: [['a'], ['b'], ['c']], outputs: [LOAD] };
    expect(equipmentOf({ ...hal, kind: 'sim' } as never)).toEqual({
      sensors: SENSORS,
      host: [],
      sourcesOf: [['a'], ['b'], ['c']],
      outputs: [LOAD],
      isSimulated: true,
    });
    expect(equipmentOf({ ...hal, kind: 'linux' } as never).isSimulated).toBe(false);
  });
});
