// The serial HAL on real pseudo-terminals: values, garbage, silence, unplugging, locks and stalls.
import { spawn } from 'node:child_process';
import { readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { LinuxHal } from '../../../hal/linux/linux-hal.js';
import {
  HAL_CONFORMANCE,
  type HalUnderTest,
  type MakeHal,
} from '../../../src/testing/conformance/hal-conformance.js';
import { nmea } from '../../hal/linux/serial/nmea-line.js';
import { linuxConfig } from '../../hal/linux-config.js';
import { Drive } from '../../support/drive.js';
import { requireProgram } from '../../support/programs.js';
import { PtyPair } from '../../support/pty.js';
import { until } from '../../support/until.js';

const RECORDS = {
  KPPCH: ['seq', 'timeMs', 'chain.velocity', 'chain.position', 'chain.tension'],
  KPPGN: ['seq', 'timeMs', 'generator.speed'],
};
const TICK_MS = 1000 / 60;
const OUTPUTS = {
  load: { serial: 'chain', record: 'KPPLD', unit: 'fraction', safe: 0, timeout: 'drive' },
} as const;

const clock = (): number => performance.now() / 1000;

function createHal(pty: PtyPair, options: { silence?: number } = {}): LinuxHal {
  const config = linuxConfig({
    serial: { chain: { path: pty.devicePath, records: RECORDS, ...options } },
    outputs: OUTPUTS,
  });
  return new LinuxHal({ ...config, clock });
}

function chainRecord(velocity: number): string {
  return `${nmea(`KPPCH,1,${Math.round(clock() * 1000)},${velocity},131.9,5780`)}\r\n`;
}

function generatorRecord(speed: number): string {
  return `${nmea(`KPPGN,1,${Math.round(clock() * 1000)},${speed}`)}\n`;
}

/** Descriptors of this process that are open on terminals, other than its own. */
function openTerminals(): number {
  return readdirSync('/proc/self/fd').filter((fd) => Number(fd) > 2 && isTerminal(fd)).length;
}

function isTerminal(fd: string): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`).startsWith('/dev/pts/');
  } catch {
    return false;
  }
}

describe.skipIf(!requireProgram('socat'))('the serial HAL on a pseudo-terminal', () => {
  let pty: PtyPair;
  let hal: LinuxHal;
  let told: string[];
  let ticks: NodeJS.Timeout;

  const listener = {
    lost: (source: string) => told.push(`lost ${source}`),
    recovered: (source: string) => told.push(`recovered ${source}`),
    warned: (source: string, finding: string) => told.push(`warned ${source}: ${finding}`),
    emergencyStop: () => {},
  };
  const count = (kind: string): number =>
    hal.counters.values[hal.counters.names.indexOf(`serial.chain.${kind}`)]!;
  const value = (channel: string): number => hal.samples.value[hal.samples.indexOf(channel)]!;
  const wasTold = (what: string): boolean => told.includes(`${what} serial.chain`);

  /** Writes until the line is full, because nobody reads. */
  const fill = (): Promise<void> => {
    let full = 0;
    return until('the line is full', () => {
      const before = count('unsent');
      for (let i = 0; i < 20; i++) hal.write(Float64Array.of(0.5));
      full = count('unsent') - before >= 20 ? full + 1 : 0;
      return full === 10;
    });
  };

  beforeEach(() => {
    pty = new PtyPair();
    hal = createHal(pty);
    told = [];
    ticks = setInterval(() => hal.advance(clock()), TICK_MS);
  });

  afterEach(async () => {
    clearInterval(ticks);
    await hal.close();
    await pty.dispose();
  });

  it('delivers what the sensor sends', async () => {
    await pty.plug();
    await hal.open(clock(), listener);
    pty.send(chainRecord(1.55) + generatorRecord(39.3));
    await until('both records are there', () => count('good') === 2);
    expect(value('chain.velocity')).toBe(1.55);
    expect(value('generator.speed')).toBe(39.3);
    expect(value('chain.tension')).toBe(5780);
  });

  it('counts one percent of garbage, and delivers none of it', async () => {
    await pty.plug();
    await hal.open(clock(), listener);
    const total = 1000;
    for (let i = 0; i < total; i++) {
      pty.send(i % 100 === 50 ? `$KPPCH,1,2,999,999,9\xff9*00\r\n` : chainRecord(1 + i / total));
      if (i % 20 === 0) {
        await until('the line has been read', () => count('good') + count('checksum') > i - 20);
      }
    }
    await until('all lines are there', () => count('good') + count('checksum') === total);
    expect(count('checksum')).toBe(10);
    expect(value('chain.velocity')).toBe(1 + (total - 1) / total);
    expect([...hal.samples.outOfRange]).toEqual([0, 0, 0, 0]);
  });

  it('reports silence once, and recovers with the data', async () => {
    await pty.plug();
    await hal.open(clock(), listener);
    pty.send(chainRecord(1));
    await until('the record is there', () => count('good') === 1);
    await until('the port was reopened twice', () => count('reopened') >= 2, 15_000);
    expect(told).toEqual(['lost serial.chain']);
    await until('a record gets through', () => {
      pty.send(chainRecord(2));
      return wasTold('recovered');
    });
    expect(value('chain.velocity')).toBe(2);
    expect(told).toEqual(['lost serial.chain', 'recovered serial.chain']);
  });

  it('finds an adapter that was unplugged and plugged in again', async () => {
    await pty.plug();
    await hal.open(clock(), listener);
    pty.send(chainRecord(1));
    await until('the record is there', () => count('good') === 1);
    await pty.unplug();
    await until('the loss is reported', () => wasTold('lost'));
    await pty.plug();
    await until('the port is open again', () => count('reopened') === 1);
    pty.send(chainRecord(2));
    await until('the recovery is reported', () => wasTold('recovered'));
    expect(value('chain.velocity')).toBe(2);
  });

  it('waits for an adapter that does not exist at the start', async () => {
    await hal.open(clock(), listener);
    expect(told).toEqual(['lost serial.chain']);
    await pty.plug();
    await until('the port is open', () => count('reopened') === 1);
    pty.send(chainRecord(3));
    await until('the recovery is reported', () => wasTold('recovered'));
    expect(value('chain.velocity')).toBe(3);
  });

  it('refuses a port that another process holds, and does not disturb it', async () => {
    await pty.plug();
    await hal.open(clock(), listener);
    const second = createHal(pty);
    await expect(second.open(clock(), listener)).rejects.toMatchObject({ name: 'HalError', code: 'in_use' });
    await second.close();
    pty.send(chainRecord(4));
    await until('the first one still reads', () => value('chain.velocity') === 4);
  });

  it.each(['/dev/null', '/dev', '/dev/null/port', '/proc/self/status'])(
    'refuses %s, which is not a serial port',
    async (path) => {
      const other = new LinuxHal({
        ...linuxConfig({ serial: { chain: { path, records: RECORDS } } }),
        clock,
      });
      const message = `${path} is not a serial port.`;
      await expect(other.open(clock(), listener)).rejects.toMatchObject({ code: 'failed', message });
      await other.close();
    },
  );

  it('refuses two ports that are one device under two names, and says so', async () => {
    await pty.plug();
    const [path, alias] = [pty.devicePath, join(dirname(pty.devicePath), 'alias')];
    symlinkSync(path, alias);
    const both = { chain: { path, records: RECORDS }, generator: { path: alias, records: RECORDS } };
    const other = new LinuxHal({ ...linuxConfig({ serial: both }), clock });
    await expect(other.open(clock(), listener)).rejects.toMatchObject({
      code: 'in_use',
      message: expect.stringContaining('by another configured port with the same device'),
    });
    await other.close();
  });

  it('leaves no descriptor open, however often the port is reopened', async () => {
    await pty.plug();
    const before = openTerminals();
    hal = createHal(pty, { silence: 0.1 });
    await hal.open(clock(), listener);
    for (let i = 1; i <= 5; i++) {
      pty.send(chainRecord(1));
      await until('the port is open again', () => count('reopened') >= i);
    }
    expect(openTerminals()).toBe(before + 1);
    await hal.close();
    expect(openTerminals()).toBe(before);
  });

  it('sends the last line completely, also when it is closed at once', async () => {
    await pty.plug();
    const drive = new Drive(pty);
    onTestFinished(() => drive.close());
    await hal.open(clock(), listener);
    for (const fraction of [0.5, 0.75, 0]) hal.write(Float64Array.of(fraction));
    await hal.close();
    await until('the last line is there', () => drive.setpoints.length === 3);
    expect(drive.setpoints.map(({ fraction }) => fraction)).toEqual([0.5, 0.75, 0]);
  });

  it('keeps reading from a device that reads nothing, counts unsent lines, and ends in time', async () => {
    await pty.plug({ takesNothing: true });
    await hal.open(clock(), listener);
    await fill();
    for (let speed = 1; speed <= 5; speed++) {
      hal.write(Float64Array.of(0.5));
      pty.send(chainRecord(speed));
      await until('input still arrives', () => value('chain.velocity') === speed);
    }
    expect(count('reopened')).toBe(0);
    const beganMs = performance.now();
    await hal.close();
    expect(performance.now() - beganMs).toBeLessThan(1000);
  });

  it('sends the newest line, and no partial line, when a drive that read nothing reads again', async () => {
    await pty.plug();
    await hal.open(clock(), listener);
    await fill();
    hal.write(Float64Array.of(0.75));
    hal.write(Float64Array.of(0.25));
    // Throws when a line is not a complete record.
    const drive = new Drive(pty);
    onTestFinished(() => drive.close());
    await hal.close();
    await until('the newest line is there', () => drive.load === 0.25);
    expect(drive.setpoints.some(({ fraction }) => fraction === 0.75)).toBe(false);
  });

  it('drops what a sensor sent while this process stood still', async () => {
    await pty.plug();
    await hal.open(clock(), listener);
    const feeder = spawn(process.execPath, ['-e', FEEDER, pty.sensorPath], { stdio: 'ignore' });
    try {
      await until('the sensor runs', () => count('good') > 90, 10_000);
      const lastBefore = value('chain.position');
      const startS = clock();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);
      const stallS = clock() - startS;
      hal.advance(clock());
      hal.discardInput(clock());
      const taken = vi.spyOn(hal.samples, 'put');
      await until('records are taken again', () => taken.mock.calls.length >= 30);
      const row = hal.samples.indexOf('chain.position');
      const positions = taken.mock.calls.filter(([index]) => index === row).map(([, position]) => position);
      expect(Math.min(...positions) - lastBefore).toBeGreaterThan(stallS * 0.98);
    } finally {
      const ended = new Promise((resolve) => feeder.once('exit', resolve));
      feeder.kill();
      await ended;
    }
  });
});

/** A sensor in a separate process: 60 records a second, whose `chain.position` is the sensor's clock in seconds. */
const FEEDER = `
const { openSync, writeSync } = require('node:fs');
const fd = openSync(process.argv[1], 'w');
setInterval(() => {
  const ms = Math.round(performance.now());
  const body = 'KPPCH,1,' + ms + ',1.5,' + ms / 1000 + ',5780';
  const sum = Buffer.from(body).reduce((xor, byte) => xor ^ byte, 0);
  writeSync(fd, '$' + body + '*' + sum.toString(16).padStart(2, '0') + '\\r\\n');
}, 1000 / 60);
`;

/** A HAL in real time, on a pseudo-terminal where this process imitates the sensor. */
const makePtyHal: MakeHal = async () => {
  const pty = new PtyPair();
  await pty.plug();
  const hal = createHal(pty);
  const pass: HalUnderTest['pass'] = async (seconds, how = 'ticking') => {
    for (const endS = clock() + seconds; clock() < endS; ) {
      pty.send(chainRecord(1.5) + generatorRecord(39.3));
      await delay(TICK_MS);
      if (how === 'ticking') {
        hal.advance(clock());
      }
    }
  };
  const dispose = async (): Promise<void> => {
    await hal.close();
    await pty.dispose();
  };
  return { hal, source: 'serial.chain', nowS: clock, pass, dispose };
};

describe.skipIf(!requireProgram('socat'))('conformance of the serial HAL on a pseudo-terminal', () => {
  it.each(HAL_CONFORMANCE)('$name', ({ run }) => run(makePtyHal));
});
