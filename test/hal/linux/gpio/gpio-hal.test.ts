// GPIO drivers in the HAL, on a virtual chip: emergency stop, pulses, outputs.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HalListener } from '../../../../hal/hal.js';
import { LinuxHal } from '../../../../hal/linux/linux-hal.js';
import { QUALITY } from '../../../../hal/quality.js';
import { VirtualGpio } from '../../../../hal/virtual/gpio/virtual-gpio.js';
import type { LinuxHalInput } from '../../linux-config.js';
import { linuxConfig } from '../../linux-config.js';

const TICK_S = 1 / 60;
const PULSES = 17;
const BRAKE = 22;
const CONTACTOR = 23;
const HEARTBEAT = 24;
const ESTOP = 27;

const CONFIG: LinuxHalInput = {
  gpio: {
    pulses: { line: PULSES, role: 'pulses', channel: 'chain.velocity', metresPerPulse: 0.05 },
    estop: { line: ESTOP, role: 'emergencyStop', activeLow: true },
  },
  outputs: {
    brake: { line: BRAKE, energised: 'release', safe: 0 },
    contactor: { line: CONTACTOR, energised: 'connect', safe: 0, activeLow: true },
    heartbeat: { line: HEARTBEAT, role: 'heartbeat' },
  },
};

let nowS: number;
let nextPulseS: number;
let gpio: VirtualGpio;
let hal: LinuxHal;
let told: string[];
const listener: HalListener = {
  lost: (source, reason) => told.push(`lost ${source}: ${reason}`),
  recovered: (source) => told.push(`recovered ${source}`),
  warned: (source, finding) => told.push(`warned ${source}: ${finding}`),
  emergencyStop: (pressed) => told.push(pressed ? 'pressed' : 'released'),
};

function makeHal(config: LinuxHalInput = CONFIG): LinuxHal {
  return new LinuxHal({ ...linuxConfig(config), clock: () => nowS, openGpio: gpio.open });
}

beforeEach(() => {
  nowS = 50;
  nextPulseS = 0;
  told = [];
  gpio = new VirtualGpio();
  gpio.set(ESTOP, 1, nowS);
  hal = makeHal();
});
afterEach(() => hal.close());

const count = (name: string) => hal.counters.values[hal.counters.names.indexOf(name)];
const velocity = () => hal.samples.value[hal.samples.indexOf('chain.velocity')]!;

/** Runs ticks for this time, with pulses when a constant speed is given. The phase continues from call to call. */
function pass(seconds: number, speedMps = 0): void {
  const periodS = speedMps > 0 ? 0.05 / speedMps : Number.POSITIVE_INFINITY;
  if (nextPulseS < nowS) nextPulseS = nowS + periodS;
  for (const endS = nowS + seconds; nowS < endS - 1e-9; ) {
    const tickS = nowS + TICK_S;
    while (speedMps > 0 && nextPulseS <= tickS) {
      nowS = nextPulseS;
      gpio.set(PULSES, 1, nowS);
      gpio.set(PULSES, 0, nowS);
      nextPulseS += periodS;
    }
    nowS = tickS;
    hal.advance(nowS);
  }
}

