// The virtual drive, watchdog relay, pulse wheel and cabinet, compared with docs/hardware.md.
import { describe, expect, it } from 'vitest';
import { wire as wirePulses } from '../../../hal/linux/gpio/roles/pulses/wiring.js';
import type { SerialOutputConfig } from '../../../hal/linux/serial/schema.js';
import { VirtualChips } from '../../../hal/virtual/gpio/virtual-chips.js';
import { VirtualGpio } from '../../../hal/virtual/gpio/virtual-gpio.js';
import { Cabinet } from '../../../hal/virtual/wiring/cabinet.js';
import { VirtualDrive } from '../../../hal/virtual/wiring/drive.js';
import { WatchdogRelay } from '../../../hal/virtual/wiring/watchdog-relay.js';
import { nmea } from '../linux/serial/nmea-line.js';
import { linuxConfig } from '../linux-config.js';

const TICK_S = 1 / 15;
const OUTPUT: SerialOutputConfig = {
  serial: 'chain',
  record: 'KPPLD',
  unit: 'fraction',
  safe: 0,
  timeout: 'drive',
};
const setpoint = (seq: number, fraction: string) =>
  `${nmea(`KPPLD,${seq},${fraction}`).replace(/[0-9a-f]{2}$/, (hex) => hex.toUpperCase())}\r\n`;

describe('a drive', () => {
  /** A drive that has been at its setpoint of 0.75 for long enough. */
  function running(timeout: 'drive' | 'contactor' = 'drive') {
    const drive = new VirtualDrive({ ...OUTPUT, timeout });
    let seq = 0;
    let nowS = 0;
    const send = (seconds: number, fraction = '0.7500') => {
      for (let left = Math.round(seconds / TICK_S); left > 0; left--) {
        nowS += TICK_S;
        seq++;
        drive.receive(setpoint(seq, fraction), nowS);
      }
    };
    send(10);
    return { drive, send, nowS: () => nowS, wait: (seconds: number) => (nowS += seconds) };
  }

  it('applies a setpoint at once', () => {
    const { drive, send, nowS } = running();
    expect(drive.load(nowS())).toBe(0.75);
    send(TICK_S, '0.2000');
    expect(drive.load(nowS())).toBe(0.2);
  });

  it('stops on silence, and returns with a ramp', () => {
    const { drive, send, nowS, wait } = running();
    wait(0.29);
    expect(drive.load(nowS())).toBe(0.75);
    wait(0.02);
    expect(drive.load(nowS())).toBe(0);
    send(1);
    expect(drive.load(nowS())).toBeGreaterThan(0.1);
    expect(drive.load(nowS())).toBeLessThan(0.3);
    send(3);
    expect(drive.load(nowS())).toBe(0.75);
  });

  it('keeps its last value on silence when the contactor is responsible for it', () => {
    const { drive, nowS, wait } = running('contactor');
    wait(60);
    expect(drive.load(nowS())).toBe(0.75);
  });

  it.each([
    ['damaged', setpoint(200, '0.1000').replace('0.1', '0.9')],
    ['of another record', setpoint(200, '0.1000').replace('KPPLD', 'KPPLE')],
    ['of another form', '$KPPLD,200,0.1*00\r\n'],
    ['repeated', setpoint(150, '0.1000')],
  ])('passes over a line that is %s', (_, line) => {
    const { drive, nowS } = running();
    drive.receive(line, nowS());
    expect(drive.load(nowS())).toBe(0.75);
  });
});

describe('a watchdog relay', () => {
  it('is closed only by edges, and opens soon after the last edge, at either level', () => {
    const relay = new WatchdogRelay();
    relay.look(1, 0);
    expect(relay.isClosed(0)).toBe(false);
    relay.look(0, 1);
    expect(relay.isClosed(1.4)).toBe(true);
    expect(relay.isClosed(1.5)).toBe(false);
    relay.look(0, 2);
    expect(relay.isClosed(2)).toBe(false);
    relay.look(1, 3);
    expect(relay.isClosed(3.2)).toBe(true);
  });
});

describe('a pulse wheel', () => {
  async function wheelOn(channel: 'chain.velocity' | 'chain.position', activeLow = false) {
    const gpio = new VirtualGpio();
    const config = {
      line: 17,
      debounce: 0,
      role: 'pulses',
      channel,
      metresPerPulse: 0.05,
      activeLow,
      staleAfter: 0.2,
    } as const;
    const wheel = wirePulses(config, gpio);
    const pulses: number[] = [];
    const lines = await gpio.open('auto', () => 1000);
    const input = await lines.openInput(17, activeLow ? 'falling' : 'rising', (_level, timeS) =>
      pulses.push(timeS),
    );
    return { wheel, pulses, input };
  }
  const says = (value: number | null) => ({ value: () => value });

  it.each([false, true])(
    'gives a pulse for each pitch of the path, at the right time (active low: %s)',
    async (low) => {
      const { wheel, pulses } = await wheelOn('chain.velocity', low);
      for (let i = 0; i < 60; i++) wheel.feed(says(1.5), { fromS: i / 60, toS: (i + 1) / 60 });
      expect(pulses.length).toBeGreaterThanOrEqual(29);
      expect(pulses.length).toBeLessThanOrEqual(30);
      pulses.forEach((timeS, i) => {
        expect(timeS).toBeCloseTo(((i + 1) * 0.05) / 1.5, 9);
      });
    },
  );

  it('with a measured path counts from the last position, and counts no noise twice', async () => {
    const { wheel, pulses } = await wheelOn('chain.position');
    const path = [40, 40.04, 40.051, 40.049, 40.0511, 40.048, 40.2];
    path.forEach((metres, i) => {
      wheel.feed(says(metres), { fromS: i, toS: i + 1 });
    });
    expect(pulses).toHaveLength(4);
  });

  it('cannot be read while its sensor delivers nothing', async () => {
    const { wheel, input } = await wheelOn('chain.velocity');
    wheel.feed(says(null), { fromS: 0, toS: 1 });
    expect(() => input.read()).toThrow('EIO');
    wheel.feed(says(0), { fromS: 1, toS: 2 });
    expect(input.read()).toBe(0);
  });
});

