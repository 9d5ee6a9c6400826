// What `kpp doctor` says about configured serial ports: their lines, their rhythm, and what else uses them.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HalError } from '../../hal/hal.js';
import { Received } from '../../src/cli/doctor/listening/received.js';
import { Machine } from '../../src/cli/doctor/machine.js';
import { serial } from '../../src/cli/doctor/probes/serial.js';
import { parseConfig } from '../../src/config/index.js';
import { nmea } from '../hal/linux/serial/nmea-line.js';

const neverOpened = () => {
  throw new Error('no line is to be opened');
};

interface Setup {
  readonly path?: string;
  readonly records?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** What arrives: each text at its time in seconds. */
  readonly arrives?: readonly (readonly [text: string, atS: number])[];
  readonly refusal?: Error;
  readonly isRunning?: boolean;
  readonly outputs?: string;
}

const LINE = `${nmea('KPPCH,1.5')}\r\n`;
const EACH = (everyS: number, text = LINE) =>
  Array.from({ length: 6 }, (_, i) => [text, i * everyS] as const);

async function findings(setup: Setup = {}) {
  const {
    path = '/dev/ttyAMA0',
    records = '{ KPPCH: [chain.velocity] }',
    files = {},
    isRunning = false,
    outputs = '{}',
  } = setup;
  const root = mkdtempSync(join(tmpdir(), 'kpp-machine-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [file, text] of Object.entries({ '/dev/ttyAMA0': '', '/dev/ttyACM0': '', ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  mkdirSync(join(root, 'dev/serial/by-id'), { recursive: true });
  symlinkSync('../../ttyACM0', join(root, 'dev/serial/by-id/usb-chain'));
  const listenToPort = async () => {
    if (setup.refusal !== undefined) throw setup.refusal;
    const received = new Received();
    for (const [text, atS] of setup.arrives ?? EACH(0.1)) received.take(Buffer.from(text), atS);
    return received;
  };
  const text = `hal: { kind: linux, serial: { chain: { path: "${path}", records: ${records} } }, outputs: ${outputs} }`;
  const { config } = parseConfig(text, 'k.yaml');
  const machine = new Machine(root, { loadOnoff: neverOpened, listenToPort });
  const found = await serial({ machine, config: config!, isRunning });
  return (id: string) => found.find((finding) => finding.id === id);
}

describe('the lines of a configured port', () => {
  it('are counted', async () => {
    expect((await findings())('serial.chain.lines')).toMatchObject({
      level: 'ok',
      what: '5 of 5 lines can be read.',
    });
  });

  it('that come more slowly than staleAfter are a warning with the number to write', async () => {
    const finding = (await findings({ arrives: EACH(1.02) }))('serial.chain.lines');
    expect(finding).toMatchObject({ level: 'warning', fix: 'Write `staleAfter: 2` at hal.serial.chain.' });
    expect(finding?.what).toContain('sends every 1.0 s, staleAfter is 0.2 s');
  });

  it('that cannot be read are a warning with their number, the last of them and the reason', async () => {
    const finding = (await findings({ arrives: EACH(0.1, 'MSG:1,Vrms:230.1\n') }))('serial.chain.lines');
    expect(finding?.level).toBe('warning');
    expect(finding?.what).toMatch(/^5 lines, none readable; the last was `MSG:1,Vrms:230\.1` \(.+\)\.$/);
    expect(finding?.fix).toContain('kpp doctor --listen /dev/ttyAMA0');
  });

  it('that do not come are a warning, and so is a port that cannot be opened', async () => {
    const silent = (await findings({ arrives: [] }))('serial.chain.lines');
    expect(silent).toMatchObject({ level: 'warning', what: 'No line arrives on /dev/ttyAMA0.' });
    const refusal = new HalError('not_found', 'tcp://h:1 cannot be reached.', 'Check it.');
    expect((await findings({ path: 'tcp://h:1', refusal }))('serial.chain.lines')).toEqual({
      id: 'serial.chain.lines',
      level: 'warning',
      what: 'tcp://h:1 cannot be reached.',
      fix: 'Check it.',
    });
  });

  const DRIVE = '{ load: { serial: chain, unit: fraction, safe: 0, timeout: drive } }';

  it.each(['{ KPPCH: [chain.velocity] }', '{}'])(
    'an output behind a network port that cannot be reached is an error (records %s)',
    async (records) => {
      const refusal = new HalError('not_found', 'tcp://h:1 cannot be reached.', 'Check it.');
      const finding = await findings({ path: 'tcp://h:1', records, outputs: DRIVE, refusal });
      expect(finding('serial.chain.lines')).toEqual({
        id: 'serial.chain.lines',
        level: 'error',
        what: 'tcp://h:1 cannot be reached, and the output load needs it.',
        fix: 'Check it.',
        stops: 'outputs',
      });
    },
  );

  it('a network port that only writes and can be reached has nothing to say', async () => {
    const finding = await findings({ path: 'tcp://h:1', records: '{}', outputs: DRIVE, arrives: [] });
    expect(finding('serial.chain.lines')).toBeUndefined();
  });

  it('a port that exists and cannot be opened is an error, because the controller does not start with it', async () => {
    const refusal = new HalError('failed', '/dev/ttyAMA0 is not a serial port.', 'Correct the path.');
    expect((await findings({ refusal }))('serial.chain.lines')?.level).toBe('error');
  });

  it('are not looked at while the controller runs, nor on a port that only writes', async () => {
    expect((await findings({ isRunning: true }))('serial.chain.lines')).toBeUndefined();
    expect((await findings({ records: '{}' }))('serial.chain.lines')).toBeUndefined();
  });
});

describe('another user of a port', () => {
  it('is the console of the kernel, or a login', async () => {
    const files = {
      '/proc/cmdline': 'console=tty1 console=ttyAMA0,115200 root=/dev/mmcblk0p2',
      '/proc/812/cmdline': '/sbin/agetty\0--keep-baud\x00115200\0ttyAMA0\0vt220',
    };
    const finding = (await findings({ files }))('serial.chain.console');
    expect(finding?.level).toBe('warning');
    expect(finding?.what).toContain('the kernel writes its messages to it and a login (getty) waits on it');
    expect(finding?.fix).toContain('serial-getty@ttyAMA0');
    expect((await findings({ path: '/dev/ttyACM0', files }))('serial.chain.console')).toBeUndefined();
  });

  it('is ModemManager on a USB port, also behind its stable name', async () => {
    const files = { '/proc/77/cmdline': '/usr/sbin/ModemManager' };
    const path = '/dev/serial/by-id/usb-chain';
    expect((await findings({ path, files }))('serial.modemManager')).toMatchObject({ level: 'warning' });
    expect((await findings({ files }))('serial.modemManager')).toBeUndefined();
  });
});
