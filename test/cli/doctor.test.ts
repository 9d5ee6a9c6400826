// `kpp doctor` on machines that are imitated by folders, and on this machine.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { HalError } from '../../hal/hal.js';
import type { VirtualChip } from '../../hal/linux/i2c/devices/virtual-chip.js';
import { SCANNED } from '../../hal/linux/i2c/port.js';
import { VirtualI2cBus } from '../../hal/virtual/i2c/virtual-i2c.js';
import { doctor } from '../../src/cli/commands/doctor.js';
import type { Finding } from '../../src/cli/doctor/finding.js';
import { Received } from '../../src/cli/doctor/listening/received.js';
import { type Bindings, Machine } from '../../src/cli/doctor/machine.js';
import { i2c as i2cProbe } from '../../src/cli/doctor/probes/i2c.js';
import { loadConfig } from '../../src/config/index.js';
import { ADDRESS, VirtualPlant } from '../hal/linux/i2c/plant.js';
import { captured, temporaryFile } from './captured.js';

/** No broker listens at this address, and the live page may use any free port. */
const SERVICES = 'mqtt: { url: mqtt://127.0.0.1:9 }\nhttp: { listen: 127.0.0.1:0 }\n';

/** A number of a line must be found without opening anything. */
const neverOpened = () => {
  throw new Error('no line is to be opened');
};

const noBus = async () => {
  throw new Error('no bus is to be opened');
};

