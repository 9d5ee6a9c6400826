// Channels of one's own: a name with a unit declares a channel, and everything that names a channel takes it.
import { describe, expect, it } from 'vitest';
import { configOf, problemsOf } from './support.js';

const UNIT = 'unit: degC';
/** A port with one record; `fields` are its fields. */
const port = (fields: string) =>
  `hal: { kind: linux, serial: { bearings: { path: /dev/ttyUSB0, records: { KPPBT: [${fields}] } } } }`;
const machine = (fields: string, channels: string, more = '') =>
  `${port(`${fields}, chain.velocity`)}\nchannels: { ${channels} }\n${more}`;

describe('a declaration', () => {
  it('needs a unit, and nothing else', () => {
    const { channels } = configOf(machine('bearing.temperature', `bearing.temperature: { ${UNIT} }`));
    expect(channels['bearing.temperature']).toMatchObject({ unit: 'degC', vote: 'priority' });
  });

  it('has no problem on a machine that measures the channel', () => {
    const settings = `{ ${UNIT}, description: front bearing of the upper shaft, min: -20, max: 150, critical: true }`;
    expect(problemsOf(machine('seq, bearing.temperature', `bearing.temperature: ${settings}`))).toEqual([]);
  });

  it.each(['degC', '°C', '%', 'm³/h', 'µm/s', '1', 'L per min', 'kg'])('takes the unit %s', (unit) => {
    const text = machine('bearing.temperature', `bearing.temperature: { unit: "${unit}" }`);
    expect(configOf(text).channels['bearing.temperature']!.unit).toBe(unit);
  });

  it.each([
    'a.b',
    'bearing.1',
    '2nd.stage',
    'hall.door.north.isOpen',
    `a.${'b'.repeat(62)}`,
    'chain.oil',
    'runtime.hours',
  ])('takes the name %s', (name) => expect(problemsOf(machine(name, `${name}: { ${UNIT} }`))).toEqual([]));

  it('warns when nothing provides the channel', () => {
    expect(problemsOf(machine('seq', `bearing.temperature: { ${UNIT} }`))).toEqual([
      'k.yaml:2:13 channels.bearing.temperature: warning: nothing in this configuration provides this channel',
    ]);
    expect(problemsOf(`channels: { bearing.temperature: { ${UNIT} } }`)).toEqual([
      'k.yaml:1:13 channels.bearing.temperature: warning: nothing in this configuration provides this channel (the simulated plant does not have it; a scenario gives it values by the fault `override`)',
    ]);
  });
});

const FORM = 'must be two or more parts of letters and digits with dots between them, at most 64 characters';