describe('the emergency stop', () => {
  it('is reported with its first level, before the first tick', async () => {
    await hal.open(nowS, listener);
    expect(told).toEqual(['released']);
  });

  it('is reported at the edge, not at the next tick', async () => {
    await hal.open(nowS, listener);
    gpio.set(ESTOP, 0, nowS);
    expect(told).toEqual(['released', 'pressed']);
    gpio.set(ESTOP, 1, nowS);
    expect(told.at(-1)).toBe('released');
    expect(count('gpio.estop.edges')).toBe(2);
  });

  it('is reported once, even if the contact bounces', async () => {
    await hal.open(nowS, listener);
    gpio.set(ESTOP, 0, nowS);
    hal.advance(nowS);
    hal.advance(nowS);
    expect(told).toEqual(['released', 'pressed']);
  });

  it('is detected by the next tick when its edge was lost', async () => {
    await hal.open(nowS, listener);
    gpio.isHeldUp = true;
    gpio.set(ESTOP, 0, nowS);
    expect(told).toEqual(['released']);
    hal.advance(nowS);
    expect(told).toEqual(['released', 'pressed']);
  });

  it('is reported as pressed when it was pressed and released between two readings', async () => {
    await hal.open(nowS, listener);
    gpio.isHeldUp = true;
    gpio.set(ESTOP, 0, nowS);
    gpio.set(ESTOP, 1, nowS);
    hal.advance(nowS);
    expect(told).toEqual(['released', 'pressed', 'released']);
  });

  it('with a broken wire counts as pressed, because the line is then low', async () => {
    gpio.set(ESTOP, 0, nowS);
    await hal.open(nowS, listener);
    expect(told).toEqual(['pressed']);
  });

  it('counts as pressed and as lost while it cannot be read', async () => {
    await hal.open(nowS, listener);
    gpio.break(ESTOP, new Error('EIO'));
    pass(0.1);
    expect(told).toEqual(['released', 'lost gpio.estop: EIO', 'pressed']);
    expect(count('gpio.estop.failed')).toBe(6);
    gpio.break(ESTOP, null);
    pass(0.1);
    expect(told.slice(3)).toEqual(['recovered gpio.estop', 'released']);
  });

  it('without activeLow is pressed while the line is high', async () => {
    hal = makeHal({ gpio: { estop: { line: ESTOP, role: 'emergencyStop' } } });
    await hal.open(nowS, listener);
    expect(told).toEqual(['pressed']);
  });
});

describe('pulses', () => {
  it('give the speed of the chain, updated on each tick', async () => {
    await hal.open(nowS, listener);
    pass(2.01, 1.55);
    expect(velocity()).toBeCloseTo(1.55, 6);
    expect(hal.samples.timeS[0]).toBe(nowS);
    expect(count('gpio.pulses.edges')).toBe(62);
  });

  it('that stop coming mean a chain at rest, not a lost sensor', async () => {
    await hal.open(nowS, listener);
    pass(1 / 60);
    expect([velocity(), hal.samples.quality[0]]).toEqual([0, QUALITY.good]);
    pass(1, 1.55);
    pass(5);
    expect([velocity(), hal.samples.timeS[0]]).toEqual([0, nowS]);
    expect(told).toEqual(['released']);
  });

  it('that come in a burst, because the thread was delayed, keep their times', async () => {
    await hal.open(nowS, listener);
    pass(1, 8);
    gpio.isHeldUp = true;
    pass(0.3, 8);
    expect(velocity()).toBeCloseTo(8, 1);
    expect([count('gpio.pulses.glitches'), count('gpio.pulses.implausible')]).toEqual([0, 0]);
  });

  it('that the kernel had to drop still count for the position', async () => {
    hal = makeHal({
      gpio: { path: { line: PULSES, role: 'pulses', channel: 'chain.position', metresPerPulse: 0.05 } },
    });
    await hal.open(nowS, listener);
    gpio.isHeldUp = true;
    for (let i = 0; i < 1500; i++) {
      nowS += 0.01;
      gpio.set(PULSES, 1, nowS);
      gpio.set(PULSES, 0, nowS);
    }
    hal.advance(nowS);
    expect(count('gpio.path.missed')).toBe(1500 - 1024);
    expect(hal.samples.value[0]).toBeCloseTo(1500 * 0.05, 9);
  });

  it('that are disturbances are counted by their kind', async () => {
    await hal.open(nowS, listener);
    pass(1, 1);
    nowS += 0.0005;
    for (const offsetS of [0, 0.006]) {
      nowS += offsetS;
      gpio.set(PULSES, 1, nowS);
      gpio.set(PULSES, 0, nowS);
    }
    expect([count('gpio.pulses.glitches'), count('gpio.pulses.implausible')]).toEqual([1, 1]);
  });

  it('are falling edges with activeLow', async () => {
    gpio.set(PULSES, 1, nowS);
    hal = makeHal({
      gpio: {
        path: {
          line: PULSES,
          role: 'pulses',
          channel: 'chain.position',
          metresPerPulse: 1,
          activeLow: true,
        },
      },
    });
    await hal.open(nowS, listener);
    gpio.set(PULSES, 0, nowS);
    hal.advance(nowS);
    expect(hal.samples.value[0]).toBe(1);
    gpio.set(PULSES, 1, nowS);
    hal.advance(nowS);
    expect(hal.samples.value[0]).toBe(1);
  });

  it('from before a stall are not used for the speed after it', async () => {
    await hal.open(nowS, listener);
    pass(1, 1.55);
    const { deliveries } = hal.samples;
    const before = deliveries[0]!;
    nowS += 2;
    hal.discardInput(nowS);
    hal.advance(nowS);
    expect(deliveries[0]).toBe(before);
    pass(0.2, 3);
    expect(velocity()).toBeCloseTo(3, 6);
  });

  it('are a lost source while the line cannot be read', async () => {
    await hal.open(nowS, listener);
    pass(0.5, 2);
    const deliveries = hal.samples.deliveries[0]!;
    gpio.break(PULSES, new Error('EIO'));
    pass(1);
    expect(told).toEqual(['released', 'lost gpio.pulses: EIO']);
    expect(hal.samples.deliveries[0]).toBe(deliveries);
    gpio.break(PULSES, null);
    pass(0.1);
    expect(told.at(-1)).toBe('recovered gpio.pulses');
  });
});

