// `kpp setup` on machines that are imitated by folders, with nobody and with somebody who answers.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { HalError } from '../../../hal/hal.js';
import { VirtualI2cBus } from '../../../hal/virtual/i2c/virtual-i2c.js';
import { type SetupOptions, setup } from '../../../src/cli/commands/setup.js';
import { Received } from '../../../src/cli/doctor/listening/received.js';
import type { Bindings } from '../../../src/cli/doctor/machine.js';
import type { Prompter } from '../../../src/cli/setup/prompter.js';
import type { Surroundings } from '../../../src/cli/setup/setup.js';
import { type Config, loadConfig } from '../../../src/config/index.js';
import { ADDRESS, VirtualPlant } from '../../hal/linux/i2c/plant.js';
import { nmea } from '../../hal/linux/serial/nmea-line.js';
import type { Tree } from '../../support/tree.js';
import { captured, temporaryFile } from '../captured.js';
import { fakeMachine } from '../fake-machine.js';
import { TypedAnswers } from './typed-answers.js';

interface Surrounded {
  readonly tree?: Tree;
  readonly bindings?: Bindings;
  /** The lines that each port sends, by its path. */
  readonly lines?: Readonly<Record<string, readonly string[]>>;
  /** The broker that answers. */
  readonly broker?: string;
}

function surroundings({ tree = {}, bindings, lines = {}, broker }: Surrounded): Surroundings {
  return {
    machine: fakeMachine(tree, bindings),
    tryBroker: async (url) =>
      url === broker ? { protocol: 5 } : { failure: new Error('nothing listens there (connection refused)') },
    hear: async (path) => {
      if (lines[path] === undefined) throw new HalError('failed', `${path} cannot be opened.`, 'Try it.');
      const received = new Received();
      lines[path].forEach((line, i) => {
        received.take(Buffer.from(`${line}\r\n`), i / 15);
      });
      return { baudRate: 115_200, received };
    },
  };
}

interface Written {
  readonly code: number;
  readonly file: string;
  readonly text: string;
  readonly settings: Record<string, Record<string, unknown>>;
  /** As `kpp check` reads it. */
  readonly config: Config;
  readonly stdout: string;
  readonly stderr: string;
}

async function written(
  surrounded: Surrounded,
  options: Partial<SetupOptions> = {},
  person: Prompter | null = null,
): Promise<Written> {
  const file = options.out ?? join(dirname(temporaryFile('other', '')), 'k.yaml');
  const { code, stdout, stderr } = await captured(() =>
    setup({ config: file, set: [], yes: person === null, ...options }, surroundings(surrounded), person),
  );
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  const text = readFileSync(file, 'utf8');
  const { config } = loadConfig({ file });
  return { code, file, text, settings: parse(text), config, stdout, stderr };
}

const CHAIN = '/dev/serial/by-id/usb-Arduino_Uno_55736-if00';
const USB: Tree = { files: { '/dev/ttyACM0': '' }, links: { [CHAIN]: '../../ttyACM0' } };
const TEN = Array.from({ length: 10 }, (_, i) => i);
const BOARD = TEN.flatMap((i) => [
  nmea(`KPPCH,${i},${67 * i},1.550,${i / 10},5780`),
  nmea(`KPPGN,${i},${67 * i},39.3,120.0,155.1,28.57,41.5`),
]);
const GPIO: Tree = {
  files: {
    '/sys/class/gpio/export': '',
    '/sys/class/gpio/gpiochip512/label': 'pinctrl-bcm2711\n',
    '/sys/class/gpio/gpiochip512/base': '512\n',
    '/sys/class/gpio/gpiochip512/ngpio': '58\n',
  },
};

