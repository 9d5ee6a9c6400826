// A quadrature input: two lines give direction, speed and path, with the simulated chain in front of them.
import { describe, expect, it, onTestFinished } from 'vitest';
import { QuadratureMeter } from '../../../../../hal/linux/gpio/roles/quadrature/quadrature-meter.js';
import { LinuxHal } from '../../../../../hal/linux/linux-hal.js';
import { VirtualGpio } from '../../../../../hal/virtual/gpio/virtual-gpio.js';
import { wireInput } from '../../../../../hal/virtual/gpio/wired-inputs.js';
import { parseConfig } from '../../../../../src/config/index.js';
import { linuxConfig } from '../../../linux-config.js';

const A = 17;
const B = 18;
const M = 0.05;
const TICK_S = 1 / 60;

interface Options {
  readonly reversed?: boolean;
}

/** The driver on a wheel that turns with a speed of the test's choice. */
async function wheel({ reversed = false }: Options = {}) {
  const gpio = new VirtualGpio();
  const config = linuxConfig({
    gpio: {
      chain: {
        ...{ role: 'quadrature', line: A, lineB: B, metresPerPulse: M, reversed },
        ...{ channel: 'chain.velocity', position: 'chain.position' },
      },
    },
  });
  let nowS = 10;
  const hal = new LinuxHal({ ...config, clock: () => nowS, openGpio: gpio.open });
  onTestFinished(() => hal.close());
  const wired = wireInput(config.gpio.chain!, gpio);
  const told: string[] = [];
  await hal.open(nowS, {
    lost: (source) => told.push(`lost ${source}`),
    recovered: (source) => told.push(`recovered ${source}`),
    warned() {},
    emergencyStop() {},
  });
  const turn = (mps: number | null, seconds: number) => {
    for (let n = 0; n < Math.round(seconds / TICK_S); n++) {
      const fromS = nowS;
      nowS += TICK_S;
      wired.feed({ value: () => mps }, { fromS, toS: nowS });
      hal.advance(nowS);
    }
  };
  const value = (channel: string) => hal.samples.value[hal.samples.indexOf(channel)]!;
  const counter = (name: string) => hal.counters.values[hal.counters.names.indexOf(`gpio.chain.${name}`)];
  return { gpio, hal, told, turn, value, counter, nowS: () => nowS };
}

describe('a chain with two sensors', () => {
  it.each([1.55, -1.55, 0.1, -8])('has its speed and its path with their sign, at %d m/s', async (mps) => {
    const { turn, value, counter } = await wheel();
    turn(mps, 3);
    expect(value('chain.velocity') / mps).toBeCloseTo(1, 2);
    expect(Math.abs(value('chain.position') - 3 * mps)).toBeLessThanOrEqual(M / 4 + 1e-9);
    expect(counter('glitches')).toBe(0);
  });

  it('that turns back goes back on its path, and its speed changes the sign', async () => {
    const { turn, value } = await wheel();
    turn(1, 2);
    turn(-1, 1);
    expect(value('chain.velocity')).toBeCloseTo(-1, 2);
    expect(value('chain.position')).toBeCloseTo(1, 1);
  });

  it('has the other direction with `reversed`', async () => {
    const { turn, value } = await wheel({ reversed: true });
    turn(2, 1);
    expect(value('chain.velocity')).toBeCloseTo(2, 2);
    expect(value('chain.position')).toBeCloseTo(2, 1);
  });

  it('that stops is at rest, and its source is not lost', async () => {
    const { turn, value, told } = await wheel();
    turn(1, 1);
    turn(0, 2);
    expect([value('chain.velocity'), told]).toEqual([0, []]);
  });

  it('whose edges come in a batch, because the thread was delayed, is measured in the order of their times', async () => {
    const { gpio, turn, value, counter } = await wheel();
    gpio.isHeldUp = true;
    turn(6, 1);
    expect(value('chain.velocity')).toBeCloseTo(6, 1);
    expect(counter('glitches')).toBe(0);
  });

  it('is lost while a line cannot be read', async () => {
    const { turn, told } = await wheel();
    turn(1, 0.5);
    turn(null, 0.5);
    turn(1, 0.5);
    expect(told).toEqual(['lost gpio.chain', 'recovered gpio.chain']);
  });

  it('has no speed from before a stall', async () => {
    const { hal, turn, value, nowS } = await wheel();
    turn(1, 1);
    const deliveries = hal.samples.deliveries[0];
    hal.discardInput(nowS());
    hal.advance(nowS());
    expect(hal.samples.deliveries[0]).toBe(deliveries);
    turn(3, 0.3);
    expect(value('chain.velocity')).toBeCloseTo(3, 1);
  });
});

describe('the meter', () => {
  it('counts a missed edge as a glitch, at the edge that shows it', () => {
    const meter = new QuadratureMeter(4, [0, 0]);
    const verdicts = [meter.edge(0, 1, 1), meter.edge(0, 0, 3), meter.edge(1, 0, 4)];
    expect(verdicts).toEqual(['counted', 'counted', 'glitch']);
    expect(meter.pathM).toBe(0);
  });

  it('goes back and forth with a contact that bounces', () => {
    const meter = new QuadratureMeter(4, [0, 0]);
    for (const [n, level] of ([1, 0, 1, 0, 1] as const).entries()) meter.edge(0, level, 1 + n / 1000);
    expect(meter.pathM).toBe(1);
  });
});

describe('the configuration', () => {
  const errors = (input: string) =>
    parseConfig(
      `hal: { kind: linux, gpio: { chain: { ${input} }, stop: { line: 27, role: emergencyStop } } }`,
      'k',
    )
      .problems.filter(({ severity }) => severity === 'error')
      .map(({ key }) => key);
  const input = 'role: quadrature, line: 17, metresPerPulse: 0.05, channel: chain.velocity';

  it('needs a second line, which nothing else uses', () => {
    expect(errors(`${input}, lineB: 18`)).toEqual([]);
    expect(errors(input)).toEqual(['hal.gpio.chain.lineB']);
    expect(errors(`${input}, lineB: 17`)).toEqual(['hal.gpio.chain.lineB']);
    expect(errors(`${input}, lineB: 27`)).toEqual(['hal.gpio.stop.line']);
  });
});