describe('the cabinet', () => {
  const OUTPUTS = {
    brake: { line: 22, energised: 'release', safe: 0 },
    second: { line: 25, energised: 'release', safe: 0, activeLow: true },
    contactor: { line: 23, energised: 'connect', safe: 0 },
    heartbeat: { line: 24, role: 'heartbeat' },
  } as const;

  function cabinet() {
    const chips = new VirtualChips('auto', []);
    return {
      gpio: chips.of('auto'),
      cabinet: new Cabinet(linuxConfig({ outputs: OUTPUTS }).outputs, chips, [() => 0.3, () => 0.6]),
    };
  }
  /** All conditions of a released brake and a closed contactor. */
  function energised() {
    const made = cabinet();
    for (const [line, level] of [
      [22, 1],
      [25, 0],
      [23, 1],
    ] as const)
      made.gpio.set(line, level, 0);
    made.cabinet.look(0, false);
    made.gpio.set(24, 1, 0.1);
    made.cabinet.look(0.1, false);
    return made;
  }

  it('releases the brake when all its outputs are energised, each at its own level', () => {
    const { gpio, cabinet: one } = energised();
    expect(one.isBrakeReleased(0.2, false)).toBe(true);
    expect(one.isContactorClosed(0.2, false)).toBe(true);
    gpio.set(25, 1, 0.2);
    expect(one.isBrakeReleased(0.2, false)).toBe(false);
    expect(one.isContactorClosed(0.2, false)).toBe(true);
  });

  it('drops both when the emergency stop is pressed, and when the heartbeat stops', () => {
    const { cabinet: one } = energised();
    expect([one.isBrakeReleased(0.2, true), one.isContactorClosed(0.2, true)]).toEqual([false, false]);
    expect([one.isBrakeReleased(0.6, false), one.isContactorClosed(0.6, false)]).toEqual([false, false]);
  });

  it('switches a coil without outputs only by the emergency stop, and has a fixed load without an output for it', () => {
    const bare = new Cabinet({}, new VirtualChips('auto', []), []);
    expect([bare.isBrakeReleased(9, false), bare.isContactorClosed(9, false)]).toEqual([true, true]);
    expect([bare.isBrakeReleased(9, true), bare.isContactorClosed(9, true)]).toEqual([false, false]);
    expect(bare.load(9)).toBeGreaterThan(0);
    expect(cabinet().cabinet.load(0)).toBe(0.6);
  });
});

describe('a contactor with a mirror contact', () => {
  const CONTACTOR = 23;
  const MIRROR = 5;
  const made = () => {
    const chips = new VirtualChips('auto', []);
    const { outputs } = linuxConfig({
      outputs: { contactor: { line: CONTACTOR, energised: 'connect', feedback: { line: MIRROR } } },
    });
    const one = new Cabinet(outputs, chips, []);
    const gpio = chips.of('auto');
    const shown = (isStopPressed = false) => {
      one.look(1, isStopPressed);
      return gpio.level(MIRROR) === 1 ? 'open' : 'closed';
    };
    return { cabinet: one, gpio, shown };
  };

  it('shows what its main contacts do, from the beginning', () => {
    const { gpio, shown } = made();
    expect(gpio.level(MIRROR)).toBe(1);
    gpio.set(CONTACTOR, 1, 1);
    expect([shown(), shown(true), shown()]).toEqual(['closed', 'open', 'closed']);
  });

  it('stays closed when it is welded, whatever the output and the emergency stop do', () => {
    const { cabinet: one, gpio, shown } = made();
    const repair = one.disturb('contactor', 'welded');
    expect([shown(), shown(true), one.isContactorClosed(1, true)]).toEqual(['closed', 'closed', true]);
    repair();
    gpio.set(CONTACTOR, 0, 1);
    expect([shown(), one.isContactorClosed(1, false)]).toEqual(['open', false]);
  });

  it('never closes when its coil is broken', () => {
    const { cabinet: one, gpio, shown } = made();
    one.disturb('contactor', 'open');
    gpio.set(CONTACTOR, 1, 1);
    expect([shown(), one.isContactorClosed(1, false)]).toEqual(['open', false]);
  });

  it('is named by its output', () => {
    expect(() => made().cabinet.assertSwitch('valve')).toThrow('there are contactor');
  });
});