describe('a declaration that is not possible is one line', () => {
  it.each<readonly [settings: string, line: string]>([
    // Names
    ...[
      'bearing',
      'bearing.',
      '.bearing',
      'bearing..oil',
      'bearing_1.oil',
      'bearing.öl',
      `a.${'b'.repeat(63)}`,
    ].map((name) => [`"${name}": { ${UNIT} }`, `13 channels.${name}: ${FORM}`] as const),
    ...['derived', 'twin', 'loop'].map(
      (first) =>
        [
          `${first}.x: { ${UNIT} }`,
          `13 channels.${first}.x: must not begin with \`${first}\`: the program computes these channels`,
        ] as const,
    ),
    [
      `host.temperature: { ${UNIT} }`,
      '13 channels.host.temperature: is a figure of the computer, which the program measures itself',
    ],
    [
      'host.temperature: { max: 70 }',
      '13 channels.host.temperature: must be the name of a channel that a sensor can provide: the program measures this one itself',
    ],
    ...['run', 'seq', 'ts', 'mode', 'degradation', 'quality', 'historical'].map(
      (first) =>
        [
          `${first}.x: { ${UNIT} }`,
          `13 channels.${first}.x: must not begin with \`${first}\`: telemetry has a field of this name`,
        ] as const,
    ),
    [
      `chain.velocity.front: { ${UNIT} }`,
      '13 channels.chain.velocity.front: cannot be beside the channel `chain.velocity`: in telemetry it would be a part of that value',
    ],
    [
      `a.b: { ${UNIT} }, a.b.c: { ${UNIT} }`,
      '34 channels.a.b.c: cannot be beside the channel `a.b`: in telemetry it would be a part of that value',
    ],
    // A channel of the program
    [
      'chain.velocity: { unit: m/s }',
      '31 channels.chain.velocity.unit: is only for channels of your own, and the program knows chain.velocity: remove `unit`',
    ],
    [
      'chain.velocity: { description: speed }',
      '31 channels.chain.velocity.description: is only for channels of your own, and the program knows chain.velocity: remove `description`',
    ],
    // Without a unit
    [
      'bearing.temperature: { critical: true }',
      '13 channels.bearing.temperature: must be the name of a channel that a sensor can provide; did you mean `water.temperature`? Or declare a channel of your own: `channels: { bearing.temperature: { unit: .. } }`',
    ],
    [
      'chain.velocty: { critical: true }',
      '13 channels.chain.velocty: must be the name of a channel that a sensor can provide; did you mean `chain.velocity`? Or declare a channel of your own: `channels: { chain.velocty: { unit: .. } }`',
    ],
    [
      `bearing: { temperature: { ${UNIT} } }`,
      '13 channels.bearing: must be the whole name of a channel, with its dots: `bearing.temperature: { .. }`',
    ],
    // Units and descriptions
    [
      'a.b: { unit: 5 }',
      '26 channels.a.b.unit: must be a unit of at most 24 printable characters; found 5: put it in quotes',
    ],
    [
      'a.b: { unit: " K" }',
      '26 channels.a.b.unit: must be a unit of at most 24 printable characters; found ` K`',
    ],
    [
      'a.b: { unit: "K\\n" }',
      '26 channels.a.b.unit: must be a unit of at most 24 printable characters; found `K\\n`',
    ],
    [
      'a.b: { unit: "K\\u202eC" }',
      '26 channels.a.b.unit: must be a unit of at most 24 printable characters; found `K\u202eC`',
    ],
    [
      `a.b: { unit: ${'K'.repeat(25)} }`,
      `26 channels.a.b.unit: must be a unit of at most 24 printable characters; found \`${'K'.repeat(25)}\``,
    ],
    [
      'a.b: { unit: K, description: "two\\nlines" }',
      '42 channels.a.b.description: must be a text of one line, at most 200 characters; found `two\\nlines`',
    ],
    // The twin
    [
      `a.b: { ${UNIT}, twinHold: 5 }`,
      '42 channels.a.b.twinHold: is not possible for a channel of your own: the digital twin does not know it; remove it',
    ],
  ])('%s', (settings, line) => {
    const errors = problemsOf(`channels: { ${settings} }`).filter((problem) => !problem.includes('warning:'));
    expect(errors).toEqual([expect.stringMatching(/^k\.yaml:1:/)]);
    expect(errors[0]!.replace('k.yaml:1:', '')).toBe(line);
  });

  it('is not reported again where the channel is used', () => {
    const rules = 'alerts: { hot: { channel: run.x, above: 90 }, sensor_lost.run.x: { level: critical } }';
    const text = machine('seq, run.x', `run.x: { ${UNIT} }`, `${rules}\nstreams: { priority: [run.x] }`);
    expect(problemsOf(text)).toEqual([
      'k.yaml:2:13 channels.run.x: must not begin with `run`: telemetry has a field of this name',
    ]);
  });
});

describe('a name that is not declared', () => {
  const declare = (name: string) => `declare a channel of your own: \`channels: { ${name}: { unit: .. } }\``;

  it.each([
    [
      port('seq, bearing.temperature'),
      '1:87 hal.serial.bearings.records.KPPBT.1: must be the name of a channel that a sensor can provide, seq, timeMs or -; ' +
        'found `bearing.temperature`; did you mean `water.temperature`? Or ' +
        declare('bearing.temperature'),
    ],
    [
      'hal: { serial: { a: { path: /dev/a, records: { X: [seq] }, scale: { oil.level: 2 } } } }',
      '1:69 hal.serial.a.scale.oil.level: must be the name of a channel that a sensor can provide; ' +
        `found \`oil.level\`; known are chain.velocity`,
    ],
    [
      'hal: { i2c: [ { bus: 1, address: 0x18, device: mcp9808, channels: { temperature: oil.temperature } } ] }',
      '1:82 hal.i2c.0.channels.temperature: must be the name of a channel that a sensor can provide; ' +
        'found `oil.temperature`; did you mean `water.temperature`? Or ' +
        declare('oil.temperature'),
    ],
    [
      'hal: { i2c: [ { bus: 1, address: 0x48, device: ads1115, inputs: { 2: { channel: temp1 } } } ] }',
      '1:81 hal.i2c.0.inputs.2.channel: must be the name of a channel that a sensor can provide; ' +
        'found `temp1`; known are chain.velocity',
    ],
    [
      'interlocks: { overspeed: { channel: oil.pressure } }',
      '1:37 interlocks.overspeed.channel: must be the name of a channel; found `oil.pressure`; ' +
        `known begin with chain, generator, pneumatics, water, derived, loop, host, twin; or ${declare('oil.pressure')}`,
    ],
    [
      'streams: { priority: [twin.residual.oil.level] }',
      '1:23 streams.priority.0: must be the name of a channel; found `twin.residual.oil.level`; ' +
        'known are twin.residual.chain.velocity',
    ],
  ])('%s', (text, start) => {
    const [line, ...more] = problemsOf(text).filter((problem) => !problem.includes('warning:'));
    expect(more).toEqual([]);
    expect(line!.slice(0, start.length + 7)).toBe(`k.yaml:${start}`);
  });

  it('is shown how to declare it', () => {
    const lines = (text: string) => problemsOf(text).join('\n');
    expect(lines(machine('oil.level', ''))).toContain(`; or ${declare('oil.level')}`);
    expect(lines(machine('temp1', ''))).toContain(
      '; or declare a channel of your own, for example `channels: { bearing.temperature: { unit: degC } }`',
    );
    expect(lines(machine('derived.efficiency', ''))).toContain(
      'seq, timeMs or -; found `derived.efficiency`: the program computes this one',
    );
  });

  it('may be a declared one that is misspelt', () => {
    const text = machine('bearing.temperatur', `bearing.temperature: { ${UNIT} }`);
    expect(problemsOf(text)[0]).toContain(
      'found `bearing.temperatur`; did you mean `bearing.temperature`? Or declare',
    );
  });

  it('has no built-in alarms', () => {
    expect(problemsOf('alerts: { sensor_lost.oil.level: { level: critical } }')).toEqual([
      expect.stringContaining(
        '1:11 alerts.sensor_lost.oil.level: there is no such built-in alarm; known are sensor_lost.chain.velocity',
      ),
    ]);
  });
});

