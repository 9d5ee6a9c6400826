// When a serial port counts as silent, and what is not silence: slow sensors, ports that only write, lines that cannot be read.
import { beforeEach, describe, expect, it } from 'vitest';
import { LinuxHal } from '../../../../../hal/linux/linux-hal.js';
import type { LinuxHalInput } from '../../../linux-config.js';
import { linuxConfig } from '../../../linux-config.js';
import { FakePort, settle } from '../fake-link.js';
import { nmea } from '../nmea-line.js';

const TICK_S = 1 / 60;
type Port = Omit<NonNullable<LinuxHalInput['serial']>[string], 'path'>;

const FORMATS: Readonly<Record<string, { config: Port; line: (velocity: number) => string }>> = {
  nmea: {
    config: { records: { KPPCH: ['chain.velocity'] } },
    line: (velocity) => `${nmea(`KPPCH,${velocity}`)}\r\n`,
  },
  csv: {
    config: { format: 'csv', records: { any: ['chain.velocity'] } },
    line: (velocity) => `${velocity}\n`,
  },
  keyvalue: {
    config: { format: 'keyvalue', records: { any: { v: 'chain.velocity' } } },
    line: (velocity) => `v=${velocity}\n`,
  },
  json: {
    config: { format: 'json', records: { any: { v: 'chain.velocity' } } },
    line: (velocity) => `{"v":${velocity}}\n`,
  },
};

let nowS: number;
let port: FakePort;
let hal: LinuxHal;
let told: string[];

async function open(config: Port): Promise<void> {
  const devices = linuxConfig({
    serial: { chain: { path: '/dev/null', ...config } },
    outputs: { load: { serial: 'chain', timeout: 'drive' } },
  });
  hal = new LinuxHal({ ...devices, clock: () => nowS, openSerialLink: port.open });
  await hal.open(nowS, {
    lost: (_, reason) => told.push(`lost: ${reason}`),
    recovered: () => told.push('recovered'),
    warned: (_, finding) => told.push(`warned: ${finding}`),
    emergencyStop() {},
  });
  hal.advance(nowS);
}

/** Lets time pass in ticks. The sensor sends the text of `send()` each `everyS`. */
async function pass(seconds: number, everyS = Number.POSITIVE_INFINITY, send = () => ''): Promise<void> {
  let dueS = nowS + everyS;
  for (let left = Math.round(seconds / TICK_S); left > 0; left--) {
    nowS += TICK_S;
    if (nowS >= dueS) {
      dueS += everyS;
      port.receive(send());
    }
    hal.advance(nowS);
    await settle();
  }
}

function count(kind: string): number {
  return hal.counters.values[hal.counters.names.indexOf(`serial.chain.${kind}`)]!;
}

const deliveries = (): number => hal.samples.deliveries[hal.samples.indexOf('chain.velocity')]!;

beforeEach(() => {
  nowS = 100;
  port = new FakePort();
  told = [];
});

describe.each(Object.entries(FORMATS))('a sensor that sends a line of %s each 1.02 s', (_, format) => {
  it('is read from its first line on, and its port is never opened again', async () => {
    await open(format.config);
    await pass(120, 1.02, () => format.line(1.5));
    expect(deliveries()).toBe(117);
    expect(port.openings).toBe(1);
    expect(told).toEqual([]);
  });

  it('is not reopened when the controller asks for it', async () => {
    await open(format.config);
    for (let i = 0; i < 100; i++) {
      await pass(1, 0.9, () => format.line(1.5));
      await pass(0.5);
      hal.reopen('serial.chain');
    }
    expect([port.openings, count('asked')]).toEqual([1, 0]);
  });

  it('is silent after five times that, and then it is reopened', async () => {
    await open(format.config);
    await pass(30, 1.02, () => format.line(1.5));
    await pass(4);
    expect(port.openings).toBe(1);
    await pass(1.2);
    expect(port.openings).toBe(2);
    expect(told).toEqual([expect.stringMatching(/^lost: no line for 5\.\d s$/)]);
  });
});

