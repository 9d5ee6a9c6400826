// Problems name line, column and key, and say what to do.
import { describe, expect, it } from 'vitest';
import { configOf, problemsOf } from './support.js';

const PORT = 'path: /dev/ttyUSB0';
const INA226 = 'bus: 1, address: 0x40, device: ina226, shuntOhms: 0.1, channels: { power: generator.power }';

describe('one mistake gives one line', () => {
  it.each([
    // Values
    [
      'control:\n  mode: fast',
      '2:9 control.mode: must be one of performance, balanced, accuracy; found `fast`',
    ],
    ['control:\n  rateHz: 16', '2:11 control.rateHz: must be one of 5, 10, 15, 20, 30, 60; found 16'],
    [
      'control:\n  rateHz: "15"',
      '2:11 control.rateHz: must be one of 5, 10, 15, 20, 30, 60; found `15`, which is text: remove the quotes',
    ],
    [
      'control: { targetFps: 30 }',
      '1:23 control.targetFps: must have the same value as control.rateHz, which is 15; found 30: leave it out, or set both',
    ],
    ['control: { load: 1.5 }', '1:18 control.load: must be a number from 0 to 1; found 1.5'],
    ['control: { autoStart: yes }', '1:23 control.autoStart: must be true or false; found `yes`'],
    [
      'limits: { maxVelocity: 10 m/s }',
      '1:24 limits.maxVelocity: must be a number above 0 (m/s); found `10 m/s`: write the number alone, without a unit',
    ],
    [
      'limits: { maxVelocity: "10" }',
      '1:24 limits.maxVelocity: must be a number above 0 (m/s); found `10`, which is text: remove the quotes',
    ],
    [
      'limits: { maxVelocity: .inf }',
      '1:24 limits.maxVelocity: must be a number above 0 (m/s); found Infinity',
    ],
    ['limits: { maxVelocity: [1] }', '1:11 limits.maxVelocity: must be a number above 0 (m/s); found a list'],
    [
      'twin: { minTimestep: 0.15, maxTimestep: 0.1 }',
      '1:22 twin.minTimestep: must not be above twin.maxTimestep, which is 0.1 s; found 0.15',
    ],
    [
      'device: { id: 7 }',
      '1:15 device.id: must be a name of at most 64 letters, digits, _, - and .; found 7: put it in quotes',
    ],
    [
      'device: { id: a/b }',
      '1:15 device.id: must be a name of at most 64 letters, digits, _, - and .; found `a/b`',
    ],
    [
      'streams: { baseRateHz: 7 }',
      '1:24 streams.baseRateHz: must be one of 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60; found 7',
    ],
    [
      'streams: { priority: [loop.rate, loop.rate] }',
      '1:34 streams.priority.1: names loop.rate a second time; remove it',
    ],
    [
      'commands: { allow: [acknowlege] }',
      '1:21 commands.allow.0: must be one of acknowledge, shelve, mode, start, stop, reset, load, resend; found `acknowlege`; did you mean `acknowledge`?',
    ],
    [
      'http: { listen: 8080 }',
      '1:17 http.listen: must be HOST:PORT, for example 127.0.0.1:8080; found 8080: put it in quotes',
    ],
    ['http: { listen: "h:70000" }', '1:17 http.listen: must end in a port from 0 to 65535; found `h:70000`'],
    ['http: { token: 1234 }', '1:16 http.token: must be text: put it in quotes'],
    [
      'mqtt: { url: "http://h" }',
      '1:14 mqtt.url: must be mqtt://HOST:PORT or mqtts://HOST:PORT (ws and wss too), or a list of them; user name and password go to mqtt.username and mqtt.passwordFile',
    ],
    [
      'mqtt: { url: [mqtt://a, "http://h"] }',
      '1:25 mqtt.url.1: must be mqtt://HOST:PORT or mqtts://HOST:PORT (ws and wss too), or a list of them; user name and password go to mqtt.username and mqtt.passwordFile',
    ],
    [
      'mqtt: { baseTopic: "a/#" }',
      '1:20 mqtt.baseTopic: must be topic levels without wildcards, blanks and empty levels; found `a/#`',
    ],
    ['mqtt: { passwordFile: /x }', '1:23 mqtt.passwordFile: is of no use without mqtt.username'],
    ['mqtt: { url: mqtts://h, cert: /x }', '1:31 mqtt.cert: needs mqtt.key beside it'],
    [
      'mqtt: { ca: /x }',
      '1:13 mqtt.ca: is for TLS, so mqtt.url must begin with mqtts:// or wss://; found mqtt://127.0.0.1:1883',
    ],
    // Keys
    ['control:\n  mod: fast', '2:3 control.mod: unknown key; did you mean `mode`?'],
    ['contrl: {}', '1:1 contrl: unknown key; did you mean `control`?'],
    [
      'control: { x: 1 }',
      '1:12 control.x: unknown key; known are rateHz, targetFps, mode, startTimeout, stopTimeout, autoStart, load, softStart',
    ],
    ['__proto__: { a: 1 }', '1:1 __proto__: unknown key'],
    ['<<: { a: 1 }', '1:1 <<: merge keys are not supported; write the values out'],
    [
      'channels: { chain.speed: {} }',
      '1:13 channels.chain.speed: must be the name of a channel that a sensor can provide; known are chain.velocity, chain.acceleration, chain.position, chain.tension; or declare a channel of your own: `channels: { chain.speed: { unit: .. } }`',
    ],
    [
      'channels: { loop.rate: { critical: true } }',
      '1:13 channels.loop.rate: must be the name of a channel that a sensor can provide: the program computes this one',
    ],
    [
      'control: { mode: balanced }\ncontrol: { load: 1 }',
      '2:1 control: is given twice, first in line 1; remove one of them',
    ],
    ['? [a, b]\n: 1', '1:3 -: has a key that is not plain text'],
    // Structure
    ['- control', '1:1 -: must be a map of sections such as `control:` and `hal:`'],
    ['control: []', '1:1 control: must be a map of keys; found a list'],
    ['control: on', '1:10 control: must be a map of keys; found `on`'],
    [
      'commands: { allow: &a [*a, stop] }',
      '1:24 commands.allow.0: the alias *a contains itself; write the value out',
    ],
    // Channels
    [
      'channels:\n  chain.velocity: { min: 5, max: 3 }',
      '2:26 channels.chain.velocity.min: must not be above max, which is 3; found 5',
    ],
    [
      'channels:\n  chain.velocity: { sources: [serial.x] }',
      '2:31 channels.chain.velocity.sources.0: must be a source of chain.velocity: it has sim; found `serial.x`',
    ],
    // Plant and simulation
    [
      'plant: { compressorEfficiency: 0 }',
      '1:32 plant.compressorEfficiency: must be a number above 0 and at most 1; found 0',
    ],
    ['plant: { floaters: 1.5 }', '1:20 plant.floaters: must be a whole number from 1 to 1000; found 1.5'],
    [
      'plant: { pressureOn: 400000 }',
      '1:22 plant.pressureOn: must be below pressureOff, which is 400000 Pa; found 400000',
    ],
    [
      'plant: { pressureOn: 90000 }',
      '1:22 plant.pressureOn: is absolute, so it must be above p0, which is 101325 Pa; found 90000',
    ],
    [
      'plant: { topDepth: 0.4 }',
      '1:20 plant.topDepth: must not be below sprocketRadius, which is 0.5 m, or floaters leave the water; found 0.4',
    ],
    [
      'plant: { height: 3, injectionWidth: 4 }',
      '1:37 plant.injectionWidth: must not be above height, which is 3 m; found 4',
    ],
    ['plant: { heigth: 9 }', '1:10 plant.heigth: unknown key; did you mean `height`?'],
    [
      'hal: { sim: { plant: { floaters: 0 } } }',
      '1:34 hal.sim.plant.floaters: must be a whole number from 1 to 1000; found 0',
    ],
    [
      'hal: { sim: { plant: { pressureOff: 300000 } } }',
      '1:37 hal.sim.plant.pressureOff: makes pressureOn of the simulated machine 380000 Pa, which must be below pressureOff, which is 300000 Pa',
    ],
    [
      'hal: { sim: { plant: { noise: 0 } } }',
      '1:24 hal.sim.plant.noise: is not a parameter of the plant: write `hal.sim.noise`',
    ],
    // Moved
    [
      'hal: { sim: { height: 12 } }',
      '1:15 hal.sim.height: has moved: write `plant.height`, or `hal.sim.plant.height` where only the simulated machine differs',
    ],
    [
      'hal: { sim: { initialPressure: 90000 } }',
      '1:32 hal.sim.initialPressure: is absolute, so it must be above p0, which is 101325 Pa; found 90000',
    ],
    // Serial
    [
      'hal:\n  serial:\n    chain: { baudRate: 9600 }',
      '3:5 hal.serial.chain.path: is missing: it must be the path of a file',
    ],
    [
      `hal: { serial: { a: { ${PORT}, records: { X: [seq, chain.velocty] } } } }`,
      '1:63 hal.serial.a.records.X.1: must be the name of a channel that a sensor can provide, seq, timeMs or -; found `chain.velocty`; did you mean `chain.velocity`? Or declare a channel of your own: `channels: { chain.velocty: { unit: .. } }`',
    ],
    [
      `hal: { serial: { a: { ${PORT}, records: { X: [seq, seq] } } } }`,
      '1:63 hal.serial.a.records.X.1: names seq a second time; write - for a field to skip',
    ],
    [
      `hal: { serial: { a: { ${PORT}, records: { X: 3 } } } }`,
      '1:57 hal.serial.a.records.X: must be a list or a map of keys; found 3',
    ],
    [
      `hal: { serial: { a: { ${PORT}, records: { X: { v: chain.velocity } } } } }`,
      '1:54 hal.serial.a.records.X: the format nmea needs a list of fields in their order; found a map',
    ],
    [
      `hal: { serial: { a: { ${PORT}, format: csv, records: { X: [seq], Y: [seq] } } } }`,
      '1:56 hal.serial.a.records: the format csv needs exactly one record with the list of its columns; found 2',
    ],
    [
      `hal: { outputs: { l: { serial: a, timeout: drive } }, serial: { a: { ${PORT}, format: csv } } }`,
      '1:65 hal.serial.a.records: the format csv needs exactly one record with the list of its columns; found 0',
    ],
    [
      `hal: { serial: { a: { ${PORT}, format: csv, records: { X: { v: chain.velocity } } } } }`,
      '1:67 hal.serial.a.records.X: the format csv needs a list of fields in their order, unless `header: true` says that a line names them; found a map',
    ],
    [
      `hal: { serial: { a: { ${PORT}, format: keyvalue, records: { X: [seq], Y: [seq] } } } }`,
      '1:86 hal.serial.a.records.Y.0: the key seq is in another record of this port already',
    ],
    [
      `hal: { serial: { a: { ${PORT}, format: json, records: { X: { v: seq }, Y: { v: timeMs } } } } }`,
      '1:91 hal.serial.a.records.Y.v: the key v is in another record of this port already',
    ],
    [
      `hal: { serial: { a: { ${PORT}, records: { X: [seq] } }, b: { ${PORT}, records: { X: [seq] } } } }`,
      '1:79 hal.serial.b.path: is used by hal.serial.a already; found `/dev/ttyUSB0`',
    ],
    // I2C, GPIO, outputs
    [
      'hal:\n  i2c:\n    - { bus: 1, device: mcp9808, address: 0x80, channels: { temperature: water.temperature } }',
      '3:43 hal.i2c.0.address: must be an I2C address from 0x08 to 0x77; found 128',
    ],
    [
      'hal:\n  i2c:\n    - { bus: 1, address: 0x40, device: ina219 }',
      '3:40 hal.i2c.0.device: must be one of ina226, ads1115, mcp9808, as5600, mcp4725; found `ina219`',
    ],
    [
      'hal:\n  i2c:\n    - { bus: 1, address: 0x40 }',
      '3:7 hal.i2c.0.device: is missing: it must be one of ina226, ads1115, mcp9808, as5600, mcp4725',
    ],
    [
      `hal:\n  i2c:\n    - { ${INA226}, scale: { voltage: 0 } }`,
      '3:120 hal.i2c.0.scale.voltage: must be a number above 0; found 0',
    ],
    [
      `hal:\n  i2c:\n    - { ${INA226}, scale: { voltage: -10 } }`,
      '3:120 hal.i2c.0.scale.voltage: must be a number above 0; found -10',
    ],
    [
      `hal:\n  i2c:\n    - { ${INA226}, scale: { current: .inf } }`,
      '3:120 hal.i2c.0.scale.current: must be a number; found Infinity',
    ],
    [
      `hal:\n  i2c:\n    - { ${INA226}, scale: 10 }`,
      '3:109 hal.i2c.0.scale: must be a map of keys; found 10',
    ],
    [
      `hal:\n  i2c:\n    - { ${INA226}, scale: { power: 10 } }`,
      '3:111 hal.i2c.0.scale.power: unknown key; known are voltage, current',
    ],
    [
      'hal:\n  i2c:\n    - { bus: 1, address: 0x60, device: mcp4725, name: a }\n    - { bus: 1, address: 0x60, device: mcp4725, name: b }',
      '4:26 hal.i2c.1.address: bus 1 has a device at this address already: hal.i2c.0',
    ],
    [
      'hal:\n  i2c:\n    - { bus: 1, address: 0x40, device: ina226, shuntOhms: 1, channels: { voltage: generator.voltage, current: generator.voltage } }',
      '3:111 hal.i2c.0.channels.current: names generator.voltage a second time; every reading needs a channel of its own',
    ],
    [
      'hal:\n  i2c:\n    - { bus: 1, address: 0x48, device: ads1115, inputs: { 0: { channel: water.temperature }, 3: { channel: water.temperature } } }',
      '3:108 hal.i2c.0.inputs.3.channel: names water.temperature a second time; every reading needs a channel of its own',
    ],
    [
      'hal: { gpio: { e: { line: 1, role: emergencyStp } } }',
      '1:36 hal.gpio.e.role: must be one of pulses, quadrature, emergencyStop; found `emergencyStp`',
    ],
    [
      'hal: { gpio: { e: { line: -1, role: emergencyStop } } }',
      '1:27 hal.gpio.e.line: must be a whole number from 0 to 511; found -1',
    ],
    [
      'hal:\n  gpio: { e: { line: 4, role: emergencyStop } }\n  outputs: { h: { line: 4, role: heartbeat } }',
      '3:25 hal.outputs.h.line: line 4 is used by hal.gpio.e already',
    ],
    [
      'hal: { outputs: { b: { line: 4, energised: releas } } }',
      '1:44 hal.outputs.b.energised: must be one of release, connect; found `releas`; did you mean `release`?',
    ],
    [
      'hal: { outputs: { b: { line: 4, energised: release, saef: 0 } } }',
      '1:53 hal.outputs.b.saef: unknown key; did you mean `safe`?',
    ],
    [
      'hal: { outputs: { l: { serial: x, timeout: drive } } }',
      '1:32 hal.outputs.l.serial: must be a port below hal.serial: there is none; found `x`',
    ],
    [
      'hal: { outputs: { l: { i2c: x, timeout: drive } } }',
      '1:29 hal.outputs.l.i2c: must be the name of an mcp4725 below hal.i2c; found `x`',
    ],
    [
      `hal: { serial: { a: { ${PORT}, records: { X: [seq] } } }, outputs: { l: { serial: b, timeout: drive } } }`,
      '1:94 hal.outputs.l.serial: must be a port below hal.serial: there are a; found `b`',
    ],
    [
      'hal: { outputs: { l: { timeout: drive } } }',
      '1:19 hal.outputs.l.serial: is missing: it must be a name of at most 32 letters, digits, _ and -, beginning with a letter',
    ],
    [
      'hal:\n  i2c: [{ bus: 1, address: 0x60, device: mcp4725, name: dac }]\n  outputs: { l: { i2c: none, timeout: drive } }',
      '3:24 hal.outputs.l.i2c: must be the name of an mcp4725 below hal.i2c; found `none`',
    ],
    [
      'hal:\n  i2c: [{ bus: 1, address: 0x60, device: mcp4725, name: dac }]\n  outputs: { a: { i2c: dac, timeout: drive }, b: { i2c: dac, timeout: drive } }',
      '3:47 hal.outputs.b: is a second load; hal.outputs.a is one already',
    ],
    [
      'hal:\n  i2c:\n    - { bus: 1, address: 0x60, device: mcp4725, name: a }\n    - { bus: 1, address: 0x61, device: mcp4725, name: a }',
      '4:55 hal.i2c.1.name: is the name of hal.i2c.0 already',
    ],
    [
      'hal: { gpio: { a: { line: 1, role: emergencyStop }, b: { line: 2, role: emergencyStop } } }',
      '1:53 hal.gpio.b: is a second emergency stop; hal.gpio.a is one already: wire the contacts in series',
    ],
    [
      `hal: { serial: { a: { ${PORT} } }, outputs: { l: { serial: a, timeout: contactor } } }`,
      '1:83 hal.outputs.l.timeout: relies on a contactor, but no output has `energised: connect`',
    ],
    [
      'hal: { outputs: { a: { line: 1, role: heartbeat }, b: { line: 2, role: heartbeat } } }',
      '1:52 hal.outputs.b: is a second heartbeat; hal.outputs.a is one already',
    ],
    // Syntax
    [
      'control:\n  mode: [balanced',
      '2:18 -: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['device: { id: !foo x }', '1:15 -: not valid YAML: Unresolved tag: !foo'],
    [
      'device: {}\n---\ndevice: {}',
      '2:1 -: not valid YAML: Source contains multiple documents; please use YAML.parseAllDocuments()',
    ],
    ['['.repeat(50_000), '1:1 -: nests deeper than 32 levels'],
  ])('%j', (text, problem) => {
    expect(problemsOf(text)).toEqual([`k.yaml:${problem}`]);
  });
});

describe('several mistakes', () => {
  it('are all reported, in the order of their places', () => {
    const text = `control:
  mode: fast
  rateHz: 7
limits: { maxForce: x }
twin: { minTimestep: 0.2, maxTimestep: 0.1 }
alerts:
  a: { channel: chain.velocity }
hal:
  serial:
    chain: { baudRate: 1 }
`;
    expect(problemsOf(text).map((line) => line.split(': ')[0])).toEqual([
      'k.yaml:2:9 control.mode',
      'k.yaml:3:11 control.rateHz',
      'k.yaml:4:21 limits.maxForce',
      'k.yaml:5:22 twin.minTimestep',
      'k.yaml:7:3 alerts.a',
      'k.yaml:10:5 hal.serial.chain.path',
      'k.yaml:10:24 hal.serial.chain.baudRate',
    ]);
  });

  it('do not cause further problems that only follow from them', () => {
    const text = `alerts: { mine: { channel: chain.velocity, above: "8" } }
hal:
  kind: linux
  serial: { chain: { path: 5, records: { X: [chain.velocity] } } }
  outputs: { load: { serial: chain, timeout: drive } }
`;
    expect(problemsOf(text).map((line) => line.split(': ')[0])).toEqual([
      'k.yaml:1:51 alerts.mine.above',
      'k.yaml:4:28 hal.serial.chain.path',
    ]);
  });

  it('never show a secret', () => {
    const text = 'http: { token: [hunter2] }\nmqtt: { url: "mqtt://me:hunter2@h:1883" }';
    expect(problemsOf(text)).toHaveLength(2);
    expect(problemsOf(text).join('\n')).not.toContain('hunter2');
  });
});

describe('aliases', () => {
  it('stand for the value that they name', () => {
    const text = 'limits: { maxVelocity: &v 7 }\ninterlocks: { overspeed: { above: *v } }';
    expect(configOf(text).interlocks.overspeed.above).toBe(7);
  });

  it('that multiply are refused at once', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    expect(problemsOf(lines.join('\n')).join('\n')).toMatch(/has over 20000 values, aliases written out/);
  });
});