describe('outputs', () => {
  const set = (brake: number, contactor: number, heartbeat: number) =>
    hal.write(Float64Array.of(brake, contactor, heartbeat));
  const levels = () => [gpio.level(BRAKE), gpio.level(CONTACTOR), gpio.level(HEARTBEAT)];

  it('have roles and safe values', () => {
    expect(hal.outputs).toEqual([
      { name: 'brake', role: 'brake', safe: 0 },
      { name: 'contactor', role: 'contactor', safe: 0 },
      { name: 'heartbeat', role: 'heartbeat', safe: 0 },
    ]);
  });

  it('are safe from the moment they are opened', async () => {
    await hal.open(nowS, listener);
    expect(levels()).toEqual([0, 1, 0]);
  });

  it('have an energised level, which is low with activeLow', async () => {
    await hal.open(nowS, listener);
    set(1, 1, 1);
    expect(levels()).toEqual([1, 0, 1]);
    set(0, 0, 0);
    expect(levels()).toEqual([0, 1, 0]);
  });

  it('are written only when they change', async () => {
    await hal.open(nowS, listener);
    for (let i = 0; i < 10; i++) set(1, 0, i % 2);
    expect(['brake', 'contactor', 'heartbeat'].map((name) => count(`outputs.${name}.writes`))).toEqual([
      1, 0, 9,
    ]);
  });

  it('keep their last level when the HAL is closed, whatever is written afterwards', async () => {
    await hal.open(nowS, listener);
    set(1, 1, 0);
    await hal.close();
    set(0, 0, 1);
    expect(levels()).toEqual([1, 0, 0]);
  });

  it('that cannot be written are lost sources; this is counted and tried on each tick, and nothing is thrown', async () => {
    await hal.open(nowS, listener);
    gpio.break(BRAKE, new Error('EIO'));
    set(1, 1, 0);
    set(1, 1, 1);
    set(0, 1, 0);
    expect(told).toEqual(['released', 'lost outputs.brake: EIO']);
    expect(count('outputs.brake.failed')).toBe(3);
    expect(gpio.level(CONTACTOR)).toBe(0);
    gpio.break(BRAKE, null);
    set(0, 1, 1);
    expect(told.at(-1)).toBe('recovered outputs.brake');
    expect(gpio.level(BRAKE)).toBe(0);
  });

  it('are written again after a request to reopen them', async () => {
    await hal.open(nowS, listener);
    gpio.set(BRAKE, 1, nowS);
    set(0, 0, 0);
    expect(gpio.level(BRAKE)).toBe(1);
    hal.reopen('outputs.brake');
    set(0, 0, 0);
    expect(gpio.level(BRAKE)).toBe(0);
  });
});

describe('a line that cannot be opened', () => {
  it('because another program holds it is an error of the opening', async () => {
    gpio.hold(BRAKE);
    await expect(hal.open(nowS, listener)).rejects.toMatchObject({ name: 'HalError', code: 'in_use' });
  });

  it('because the chip does not have it is an error of the opening', async () => {
    hal = makeHal({ outputs: { brake: { line: 54, energised: 'release', safe: 0 } } });
    await expect(hal.open(nowS, listener)).rejects.toThrow('lines 0 to 53. It has no line 54');
  });
});