/** A folder that imitates a machine. A file with the text '' is empty. */
function machineWith(
  files: Readonly<Record<string, string>> = {},
  openI2cPort: NonNullable<Bindings['openI2cPort']> = noBus,
): { machine: Machine; root: string } {
  const root = mkdtempSync(join(tmpdir(), 'kpp-machine-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const listenToPort = async () => new Received();
  return { machine: new Machine(root, { loadOnoff: () => neverOpened, openI2cPort, listenToPort }), root };
}

function configuration(text: string): string {
  const file = temporaryFile('k.yaml', '');
  writeFileSync(file, `${SERVICES}store: { path: ${dirname(file)}/kpp.db, maxMegabytes: 1 }\n${text}`);
  return file;
}

async function examined(text: string, machine = machineWith().machine, set: readonly string[] = []) {
  const config = configuration(text);
  const { code, stdout, stderr } = await captured(() => doctor({ config, set, json: true }, machine));
  expect(stderr).toBe('');
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  const finding = (id: string) => findings.find((one) => one.id === id);
  return { code, findings, finding };
}

const PORT = (path: string) => `
hal:
  kind: linux
  serial:
    chain: { path: ${path}, records: { KPPCH: [chain.velocity] } }
`;

/** An output below `hal` that sends its setpoint to the port `chain`. */
const DRIVE =
  '  outputs: { load: { serial: chain, record: KPPLD, unit: fraction, safe: 0, timeout: drive } }\n';

describe('every finding', () => {
  it('has an id, a level, a sentence about the state and one about what to do', async () => {
    const { findings } = await examined('');
    expect(findings.length).toBeGreaterThan(5);
    for (const finding of findings) {
      expect(Object.keys(finding)).toEqual(['id', 'level', 'what', 'fix']);
      expect(finding.what).toMatch(/\.$/);
      expect(finding.fix).toMatch(/\.$/);
    }
  });

  it('is printed as one line, followed by the fix when there is something to do', async () => {
    const config = configuration('');
    const { stdout, code } = await captured(() => doctor({ config, set: [] }, machineWith().machine));
    expect(stdout).toMatch(/^ {2}ok {3}configuration {2}.*can be used\.$/m);
    expect(stdout).toMatch(/^ warn {2}broker +No connection .*\n +Start the broker/m);
    expect(stdout).not.toContain('Nothing to do');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^The controller can run here; there (is one warning|are \d+ warnings)\.$/,
    );
    expect(code).toBe(0);
  });
});

describe('the last line', () => {
  const lastLine = async (text: string) => {
    const config = configuration(text);
    const { stdout, code } = await captured(() => doctor({ config, set: [] }, machineWith().machine));
    return [stdout.trimEnd().split('\n').at(-1), code];
  };

  it('says what the worst findings mean: for the start, or for the outputs alone', async () => {
    expect(await lastLine(`${PORT('/dev/ttyUSB7')}${DRIVE}`)).toEqual([
      'The controller starts here, but it cannot drive all its outputs: there is one problem.',
      1,
    ]);
    expect(await lastLine('nonsense: 1\n')).toEqual([
      'One problem prevents the controller from starting here.',
      1,
    ]);
    const gpio = '  gpio: { estop: { line: 27, role: emergencyStop, activeLow: true } }\n';
    expect(await lastLine(`${PORT('/dev/ttyUSB7')}${gpio}${DRIVE}`)).toEqual([
      'One problem prevents the controller from starting here, and another one would keep it from driving its outputs.',
      1,
    ]);
  });
});

describe('the configuration', () => {
  it('prevents running when it does not exist, and the machine is examined nevertheless', async () => {
    const { code, stdout } = await captured(() =>
      doctor({ config: '/nowhere/controller.yaml', set: [], json: true }, machineWith().machine),
    );
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    expect(code).toBe(1);
    expect(findings[0]).toMatchObject({ id: 'configuration', level: 'error' });
    expect(findings[0]?.what).toContain('there is no such file');
    expect(findings.map(({ id }) => id)).toContain('clock');
  });

  it('has one finding for each of its problems, with the place', async () => {
    const { code, findings } = await examined('control: { rateHz: 7 }\nnonsense: 1\n');
    const problems = findings.filter(({ id }) => id === 'configuration');
    expect(problems.map(({ level }) => level)).toEqual(['error', 'error']);
    expect(problems[0]?.what).toMatch(/k\.yaml:4:\d+ control\.rateHz: /);
    expect(code).toBe(1);
  });

  it('has warnings that stay warnings beside an error', async () => {
    const serial =
      '{ chain: { path: /dev/ttyS0, records: { A: [chain.velocity] }, scale: { water.temperature: 2 } } }';
    const { findings } = await examined(`hal: { kind: linux, serial: ${serial} }\nnonsense: 1\n`);
    const problems = findings.filter(({ id }) => id === 'configuration');
    expect(problems.filter(({ level }) => level === 'error').map(({ what }) => what)).toEqual([
      expect.stringContaining('nonsense'),
    ]);
    const warned = problems.find(({ what }) => what.includes('warning: no record of this port'));
    expect(warned?.level).toBe('warning');
  });
});

describe('a serial port', () => {
  it('is listed with its stable name when it is plugged in', async () => {
    const { machine, root } = machineWith({ '/dev/ttyUSB0': '' });
    mkdirSync(join(root, 'dev/serial/by-id'), { recursive: true });
    symlinkSync('../../ttyUSB0', join(root, 'dev/serial/by-id/usb-chain'));
    const { finding } = await examined('', machine);
    expect(finding('serial')?.what).toBe('Serial ports: /dev/serial/by-id/usb-chain (ttyUSB0).');
  });

  it('gives a warning when the configuration names it and it does not exist, because it may be plugged in later', async () => {
    const { finding, code } = await examined(PORT('/dev/serial/by-id/usb-chain'));
    expect(finding('serial.chain')).toMatchObject({ level: 'warning' });
    expect(finding('serial.chain')?.fix).toContain('hal.serial.chain.path');
    expect(code).toBe(0);
  });

  it('prevents running when an output needs it and it does not exist', async () => {
    const { finding, code } = await examined(`${PORT('/dev/serial/by-id/usb-chain')}${DRIVE}`);
    expect(finding('serial.chain')).toMatchObject({
      level: 'error',
      what: '/dev/serial/by-id/usb-chain does not exist, and the output load needs it.',
    });
    expect(code).toBe(1);
  });

  it('gives a warning when its configured name can change', async () => {
    const { machine } = machineWith({ '/dev/ttyUSB0': '' });
    const { finding } = await examined(PORT('/dev/ttyUSB0'), machine);
    expect(finding('serial.chain')).toMatchObject({ level: 'warning' });
    expect(finding('serial.chain')?.what).toContain('may be another device after the next start');
  });
});

/** A configuration of devices on bus 1, by their addresses. */
const I2C = (...addresses: readonly (keyof typeof ADDRESS)[]) => {
  const rest = {
    ina226: 'shuntOhms: 0.002, channels: { voltage: generator.voltage }',
    ads1115: 'inputs: { 0: { channel: chain.tension } }',
    mcp9808: 'channels: { temperature: water.temperature }',
    as5600: 'channels: { speed: generator.speed }',
    mcp4725: 'name: dac',
  };
  const devices = addresses.map(
    (device) => `{ bus: 1, address: ${ADDRESS[device]}, device: ${device}, ${rest[device]} }`,
  );
  return `\nhal: { kind: linux, i2c: [${devices.join(', ')}] }\n`;
};

describe('an I2C bus', () => {
  const BUS = { '/dev/i2c-1': '' };

  it('gives a warning when a device needs it and it does not exist, because the controller starts and waits for it', async () => {
    const { finding, code } = await examined(I2C('mcp9808'));
    expect(finding('i2c.1')).toMatchObject({
      level: 'warning',
      what: '/dev/i2c-1 does not exist; the controller would wait for it.',
    });
    expect(finding('i2c.1')?.fix).toContain('raspi-config');
    expect(code).toBe(0);
  });

  it('is listed with the addresses that answer, also when no device needs it', async () => {
    const { bus } = new VirtualPlant();
    const { finding } = await examined('', machineWith(BUS, bus.open).machine);
    expect(finding('i2c')).toMatchObject({ level: 'ok', what: 'I2C buses: /dev/i2c-1.' });
    expect(finding('i2c.1')).toMatchObject({
      level: 'ok',
      what: '/dev/i2c-1: 0x18, 0x36, 0x40, 0x48, 0x60 answer.',
    });
    expect([bus.openings, bus.closings]).toEqual([1, 1]);
  });

  it('without an answer is listed as such; without any bus there is one finding', async () => {
    const { machine } = machineWith(BUS, new VirtualI2cBus(1, () => 0).open);
    const { finding } = await examined('', machine);
    expect(finding('i2c.1')).toMatchObject({ level: 'ok', what: 'No address answers on /dev/i2c-1.' });
    const { findings } = await examined('');
    expect(findings.filter(({ id }) => id.startsWith('i2c')).map(({ what }) => what)).toEqual([
      'No I2C bus is switched on.',
    ]);
  });

  it('is not examined while the running controller uses it; other buses are', async () => {
    const server = createServer((_request, response) => response.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const other = new VirtualI2cBus(20, () => 0);
    const { machine } = machineWith({ ...BUS, '/dev/i2c-20': '' }, other.open);
    const text = I2C('ina226');
    const { findings } = await examined(text, machine, [`http.listen=127.0.0.1:${port}`]);
    expect(findings.filter(({ id }) => id.startsWith('i2c.'))).toEqual([
      expect.objectContaining({ id: 'i2c.1', level: 'ok', what: expect.stringContaining('`kpp status`') }),
      expect.objectContaining({ id: 'i2c.20', level: 'ok', what: 'No address answers on /dev/i2c-20.' }),
    ]);
  });

  it('that cannot be opened has the reason and the fix of the driver', async () => {
    const bus = new VirtualI2cBus(1, () => 0);
    bus.refusal = new HalError('not_supported', 'The library i2c-bus cannot be loaded.', 'Install it.');
    const { machine } = machineWith(BUS, bus.open);
    const needed = await examined(I2C('ina226'), machine);
    expect(needed.finding('i2c.1')).toMatchObject({
      level: 'error',
      what: 'The library i2c-bus cannot be loaded.',
      fix: 'Install it.',
    });
    expect(needed.code).toBe(1);
    const { finding, code } = await examined('', machine);
    expect([finding('i2c.1')?.level, code]).toEqual(['warning', 0]);
    bus.refusal = new Error('EIO: i/o error');
    expect((await examined('', machine)).finding('i2c.1')?.what).toBe(
      '/dev/i2c-1 cannot be examined: EIO: i/o error.',
    );
  });

  it('has its SDA line low when every address seems to answer, which is one warning', async () => {
    const low: VirtualChip = { read: (_register, length) => Array(length).fill(0), write: () => {} };
    const bus = new VirtualI2cBus(1, () => 0);
    for (const address of SCANNED) bus.attach(address, low);
    const { machine } = machineWith(BUS, bus.open);
    const { findings } = await examined(I2C('ads1115'), machine);
    expect(findings.filter(({ id }) => id.startsWith('i2c.'))).toEqual([
      expect.objectContaining({
        id: 'i2c.1',
        level: 'warning',
        what: 'Every address seems to answer on /dev/i2c-1: its SDA line is held low.',
        fix: expect.stringContaining('one device after the other'),
      }),
    ]);
  });

  describe('that is blocked', () => {
    /** The findings after three seconds of virtual time in which no transaction ended. */
    async function afterThreeSeconds(text: string, bus: VirtualI2cBus): Promise<Finding[]> {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      onTestFinished(() => void vi.useRealTimers());
      const { machine } = machineWith(BUS, bus.open);
      const { config } = loadConfig({ file: configuration(text) });
      let isDone = false;
      const findings = Promise.resolve(i2cProbe({ machine, config, isRunning: false }));
      void findings.then(() => {
        isDone = true;
      });
      await vi.advanceTimersByTimeAsync(2999);
      expect(isDone).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      return findings;
    }

    it('gives one warning after three seconds, and none for its devices', async () => {
      const { bus } = new VirtualPlant();
      bus.hold(true);
      expect((await afterThreeSeconds(I2C('ina226'), bus)).slice(1)).toEqual([
        {
          id: 'i2c.1',
          level: 'warning',
          what: '/dev/i2c-1 is blocked, or too slow to scan all its addresses.',
          fix: expect.stringContaining('pull-ups'),
        },
      ]);
    });

    it('gives no warning when no device needs it', async () => {
      const bus = new VirtualI2cBus(1, () => 0);
      bus.hold(true);
      expect((await afterThreeSeconds('', bus)).map(({ level }) => level)).toEqual(['ok', 'ok']);
    });

    it('gets no further transaction, and is closed when the kernel releases it', async () => {
      const { bus } = new VirtualPlant();
      bus.hold(true);
      await afterThreeSeconds(I2C('ina226'), bus);
      expect([bus.hangingCount, bus.closings]).toEqual([1, 0]);
      bus.hold(false);
      await vi.advanceTimersByTimeAsync(0);
      expect([bus.transactions.size, bus.closings]).toEqual([1, 1]);
    });
  });
});

describe('a configured I2C device', () => {
  const held = (driver: string) => ({ [`/sys/bus/i2c/drivers/${driver}/bind`]: '' });
  const on = (bus: VirtualI2cBus, files = {}) => machineWith({ '/dev/i2c-1': '', ...files }, bus.open);

  it('that answers with its id is fine', async () => {
    const { finding } = await examined(I2C('ina226', 'mcp9808'), on(new VirtualPlant().bus).machine);
    expect(finding('i2c.1')?.level).toBe('ok');
    expect(finding('i2c.1.0x40')).toMatchObject({ level: 'ok', what: 'The ina226 at 0x40 answers.' });
    expect(finding('i2c.1.0x18')).toMatchObject({ level: 'ok', what: 'The mcp9808 at 0x18 answers.' });
  });

  it.each(['ads1115', 'as5600', 'mcp4725'] as const)(
    'of kind %s has no id, so the finding only says that a device answers',
    async (device) => {
      const { finding } = await examined(I2C(device), on(new VirtualPlant().bus).machine);
      const at = `0x${ADDRESS[device].toString(16)}`;
      expect(finding(`i2c.1.${at}`)).toMatchObject({
        level: 'ok',
        what: `A device answers at ${at}; whether it is the ${device} cannot be checked, because this chip has no id.`,
      });
    },
  );

  it('that does not answer gives a warning that says where to look, because the controller would wait for it', async () => {
    const { bus } = new VirtualPlant();
    bus.detach(ADDRESS.ina226);
    const { finding, code } = await examined(I2C('ina226', 'mcp9808'), on(bus).machine);
    expect(finding('i2c.1')?.what).toBe('/dev/i2c-1: 0x18, 0x36, 0x48, 0x60 answer.');
    expect(finding('i2c.1.0x40')).toMatchObject({
      level: 'warning',
      what: 'The ina226 at 0x40 does not answer; the controller would wait for it.',
    });
    expect(finding('i2c.1.0x40')?.fix).toMatch(/pull-ups.*address pins.*`i2cdetect -y 1`/);
    expect(finding('i2c.1.0x18')?.level).toBe('ok');
    expect(code).toBe(0);
  });

  it.each([
    [
      'ina226',
      'mcp9808',
      "an INA226's manufacturer id cannot be 0x0000, unless `id: any` accepts a compatible chip",
    ],
    ['mcp9808', 'ina226', "an MCP9808's manufacturer id cannot be 0x0000"],
    ['as5600', 'ads1115', "an AS5600's status cannot be 0x007f"],
  ] as const)('of kind %s is recognised as wrong when it is an %s', async (wanted, found, reason) => {
    const plant = new VirtualPlant();
    plant.bus.attach(ADDRESS[wanted], plant[found]);
    const { finding, code } = await examined(I2C(wanted), on(plant.bus).machine);
    const at = `0x${ADDRESS[wanted].toString(16)}`;
    expect(finding(`i2c.1.${at}`)).toMatchObject({
      level: 'warning',
      what: `The device that answers at ${at} is not the ${wanted}: ${reason}.`,
      fix: expect.stringContaining('hal.i2c'),
    });
    expect(code).toBe(0);
  });

  it('that answers but whose id cannot be read gives a warning about its wiring', async () => {
    const { bus } = new VirtualPlant();
    const unread: VirtualChip = {
      read: () => {
        throw new Error('EREMOTEIO: remote I/O error');
      },
      write: () => {},
    };
    bus.attach(ADDRESS.ina226, unread);
    const { finding } = await examined(I2C('ina226'), on(bus).machine);
    expect(finding('i2c.1.0x40')).toMatchObject({
      level: 'warning',
      what: 'A device answers at 0x40, but its id as the ina226 cannot be read: EREMOTEIO: remote I/O error.',
      fix: expect.stringContaining('wiring'),
    });
  });

  it('gets no write, also when it is configured', async () => {
    const plant = new VirtualPlant();
    const written: string[] = [];
    const kinds = ['ina226', 'ads1115', 'mcp9808', 'as5600', 'mcp4725'] as const;
    for (const kind of kinds) {
      const chip: VirtualChip = plant[kind];
      plant.bus.attach(ADDRESS[kind], {
        read: (register, length, nowS) => chip.read(register, length, nowS),
        write: () => void written.push(kind),
      });
    }
    const { finding } = await examined(I2C(...kinds), on(plant.bus).machine);
    expect(finding('i2c.1.0x40')?.what).toBe('The ina226 at 0x40 answers.');
    expect(written).toEqual([]);
  });

  it('that a kernel driver holds is named with the driver, and with the command that releases it', async () => {
    const { bus } = new VirtualPlant();
    bus.detach(ADDRESS.mcp9808);
    const { machine, root } = on(bus, held('jc42'));
    mkdirSync(join(root, 'sys/bus/i2c/devices/1-0018'), { recursive: true });
    symlinkSync('../../drivers/jc42', join(root, 'sys/bus/i2c/devices/1-0018/driver'));
    // The kernel knows this device, but no driver holds it.
    mkdirSync(join(root, 'sys/bus/i2c/devices/1-0040'), { recursive: true });
    const { finding } = await examined(I2C('ina226', 'mcp9808'), machine);
    expect(finding('i2c.1')?.what).toBe(
      '/dev/i2c-1: 0x36, 0x40, 0x48, 0x60 answer; the kernel uses 0x18 (jc42).',
    );
    expect(finding('i2c.1.0x40')?.level).toBe('ok');
    expect(finding('i2c.1.0x18')).toMatchObject({ level: 'warning' });
    expect(finding('i2c.1.0x18')?.what).toContain("is in use by the kernel's driver jc42");
    expect(finding('i2c.1.0x18')?.fix).toContain('`echo 1-0018 > /sys/bus/i2c/drivers/jc42/unbind`');
  });
});

describe('a GPIO line', () => {
  const LINES = `
hal:
  kind: linux
  gpio: { estop: { line: 27, role: emergencyStop, activeLow: true } }
  outputs: { brake: { line: 22, energised: release, safe: 0 } }
`;
  const chip = (base: number) => ({
    '/sys/class/gpio/export': '',
    [`/sys/class/gpio/gpiochip${base}/label`]: 'pinctrl-bcm2711\n',
    [`/sys/class/gpio/gpiochip${base}/base`]: `${base}\n`,
    [`/sys/class/gpio/gpiochip${base}/ngpio`]: '58\n',
  });

  it('is listed with its number on this kernel and its number on the header', async () => {
    const { finding } = await examined(LINES, machineWith(chip(512)).machine);
    expect(finding('gpio')).toMatchObject({ level: 'ok' });
    expect(finding('gpio')?.what).toBe('Chip pinctrl-bcm2711 with 58 lines, used through sysfs.');
    expect(finding('gpio.estop')?.what).toBe('Line 27 of the header, number 539 in sysfs on this kernel.');
    expect(finding('outputs.brake')?.what).toBe('Line 22 of the header, number 534 in sysfs on this kernel.');
  });

  it('prevents running on a machine without a chip', async () => {
    const { finding, code } = await examined(LINES);
    expect(finding('gpio')).toMatchObject({ level: 'error' });
    expect(code).toBe(1);
  });
});

describe('the disk', () => {
  it('gives a warning when it has less room than the store may use', async () => {
    const config = configuration('');
    const set = ['store.maxMegabytes=1000000'];
    const { stdout } = await captured(() => doctor({ config, set, json: true }, machineWith().machine));
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    expect(findings.find(({ id }) => id === 'disk')?.what).toContain('the store may grow to 1000000 MB');
  });

  it('prevents running when the folder of the store cannot be written', async () => {
    const config = configuration('');
    const set = ['store.path=/proc/kpp/kpp.db'];
    const { stdout, code } = await captured(() => doctor({ config, set, json: true }, machineWith().machine));
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    expect(findings.find(({ id }) => id === 'disk')).toMatchObject({ level: 'error' });
    expect(code).toBe(1);
  });
});

describe('the port of the live page', () => {
  it('gives a warning when another program uses it, because the controller runs without its page', async () => {
    const server = createServer((_request, response) => response.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const config = configuration('');
    const { stdout, code } = await captured(() =>
      doctor({ config, set: [`http.listen=127.0.0.1:${port}`], json: true }, machineWith().machine),
    );
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    const finding = findings.find(({ id }) => id === 'http');
    expect(finding).toMatchObject({
      level: 'warning',
      what: `The port ${port} of the live page is taken. The controller would run without its live page.`,
    });
    expect(code).toBe(0);
  });
});