describe('the time without a line', () => {
  const { config, line } = FORMATS.nmea!;
  const send = () => line(1.5);

  it('is 5 s before any line came, and twice that with each silent opening', async () => {
    await open(config);
    await pass(4.9);
    expect(port.openings).toBe(1);
    await pass(0.2);
    expect(port.openings).toBe(2);
    await pass(9.8);
    expect(port.openings).toBe(2);
  });

  it('is 1 s for a fast sensor', async () => {
    await open(config);
    await pass(10, TICK_S, send);
    await pass(0.95);
    expect(port.openings).toBe(1);
    await pass(0.1);
    expect(port.openings).toBe(2);
  });

  it('is five times `staleAfter` when that is longer', async () => {
    await open({ ...config, staleAfter: 2 });
    await pass(10, TICK_S, send);
    await pass(9.9);
    expect(port.openings).toBe(1);
    await pass(0.2);
    expect(port.openings).toBe(2);
  });

  it('is `silence` when that is set, from the first opening on', async () => {
    await open({ ...config, silence: 3, staleAfter: 2 });
    await pass(2.9);
    expect(port.openings).toBe(1);
    await pass(0.2);
    expect(port.openings).toBe(2);
    await pass(10, 0.1, send);
    await pass(2.8);
    hal.reopen('serial.chain');
    expect(port.openings).toBe(2);
    await pass(0.3);
    expect(port.openings).toBe(3);
  });

  it('considers the pause between bursts of lines, not the pause between two lines', async () => {
    await open(config);
    await pass(60, 2.5, () => `${send()}${send()}${send()}`);
    expect(port.openings).toBe(1);
  });

  it('is short again some time after a sensor was slow', async () => {
    await open(config);
    await pass(20, 3, send);
    await pass(100, TICK_S, send);
    await pass(1.1);
    expect(port.openings).toBe(2);
  });

  it('does not count a stall of the process', async () => {
    await open(config);
    await pass(20, 1.02, send);
    nowS += 60;
    await pass(20, 1.02, send);
    expect(port.openings).toBe(1);
    await pass(9);
    expect(port.openings).toBe(2);
  });
});

describe('a port that only writes', () => {
  it.each([{}, { silence: 1 }])('is never silent, so no setpoint is missing (%j)', async (keys) => {
    await open({ ...keys });
    for (let i = 0; i < 600; i++) {
      await pass(4 * TICK_S);
      hal.write(Float64Array.of(0.5));
    }
    expect([port.sent.length, count('unsent'), port.openings]).toEqual([600, 0, 1]);
  });

  it('is opened again when it is unplugged', async () => {
    await open({});
    port.unplug();
    await pass(1);
    expect(port.openings).toBe(2);
  });
});

describe('records without a value', () => {
  it('let the controller restart the board: its sensor is lost, and the port is not silent', async () => {
    await open({ records: { KPPCH: ['seq', 'chain.velocity'] } });
    await pass(5, TICK_S, () => `${nmea('KPPCH,1,1.5')}\n`);
    hal.reopen('serial.chain');
    expect(count('asked')).toBe(0);
    await pass(1, TICK_S, () => `${nmea('KPPCH,1,')}\n`);
    expect(port.openings).toBe(1);
    hal.reopen('serial.chain');
    await pass(3 * TICK_S);
    expect([port.openings, count('asked')]).toEqual([2, 1]);
  });
});

describe('lines that cannot be read', () => {
  const { config, line } = FORMATS.keyvalue!;
  const unreadable = () => 'MSG;Vrms\n';

  it('are not silence: the port stays open, also when the controller asks to open it again', async () => {
    await open(config);
    await pass(60, 1 / 15, unreadable);
    hal.reopen('serial.chain');
    await pass(60, 1 / 15, unreadable);
    expect([port.openings, count('asked')]).toEqual([1, 0]);
  });

  it.each([
    ['carriage returns as line ends', 'x=1\r'],
    ['no line ends at all', `${'\xff'.repeat(40)}`],
    ['blank lines', '\n'],
  ])('are not silence when they have %s', async (_, text) => {
    await open(config);
    await pass(120, 1 / 15, () => text);
    expect(port.openings).toBe(1);
  });

  it('are reported once, with their number and the last of them', async () => {
    await open(config);
    await pass(10, 0.1, () => line(1));
    await pass(60, 0.1, unreadable);
    expect(told).toEqual([
      expect.stringMatching(/^warned: \d+ lines, none readable; the last was `MSG;Vrms` \(.+\)\. /),
    ]);
    const lines = /(\d+) lines/.exec(told[0]!)![1];
    expect(Number(lines)).toBeGreaterThanOrEqual(9);
    await pass(1, 0.1, () => line(2));
    expect(told.slice(1)).toEqual(['recovered']);
  });

  it('are not reported while good lines come between them', async () => {
    await open(config);
    let sent = 0;
    await pass(60, 0.1, () => (sent++ % 5 === 0 ? line(1) : unreadable()));
    expect(told).toEqual([]);
  });

  it('of a slow sensor are reported after three of them', async () => {
    await open(config);
    await pass(2.5, 1.02, unreadable);
    expect(told).toEqual([]);
    await pass(1, 0.6, unreadable);
    expect(told).toHaveLength(1);
  });

  it('are reported at most once a minute, however often they come and go', async () => {
    await open(config);
    for (let i = 0; i < 20; i++) {
      await pass(2, 0.1, unreadable);
      await pass(1, 0.1, () => line(1));
    }
    expect(told.filter((text) => text.startsWith('warned'))).toHaveLength(1);
  });
});