describe('a declared channel', () => {
  const sources = `hal:
  kind: linux
  serial:
    bearings: { path: /dev/ttyUSB0, records: { KPPBT: [seq, bearing.front.temperature, "-"] }, scale: { bearing.front.temperature: 0.1 } }
    csv: { path: /dev/ttyUSB1, format: csv, records: { all: [bearing.rear.temperature, chain.velocity] } }
    pairs: { path: /dev/ttyUSB2, format: keyvalue, records: { all: { t: bearing.front.temperature } } }
  i2c:
    - { bus: 1, address: 0x48, device: ads1115, inputs: { 0: { channel: oil.pressure, scale: 250000 } } }
    - { bus: 1, address: 0x18, device: mcp9808, channels: { temperature: bearing.front.temperature } }
channels:
  bearing.front.temperature:
    unit: degC
    max: 150
    sources: [i2c.1.0x18, serial.pairs]
    vote: median
    maxDifference: 5
    critical: true
  bearing.rear.temperature: { unit: degC }
  oil.pressure: { unit: Pa }
`;

  it('may come from every source, and from several', () => {
    expect(problemsOf(sources)).toEqual([]);
  });

  it('may be watched by rules, by the built-in alarms of a sensor, and by an interlock', () => {
    const text = `${sources}
alerts:
  hot: { channel: bearing.rear.temperature, above: 90, hysteresis: 2 }
  frozen: { channel: oil.pressure, stuckFor: 60 }
  sensor_lost.oil.pressure: { level: critical, onDelay: 2 }
  sensor_stuck.oil.pressure: { enabled: false }
interlocks: { overspeed: { channel: oil.pressure, above: 400000 } }
streams: { priority: [oil.pressure, chain.velocity] }`;
    expect(problemsOf(text)).toEqual([]);
    const { alerts } = configOf(text);
    expect(alerts.builtIn['sensor_lost.oil.pressure']).toMatchObject({ level: 'critical', onDelay: 2 });
    expect(alerts.builtIn['sensor_stuck.oil.pressure']).toMatchObject({ enabled: false });
    expect(alerts.builtIn['sensor_disagreement.bearing.rear.temperature']).toMatchObject({
      level: 'warning',
    });
  });

  it('is one key in --set and in the configuration of a scenario', () => {
    const sets = [
      'channels.oil.level.min.unit=m',
      'channels.oil.level.min.max=3',
      'channels.tank.level={ unit: m, min: 0 }',
      'channels.tank.level.sources=[sim]',
      'alerts.sensor_lost.tank.level.level=critical',
    ];
    const { channels, alerts } = configOf('', { sets });
    expect(channels['oil.level.min']).toMatchObject({ unit: 'm', max: 3 });
    expect(channels['tank.level']).toMatchObject({ unit: 'm', min: 0, sources: ['sim'] });
    expect(alerts.builtIn['sensor_lost.tank.level']).toMatchObject({ level: 'critical' });
  });

  it('keeps the rules of every channel: a range has a beginning before its end', () => {
    expect(problemsOf(machine('a.b', `a.b: { ${UNIT}, min: 5, max: 2 }`))).toEqual([
      'k.yaml:2:37 channels.a.b.min: must not be above max, which is 2; found 5',
    ]);
  });
});