describe('with nobody who answers', () => {
  it('a machine without sensors gets the simulated plant, and is told so', async () => {
    const { settings, config, text, stderr, stdout } = await written({});
    expect(config.hal.kind).toBe('sim');
    expect(config.control.autoStart).toBe(true);
    expect(settings.device).toEqual({ id: 'kpp-01', site: 'demo' });
    expect(text).toContain('# No sensor was found, so this is a simulated plant.');
    expect(stderr).toContain('No sensor was found: the configuration is one of the simulated plant.');
    expect(stdout).toBe(text);
  });

  it('a board on a serial port is read under its stable name, with the fields of its records', async () => {
    const { config, text } = await written({ tree: USB, lines: { [CHAIN]: BOARD } });
    expect(config.hal.kind).toBe('linux');
    expect(config.control.autoStart).toBe(false);
    expect(config.hal.serial.chain).toMatchObject({
      path: CHAIN,
      records: {
        KPPCH: ['seq', 'timeMs', 'chain.velocity', 'chain.position', 'chain.tension'],
        KPPGN: [
          ...['seq', 'timeMs', 'generator.speed', 'generator.torque'],
          ...['generator.voltage', 'generator.current', 'generator.temperature'],
        ],
      },
    });
    expect(text).toContain(
      '# Found as /dev/ttyACM0: 19 of 19 lines at 115200 baud are read by the format nmea.',
    );
  });

  it('a sensor with names of its own gets channels of its own, which are to be checked', async () => {
    const { config, stderr } = await written({
      tree: USB,
      lines: { [CHAIN]: TEN.map((i) => `T1=40.${i}`) },
    });
    expect(config.channels['sensor.T1']).toMatchObject({ unit: '1' });
    expect(stderr).toContain('channels.sensor.T1: its name and its unit');
  });

  it.each([
    ['that is silent', USB, { [CHAIN]: [] }, 'nothing arrives'],
    ['that cannot be opened', USB, {}, 'it cannot be opened'],
    [
      'that is a console',
      { files: { '/dev/ttyAMA0': '', '/proc/cmdline': 'console=ttyAMA0,115200 root=/dev/sda' } },
      {},
      'a console uses it',
    ],
  ] as const)('a port %s is not used, with the reason', async (_what, tree, lines, reason) => {
    const { config, stderr } = await written({ tree, lines });
    expect(config.hal.kind).toBe('sim');
    expect(stderr).toContain(reason);
  });

  it('each known chip on a bus is configured by what it usually measures, and numbers are to be checked', async () => {
    const { bus } = new VirtualPlant();
    const { config, text, stderr } = await written({
      tree: { files: { '/dev/i2c-1': '' } },
      bindings: { openI2cPort: bus.open },
    });
    expect(config.hal.i2c.map(({ device, address }) => [device, address])).toEqual([
      ['mcp9808', ADDRESS.mcp9808],
      ['as5600', ADDRESS.as5600],
      ['ina226', ADDRESS.ina226],
      ['ads1115', ADDRESS.ads1115],
    ]);
    expect(text).toContain('# An ina226 answers at 0x40 on /dev/i2c-1.');
    expect(text).toContain('# A chip that may be an ads1115 answers at 0x48 on /dev/i2c-1.');
    expect(stderr).toContain('Not used: A chip that may be an mcp4725 answers at 0x60 on /dev/i2c-1');
    expect(stderr).toMatch(/hal\.i2c\[2\]: `shuntOhms`/);
  });

  it('a second chip of a kind gets the next use, and a third one none', async () => {
    const plant = new VirtualPlant();
    plant.bus.attach(0x41, plant.ina226);
    plant.bus.attach(0x44, plant.ina226);
    const { settings, stderr } = await written({
      tree: { files: { '/dev/i2c-1': '' } },
      bindings: { openI2cPort: plant.bus.open },
    });
    const chips = settings.hal!.i2c as { device: string; channels: object }[];
    expect(chips.filter(({ device }) => device === 'ina226').map(({ channels }) => channels)).toEqual([
      { voltage: 'generator.voltage', current: 'generator.current' },
      { power: 'pneumatics.compressorPower' },
    ]);
    expect(stderr).toContain('An ina226 answers at 0x44 on /dev/i2c-1: what it measures is not known.');
  });

  it('a bus that is held low has one sentence, and no chip', async () => {
    const bus = new VirtualI2cBus(1, () => 0);
    for (let address = 0x08; address <= 0x77; address++) {
      bus.attach(address, { read: (_register, length) => Array(length).fill(0), write: () => {} });
    }
    const { config, stderr } = await written({
      tree: { files: { '/dev/i2c-1': '' } },
      bindings: { openI2cPort: bus.open },
    });
    expect(config.hal.kind).toBe('sim');
    expect(stderr.match(/SDA line is held low/g)).toHaveLength(1);
  });

  it('no GPIO line is configured, because nobody knows what is connected', async () => {
    const { config, stderr } = await written({ tree: GPIO });
    expect([config.hal.kind, config.hal.gpio, config.hal.outputs]).toEqual(['sim', {}, {}]);
    expect(stderr).toContain('no program can see what is connected to its lines');
  });

  it('the broker is tried, and what came of it is in the file', async () => {
    const there = await written({ broker: 'mqtt://127.0.0.1:1883' });
    expect(there.text).toContain('# The broker. When this was written: mqtt://127.0.0.1:1883 answers.');
    const away = await written({});
    expect(away.text).toContain('does not accept a connection: nothing listens there (connection refused).');
    expect(away.stderr).toContain('mqtt, because mqtt://127.0.0.1:1883 does not accept a connection');
  });

  it('`--set` goes into the file: names, a list of brokers, devices', async () => {
    const { config, settings } = await written(
      { broker: 'mqtt://10.0.0.5' },
      {
        set: [
          'device.id=kpp-07',
          'mqtt.url=[mqtt://10.0.0.5, mqtt://10.0.0.6]',
          'commands.allow=[acknowledge, start]',
        ],
      },
    );
    expect(config.device.id).toBe('kpp-07');
    expect(config.mqtt.url).toEqual(['mqtt://10.0.0.5', 'mqtt://10.0.0.6']);
    expect(settings.commands).toEqual({ allow: ['acknowledge', 'start'] });
  });

  it('`--set` of a device makes it real, also when nothing was found', async () => {
    const port = 'hal.serial.chain={path: /dev/ttyUSB7, records: {KPPCH: [chain.velocity]}}';
    const { config } = await written({}, { set: [port] });
    expect([config.hal.kind, config.control.autoStart]).toEqual(['linux', false]);
    expect(config.hal.serial.chain?.path).toBe('/dev/ttyUSB7');
  });

  it('a password that is a credential of the service is not tried, and said so', async () => {
    const set = ['mqtt.username=kpp', 'mqtt.passwordFile=credential:mqtt'];
    const { config, text } = await written({}, { set });
    expect(config.mqtt).toMatchObject({ username: 'kpp', passwordFile: 'credential:mqtt' });
    expect(text).toContain('was not tried, because only the service can read its password.');
  });

  it('a `--set` that cannot be used ends with 78, and nothing is written', async () => {
    const file = join(dirname(temporaryFile('other', '')), 'k.yaml');
    for (const set of ['device.id=a b', 'nonsense', 'mqtt.passwordFile=/nowhere']) {
      const { code, stderr } = await captured(() =>
        setup({ config: file, set: [set], yes: true }, surroundings({}), null),
      );
      expect([code, existsSync(file)]).toEqual([78, false]);
      expect(stderr).not.toBe('');
    }
  });

  it('a file with settings is not replaced; the untouched one of the package is', async () => {
    const mine = temporaryFile('k.yaml', 'device: { id: mine }\n');
    const refused = await captured(() => setup({ config: mine, set: [], yes: true }, surroundings({}), null));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('has settings already. With --yes they are not replaced.');
    expect(readFileSync(mine, 'utf8')).toBe('device: { id: mine }\n');
    const untouched = temporaryFile('k.yaml', readFileSync('config/installed.yaml', 'utf8'));
    const { text } = await written({}, { out: untouched });
    expect(text).toContain('written by `kpp setup`');
  });

  it('`--json` prints one document', async () => {
    const { stdout, text, file } = await written({ tree: GPIO }, { json: true });
    expect(JSON.parse(stdout)).toMatchObject({
      file,
      kept: null,
      simulated: true,
      configuration: text,
      unused: [expect.stringContaining('GPIO chip pinctrl-bcm2711')],
      next: expect.arrayContaining([expect.stringContaining('kpp check')]),
    });
  });
});