describe('a warning', () => {
  it.each([
    [
      'hal: { kind: linux }',
      '1:1 interlocks.overspeed.channel: warning: nothing in this configuration provides chain.velocity, so overspeed is never seen',
    ],
    [
      'hal: { serial: { a: { path: /x } } }',
      '1:18 hal.serial.a: warning: has no records and no output, so the port is of no use',
    ],
    [
      'hal: { serial: { a: { path: /x, records: { X: [chain.velocity] }, scale: { chain.tension: 2 } } } }',
      '1:91 hal.serial.a.scale.chain.tension: warning: no record of this port carries chain.tension',
    ],
    [
      'hal:\n  i2c:\n    - { bus: 1, address: 0x40, device: ina226, shuntOhms: 1, channels: {} }',
      '3:7 hal.i2c.0: warning: has no channel for any reading, so the device is of no use',
    ],
    [
      'hal:\n  i2c:\n    - { bus: 1, address: 0x50, device: ads1115, inputs: { 0: { channel: pneumatics.tankPressure } } }',
      '3:26 hal.i2c.0.address: warning: ads1115 chips are at 0x48 to 0x4b, unless behind an address translator; found 0x50',
    ],
    [
      'hal:\n  i2c:\n    - { bus: 1, address: 0x63, device: mcp4725, name: a }\n    - { bus: 1, address: 0x40, device: as5600, channels: { speed: generator.speed } }',
      '4:26 hal.i2c.1.address: warning: as5600 chips are at 0x36, unless behind an address translator; found 0x40',
    ],
    [
      'hal:\n  i2c:\n    - { bus: 1, address: 0x48, device: ads1115, inputs: { 0: { channel: chain.velocity, scale: 5, offset: -2.5 } } }',
      '3:59 hal.i2c.0.inputs.0: warning: a broken wire (0 V) reads as the value -2.5; if the transmitter never goes so low, write for example `live: [0.4, 3.2]`',
    ],
  ])('given %j, is reported and leaves the configuration usable', (text, problem) => {
    expect(problemsOf(text)).toEqual([`k.yaml:${problem}`]);
    expect(configOf(text).control.rateHz).toBe(15);
  });

  it('is given for a configured priority channel that nothing provides, not for a default one', () => {
    const hal = 'hal: { kind: linux, serial: { a: { path: /x, records: { X: [chain.velocity] } } } }';
    expect(problemsOf(hal)).toEqual([]);
    expect(problemsOf(`${hal}\nstreams: { priority: [generator.power] }`)).toEqual([
      'k.yaml:2:23 streams.priority.0: warning: nothing in this configuration provides generator.power (computing it needs generator.voltage and generator.current)',
    ]);
  });
});

