// Layers above and below a file: defaults of a command, overrides, --set; and the dotted paths that they use.
import { describe, expect, it } from 'vitest';
import { demoDefaults, SCENARIO_DEFAULTS } from '../../src/config/index.js';
import { splitKey } from '../../src/config/key-path.js';
import { configOf, problemsOf } from './support.js';

describe('a dotted path', () => {
  it.each([
    ['control.mode', ['control', 'mode']],
    ['channels.chain.velocity.critical', ['channels', 'chain.velocity', 'critical']],
    ['channels.chain.velocty.critical', ['channels', 'chain.velocty', 'critical']],
    ['alerts.sensor_lost.chain.velocity.level', ['alerts', 'sensor_lost.chain.velocity', 'level']],
    ['alerts.overspeed.level', ['alerts', 'overspeed', 'level']],
    ['alerts.mine.above', ['alerts', 'mine', 'above']],
    ['hal.serial.chain.scale.chain.tension', ['hal', 'serial', 'chain', 'scale', 'chain.tension']],
    ['hal.serial.chain.scale.chain.tensio', ['hal', 'serial', 'chain', 'scale', 'chain.tensio']],
    ['hal.serial.chain.records.KPPCH', ['hal', 'serial', 'chain', 'records', 'KPPCH']],
    ['hal.i2c.0.address', ['hal', 'i2c', '0', 'address']],
    ['no.such.thing', ['no', 'such', 'thing']],
  ])('%s is split into the keys of the schema', (dotted, path) => {
    expect(splitKey(dotted, false)).toEqual(path);
  });

  it('may end in a name with dots when the value is a map', () => {
    expect(splitKey('channels.chain.velocity', true)).toEqual(['channels', 'chain.velocity']);
    expect(splitKey('alerts.sensor_lost.chain.tensio', true)).toEqual(['alerts', 'sensor_lost.chain.tensio']);
  });
});

describe('--set', () => {
  it('wins over the file, and a later one over an earlier one', () => {
    const sets = ['control.mode=accuracy', 'control.mode=performance'];
    expect(configOf('control: { mode: balanced, load: 0.5 }', { sets }).control).toMatchObject({
      mode: 'performance',
      load: 0.5,
    });
  });

  it('takes YAML values', () => {
    const config = configOf('', {
      sets: [
        'streams.priority=[chain.velocity]',
        'channels.chain.velocity.critical=true',
        'alerts.sensor_lost.chain.velocity.level=error',
        'mqtt.url=mqtt://127.0.0.1:1884',
        'http.listen=127.0.0.1:0',
        'hal.serial.chain={ path: /dev/ttyUSB0, records: { KPPCH: [chain.tension] } }',
        'hal.serial.chain.scale.chain.tension=2',
      ],
    });
    expect(config.streams.priority).toEqual(['chain.velocity']);
    expect(config.channels['chain.velocity']?.critical).toBe(true);
    expect(config.alerts.builtIn['sensor_lost.chain.velocity']?.level).toBe('error');
    expect(config.mqtt.url).toBe('mqtt://127.0.0.1:1884');
    expect(config.http.listen).toEqual({ host: '127.0.0.1', port: 0 });
    expect(config.hal.serial.chain?.scale).toEqual({ 'chain.tension': 2 });
  });

  it('without a value brings the default back', () => {
    expect(configOf('control: { mode: accuracy }', { sets: ['control.mode='] }).control.mode).toBe(
      'balanced',
    );
    expect(configOf('', { sets: ['control.mode='] }).control.mode).toBe('balanced');
  });

  it('changes one item of a list', () => {
    const text = 'hal:\n  i2c:\n    - { bus: 1, address: 0x60, device: mcp4725, name: dac }';
    expect(configOf(text, { sets: ['hal.i2c.0.address=0x61'] }).hal.i2c[0]).toMatchObject({
      address: 0x61,
      name: 'dac',
    });
  });

  it.each([
    ['nonsense', '-: must look like key.path=value; found `nonsense`'],
    ['=3', '-: must look like key.path=value; found `=3`'],
    ['a..b=3', '-: must look like key.path=value; found `a..b=3`'],
    ['__proto__.x=3', '-: must look like key.path=value; found `__proto__.x=3`'],
    ['control.mod=fast', 'control.mod: unknown key; did you mean `mode`?'],
    ['control.mode=fast', 'control.mode: must be one of performance, balanced, accuracy; found `fast`'],
    ['control.mode=[', 'control.mode: not valid YAML: Flow sequence must end with a ]'],
    [
      'channels.chain.velocty.critical=true',
      'channels.chain.velocty: must be the name of a channel that a sensor can provide; did you mean `chain.velocity`? Or declare a channel of your own: `channels: { chain.velocty: { unit: .. } }`',
    ],
  ])('given %s, is located by its number', (set, problem) => {
    const text = 'control:\n  load: 0.5\n';
    expect(problemsOf(text, { sets: ['control.load=0.6', set] })).toEqual([`--set:2:1 ${problem}`]);
  });

  it('leaves a problem of the file where it is in the file', () => {
    const text = 'hal:\n  serial:\n    chain: {}\n';
    expect(problemsOf(text, { sets: ['hal.serial.chain.baudRate=9600'] })).toEqual([
      'k.yaml:3:5 hal.serial.chain.path: is missing: it must be the path of a file',
    ]);
  });
});

describe('overrides', () => {
  const at = { file: 'scenario.yaml', line: 4, column: 9 };

  it('lie between file and --set', () => {
    const overrides = {
      values: { 'control.mode': 'accuracy', 'control.load': 0.3, twin: { minTimestep: 0.1 } },
      at,
    };
    const config = configOf('control: { rateHz: 10, mode: balanced }', {
      overrides,
      sets: ['control.load=0.4'],
    });
    expect(config.control).toMatchObject({ rateHz: 10, mode: 'accuracy', load: 0.4 });
    expect(config.twin).toEqual({ adaptiveTimestep: true, minTimestep: 0.1, maxTimestep: 0.2 });
  });

  it('are located where they are written', () => {
    expect(problemsOf('', { overrides: { values: { 'control.mode': 'fast' }, at } })).toEqual([
      'scenario.yaml:4:9 control.mode: must be one of performance, balanced, accuracy; found `fast`',
    ]);
  });
});

describe('defaults of a command', () => {
  it('lie below the file', () => {
    const config = configOf('control: { autoStart: false }', { defaults: SCENARIO_DEFAULTS });
    expect(config.control.autoStart).toBe(false);
    expect(configOf('control:\n', { defaults: SCENARIO_DEFAULTS }).control.autoStart).toBe(true);
  });

  it('let the demo start by itself, allow all commands, and keep its store in the state folder of the user', () => {
    const config = configOf('', { defaults: demoDefaults({ XDG_STATE_HOME: '/state', HOME: '/home/me' }) });
    expect(config.control.autoStart).toBe(true);
    expect(config.commands.allow).toEqual([
      'acknowledge',
      'shelve',
      'mode',
      'start',
      'stop',
      'reset',
      'load',
      'resend',
    ]);
    expect(config.store).toEqual({ path: '/state/kpp/kpp.db', maxMegabytes: 512, maxAgeDays: 30 });
  });

  it.each([undefined, '', 'relative'])(
    'given XDG_STATE_HOME %j, the store of the demo is below HOME',
    (stateHome) => {
      const { store } = configOf('', {
        defaults: demoDefaults({ XDG_STATE_HOME: stateHome, HOME: '/home/me' }),
      });
      expect(store.path).toBe('/home/me/.local/state/kpp/kpp.db');
    },
  );
});