describe('with a person', () => {
  it('lines, outputs and the load of the drive are asked, and wrong answers asked again', async () => {
    const person = new TypedAnswers([
      [/^Name of this controller/, 'a b', 'kpp-07'],
      [/take its load/, 'maybe', 'yes'],
      [/emergency stop$/, '99', '27'],
      [/pulses of the chain/, '27', '17'],
      [/between two pulses/, '0,05', '0.06'],
      [/brake/, '22'],
      [/contactor of/, '23'],
      [/May MQTT/, 'y'],
    ]);
    const tree = { files: { ...USB.files, ...GPIO.files }, links: USB.links! };
    const { config, settings } = await written({ tree, lines: { [CHAIN]: BOARD } }, {}, person);
    expect(config.device.id).toBe('kpp-07');
    expect(settings.hal).toMatchObject({
      gpio: {
        estop: { line: 27, role: 'emergencyStop', activeLow: true },
        pulses: { line: 17, channel: 'chain.velocity', metresPerPulse: 0.06 },
      },
      outputs: {
        load: { serial: 'chain', record: 'KPPLD', unit: 'fraction', safe: 0, timeout: 'drive' },
        brake: { line: 22, energised: 'release', safe: 0 },
        contactor: { line: 23, energised: 'connect', safe: 0 },
      },
    });
    expect(config.commands.allow).toContain('start');
    expect(person.said).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^It must be a name of at most 64/),
        'Please answer yes or no.',
        'Please answer a number from 0 to 57, or none.',
        'Line 27 is that of the contact of the emergency stop.',
        'Please answer a number above 0, with a decimal point.',
      ]),
    );
    expect(person.isClosed).toBe(true);
  });

  it('fields are named: as a channel of the plant, as one of their own with a unit, or skipped', async () => {
    const person = new TypedAnswers([
      [/`sensor.v`/, 'chain.velocity'],
      [/`sensor.T1`/, 'derived.x', 'bearing.temperature'],
      [/`sensor.n`/, '-'],
      [/^Unit of/, 'degC'],
    ]);
    const lines = TEN.map((i) => `v=1.${i} T1=40.${i} n=${i}`);
    const { config } = await written({ tree: USB, lines: { [CHAIN]: lines } }, {}, person);
    expect(config.hal.serial.sensor?.records).toEqual({
      line: { v: 'chain.velocity', T1: 'bearing.temperature', n: '-' },
    });
    expect(config.channels['bearing.temperature']).toMatchObject({ unit: 'degC' });
    expect(person.said).toContainEqual(expect.stringContaining('derived.x must not begin with `derived`'));
  });

  it('the broker is asked until an address is kept', async () => {
    const person = new TypedAnswers([
      [/^Address of/, 'http://x', 'mqtt://wrong', 'mqtt://right'],
      [/^Keep this/, 'no'],
    ]);
    const { config } = await written({ broker: 'mqtt://right' }, {}, person);
    expect(config.mqtt.url).toBe('mqtt://right');
    expect(person.said).toContain(
      'mqtt://wrong does not accept a connection: nothing listens there (connection refused).',
    );
  });

  it('a file with settings is replaced after a yes only, and kept', async () => {
    const file = temporaryFile('k.yaml', 'device: { id: mine }\n');
    const no = await captured(() =>
      setup({ config: file, set: [] }, surroundings({}), new TypedAnswers([[/Replace it/, 'no']])),
    );
    expect([no.code, readFileSync(file, 'utf8')]).toEqual([1, 'device: { id: mine }\n']);
    const person = new TypedAnswers([[/Replace it/, 'yes']]);
    const { file: same } = await written({}, { out: file }, person);
    expect(readFileSync(`${same}.old`, 'utf8')).toBe('device: { id: mine }\n');
  });

  it('who does not want it written gets no file', async () => {
    const file = join(dirname(temporaryFile('other', '')), 'k.yaml');
    const person = new TypedAnswers([[/^Write this/, 'no']]);
    const { code } = await captured(() => setup({ config: file, set: [] }, surroundings({}), person));
    expect([code, existsSync(file)]).toEqual([1, false]);
  });
});

describe('without a terminal and without --yes', () => {
  it.each([
    [{}, '`kpp setup` asks questions, and there is no terminal.'],
    [{ json: true }, '--json asks no questions.'],
  ])('it ends with 64 and says what to give: %j', async (options, sentence) => {
    const file = join(dirname(temporaryFile('other', '')), 'k.yaml');
    const { code, stderr } = await captured(() =>
      setup({ config: file, set: [], ...options }, surroundings({})),
    );
    expect([code, existsSync(file)]).toEqual([64, false]);
    expect(stderr).toContain(sentence);
    expect(stderr).toContain('--yes');
  });
});