describe('an input of an ADS1115', () => {
  const problemOf = (input: string, device = '') =>
    problemsOf(
      `hal:\n  i2c:\n    - { bus: 1, address: 0x48, device: ads1115, ${device}inputs: { ${input} } }`,
    ).map((line) => line.replace(/^k\.yaml:[\d:]+ hal\.i2c\.0\.inputs\./, ''));
  const CHANNEL = 'channel: pneumatics.tankPressure';

  it.each([
    [`0: { ${CHANNEL}, live: [0.4, 3.2], scale: 250000, offset: -125000 }`],
    [`0: { ${CHANNEL}, currentLoop: { from: 0, to: 1.0e6 } }`],
    [`0: { ${CHANNEL}, differential: true, range: 0.256, live: [-0.01, 0.1] }`],
    [`2: { ${CHANNEL}, differential: 3 }`],
  ])('%s is right', (input) => {
    expect(problemOf(input)).toEqual([]);
  });

  it('measures up to 4.5 V at a supply of 5 V and a range of 6.144 V', () => {
    expect(problemOf(`0: { ${CHANNEL}, range: 6.144, live: [0.4, 4.6] }`, 'supply: 5, ')).toEqual([]);
  });

  it.each([
    [
      `0: { ${CHANNEL}, live: [0.4, 4.6] }`,
      '0.live: reaches beyond 3.3 V, which the chip cannot measure (the supply is 3.3 V): put a divider before the input, or correct range and supply',
    ],
    [
      `0: { ${CHANNEL}, range: 2.048, live: [0.4, 3] }`,
      '0.live: reaches beyond 2.048 V, which the chip cannot measure (the range is 2.048 V): put a divider before the input, or correct range and supply',
    ],
    [
      `0: { ${CHANNEL}, live: [3, 0.4] }`,
      '0.live: begins at 3 V and ends at 0.4 V: write the lower voltage first',
    ],
    [
      `0: { ${CHANNEL}, live: [-1, 3] }`,
      '0.live: begins below 0 V, which an input against ground cannot measure',
    ],
    [`0: { ${CHANNEL}, live: 0.4 }`, '0.live: must be two voltages, for example [0.4, 3.2]; found 0.4'],
    [
      `0: { ${CHANNEL}, range: 3.3 }`,
      '0.range: must be one of 6.144, 4.096, 2.048, 1.024, 0.512, 0.256 (V); found 3.3',
    ],
    [`1: { ${CHANNEL}, differential: 1 }`, '1.differential: the chip measures input 1 against 3 only'],
    [
      `3: { ${CHANNEL}, differential: true }`,
      '3.differential: input 3 can only be the other wire of a pair: give the pair to input 0, 1 or 2',
    ],
    [
      `0: { ${CHANNEL}, currentLoop: { from: 0, to: 1, ohms: 250 } }`,
      '0.currentLoop.ohms: makes 5.25 V of 21 mA, and the chip measures up to 3.3 V: take at most 157 ohm',
    ],
    [
      `0: { ${CHANNEL}, scale: 2, currentLoop: { from: 0, to: 1 } }`,
      '0.currentLoop: takes the place of scale, offset and live: leave those out',
    ],
  ])('%s is refused', (input, problem) => {
    expect(problemOf(input)).toEqual([problem]);
  });
});
