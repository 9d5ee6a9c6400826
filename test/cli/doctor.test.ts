// `kpp doctor`: what it finds on machines that are laid out as folders, and on this one.
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
import { type Bindings, Machine } from '../../src/cli/doctor/machine.js';
import { i2c as i2cProbe } from '../../src/cli/doctor/probes/i2c.js';
import { loadConfig } from '../../src/config/index.js';
import { ADDRESS, VirtualPlant } from '../hal/linux/i2c/plant.js';
import { captured, temporaryFile } from './captured.js';

/** No broker listens there, and any port is free for the live page. */
const SERVICES = 'mqtt: { url: mqtt://127.0.0.1:9 }\nhttp: { listen: 127.0.0.1:0 }\n';

/** To say what number a line has nothing is opened. */
const neverOpened = () => {
  throw new Error('no line is to be opened');
};

const noBus = async () => {
  throw new Error('no bus is to be opened');
};

/** A folder that stands for a machine: its files are empty but for those with a text. */
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
  return { machine: new Machine(root, { loadOnoff: () => neverOpened, openI2cPort }), root };
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

describe('every finding', () => {
  it('has an id, a level, a sentence on what is so and one on what to do', async () => {
    const { findings } = await examined('');
    expect(findings.length).toBeGreaterThan(5);
    for (const finding of findings) {
      expect(Object.keys(finding)).toEqual(['id', 'level', 'what', 'fix']);
      expect(finding.what).toMatch(/\.$/);
      expect(finding.fix).toMatch(/\.$/);
    }
  });

  it('is one line for a person, with the fix below where there is something to do', async () => {
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

describe('the configuration', () => {
  it('that is not there prevents running, and the machine is looked over all the same', async () => {
    const { code, stdout } = await captured(() =>
      doctor({ config: '/nowhere/controller.yaml', set: [], json: true }, machineWith().machine),
    );
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    expect(code).toBe(1);
    expect(findings[0]).toMatchObject({ id: 'configuration', level: 'error' });
    expect(findings[0]?.what).toContain('there is no such file');
    expect(findings.map(({ id }) => id)).toContain('clock');
  });

  it('has a finding for each of its problems, with their places', async () => {
    const { code, findings } = await examined('control: { rateHz: 7 }\nnonsense: 1\n');
    const problems = findings.filter(({ id }) => id === 'configuration');
    expect(problems.map(({ level }) => level)).toEqual(['error', 'error']);
    expect(problems[0]?.what).toMatch(/k\.yaml:4:\d+ control\.rateHz: /);
    expect(code).toBe(1);
  });
});

describe('a serial port', () => {
  it('that is plugged in is listed by its stable name', async () => {
    const { machine, root } = machineWith({ '/dev/ttyUSB0': '' });
    mkdirSync(join(root, 'dev/serial/by-id'), { recursive: true });
    symlinkSync('../../ttyUSB0', join(root, 'dev/serial/by-id/usb-chain'));
    const { finding } = await examined('', machine);
    expect(finding('serial')?.what).toBe('Serial ports: /dev/serial/by-id/usb-chain, /dev/ttyUSB0.');
  });

  it('that the configuration names and that is not there can come later: a warning', async () => {
    const { finding, code } = await examined(PORT('/dev/serial/by-id/usb-chain'));
    expect(finding('serial.chain')).toMatchObject({ level: 'warning' });
    expect(finding('serial.chain')?.fix).toContain('hal.serial.chain.path');
    expect(code).toBe(0);
  });

  it('that has a name which changes is worth a warning', async () => {
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

  it('that a device needs and that is not there prevents running', async () => {
    const { finding, code } = await examined(I2C('mcp9808'));
    expect(finding('i2c.1')).toMatchObject({ level: 'error', what: '/dev/i2c-1 does not exist.' });
    expect(finding('i2c.1')?.fix).toContain('raspi-config');
    expect(code).toBe(1);
  });

  it('that nothing needs is listed, and who answers on it', async () => {
    const { bus } = new VirtualPlant();
    const { finding } = await examined('', machineWith(BUS, bus.open).machine);
    expect(finding('i2c')).toMatchObject({ level: 'ok', what: 'I2C buses: /dev/i2c-1.' });
    expect(finding('i2c.1')).toMatchObject({
      level: 'ok',
      what: '/dev/i2c-1: 0x18, 0x36, 0x40, 0x48, 0x60 answer.',
    });
    expect([bus.openings, bus.closings]).toEqual([1, 1]);
  });

  it('without any device says so, and where there is no bus that is all there is to say', async () => {
    const { machine } = machineWith(BUS, new VirtualI2cBus(1, () => 0).open);
    const { finding } = await examined('', machine);
    expect(finding('i2c.1')).toMatchObject({ level: 'ok', what: 'No address answers on /dev/i2c-1.' });
    const { findings } = await examined('');
    expect(findings.filter(({ id }) => id.startsWith('i2c')).map(({ what }) => what)).toEqual([
      'No I2C bus is switched on.',
    ]);
  });

  it("that is the running controller's is left alone, and others are not", async () => {
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

  it('that cannot be opened has the reason and the fix of whoever tried', async () => {
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

  it('whose SDA is low is told by everybody seeming to answer', async () => {
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

  describe('that is held', () => {
    /** The findings after three seconds, of virtual time, in which no transaction ended. */
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

    it('is given up after three seconds: one warning, for its devices cannot be asked', async () => {
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

    it("is nobody's trouble where nothing needs it", async () => {
      const bus = new VirtualI2cBus(1, () => 0);
      bus.hold(true);
      expect((await afterThreeSeconds('', bus)).map(({ level }) => level)).toEqual(['ok', 'ok']);
    });

    it('is asked nothing more, and closed, when the kernel lets go', async () => {
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

  it('that answers with its id is as it should be', async () => {
    const { finding } = await examined(I2C('ina226', 'mcp9808'), on(new VirtualPlant().bus).machine);
    expect(finding('i2c.1')?.level).toBe('ok');
    expect(finding('i2c.1.0x40')).toMatchObject({ level: 'ok', what: 'The ina226 at 0x40 answers.' });
    expect(finding('i2c.1.0x18')).toMatchObject({ level: 'ok', what: 'The mcp9808 at 0x18 answers.' });
  });

  it.each(['ads1115', 'as5600', 'mcp4725'] as const)(
    'of kind %s has no id: that something answers is all there is to know',
    async (device) => {
      const { finding } = await examined(I2C(device), on(new VirtualPlant().bus).machine);
      const at = `0x${ADDRESS[device].toString(16)}`;
      expect(finding(`i2c.1.${at}`)).toMatchObject({
        level: 'ok',
        what: `A device answers at ${at}; whether it is the ${device} cannot be checked, because this chip has no id.`,
      });
    },
  );

  it('that does not answer is waited for: a warning that says where to look', async () => {
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
    ['ina226', 'mcp9808', "an INA226's manufacturer id cannot be 0x0000"],
    ['mcp9808', 'ina226', "an MCP9808's manufacturer id cannot be 0x0000"],
    ['as5600', 'ads1115', "an AS5600's status cannot be 0x007f"],
  ] as const)('of kind %s that is an %s is told by what it says', async (wanted, found, reason) => {
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

  it('that answers and then does not tell its id is a matter of its wiring', async () => {
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

  it('is written nothing, not even by being known', async () => {
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

  it('that a driver of the kernel holds is named with the driver, and how to take it back', async () => {
    const { bus } = new VirtualPlant();
    bus.detach(ADDRESS.mcp9808);
    const { machine, root } = on(bus, held('jc42'));
    mkdirSync(join(root, 'sys/bus/i2c/devices/1-0018'), { recursive: true });
    symlinkSync('../../drivers/jc42', join(root, 'sys/bus/i2c/devices/1-0018/driver'));
    // Made known to the kernel, and without a driver: nobody's.
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

  it('has the number that this kernel gives it beside that of the header', async () => {
    const { finding } = await examined(LINES, machineWith(chip(512)).machine);
    expect(finding('gpio')).toMatchObject({ level: 'ok' });
    expect(finding('gpio')?.what).toBe('Chip pinctrl-bcm2711 with 58 lines, used through sysfs.');
    expect(finding('gpio.estop')?.what).toBe('Line 27 of the header, number 539 in sysfs on this kernel.');
    expect(finding('outputs.brake')?.what).toBe('Line 22 of the header, number 534 in sysfs on this kernel.');
  });

  it('on a machine without a chip prevents running', async () => {
    const { finding, code } = await examined(LINES);
    expect(finding('gpio')).toMatchObject({ level: 'error' });
    expect(code).toBe(1);
  });
});

describe('the disk', () => {
  it('that has less room than the store may take is worth a warning', async () => {
    const config = configuration('');
    const set = ['store.maxMegabytes=1000000'];
    const { stdout } = await captured(() => doctor({ config, set, json: true }, machineWith().machine));
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    expect(findings.find(({ id }) => id === 'disk')?.what).toContain('the store may grow to 1000000 MB');
  });

  it('whose folder cannot be written prevents running', async () => {
    const config = configuration('');
    const set = ['store.path=/proc/kpp/kpp.db'];
    const { stdout, code } = await captured(() => doctor({ config, set, json: true }, machineWith().machine));
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    expect(findings.find(({ id }) => id === 'disk')).toMatchObject({ level: 'error' });
    expect(code).toBe(1);
  });
});

describe('the port of the live page', () => {
  it('that another program holds prevents running', async () => {
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
    expect(finding).toMatchObject({ level: 'error', what: `the port ${port} of the live page is taken.` });
    expect(code).toBe(1);
  });
});
