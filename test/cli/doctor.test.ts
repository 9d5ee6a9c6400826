// `kpp doctor`: what it finds on machines that are laid out as folders, and on this one.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { doctor } from '../../src/cli/commands/doctor.js';
import type { Finding } from '../../src/cli/doctor/finding.js';
import { Machine } from '../../src/cli/doctor/machine.js';
import { captured, temporaryFile } from './captured.js';

/** No broker listens there, and any port is free for the live page. */
const SERVICES = 'mqtt: { url: mqtt://127.0.0.1:9 }\nhttp: { listen: 127.0.0.1:0 }\n';

/** To say what number a line has nothing is opened. */
const neverOpened = () => {
  throw new Error('no line is to be opened');
};

/** A folder that stands for a machine: its files are empty but for those with a text. */
function machineWith(files: Readonly<Record<string, string>> = {}): { machine: Machine; root: string } {
  const root = mkdtempSync(join(tmpdir(), 'kpp-machine-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { machine: new Machine(root, { loadOnoff: () => neverOpened }), root };
}

function configuration(text: string): string {
  const file = temporaryFile('k.yaml', '');
  writeFileSync(file, `${SERVICES}store: { path: ${dirname(file)}/kpp.db, maxMegabytes: 1 }\n${text}`);
  return file;
}

async function examined(text: string, machine = machineWith().machine) {
  const config = configuration(text);
  const { code, stdout, stderr } = await captured(() => doctor({ config, set: [], json: true }, machine));
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
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^The controller can run here; .* worth mending\.$/);
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

describe('an I2C bus', () => {
  const DEVICE = `
hal:
  kind: linux
  i2c: [{ bus: 1, address: 0x18, device: mcp9808, channels: { temperature: water.temperature } }]
`;

  it('that a device needs and that is not there prevents running', async () => {
    const { finding, code } = await examined(DEVICE);
    expect(finding('i2c.1')).toMatchObject({ level: 'error', what: '/dev/i2c-1 is not there.' });
    expect(finding('i2c.1')?.fix).toContain('raspi-config');
    expect(code).toBe(1);
  });

  it('that nothing needs is listed and no more', async () => {
    const { finding } = await examined('');
    expect(finding('i2c')).toMatchObject({ level: 'ok', what: 'No I2C bus is switched on.' });
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
    expect(finding('gpio')?.what).toBe('Chip pinctrl-bcm2711 with 58 lines, by sysfs.');
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
