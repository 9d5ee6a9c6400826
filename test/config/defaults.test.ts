// The defaults and the example blocks of the configuration have the specified meaning.
import { describe, expect, it } from 'vitest';
import type { SerialPortConfig } from '../../hal/linux/serial/schema.js';
import { simulationParameters } from '../../hal/sim/parameters.js';
import { BUILT_IN_ALARM_IDS } from '../../src/config/index.js';
import { configOf, problemsOf } from './support.js';

const ALL_DEFAULTS = `
device: { id: kpp-01, site: demo }
control:
  rateHz: 15
  mode: balanced
  autoStart: false
optimizer: { adaptive: true, load: off }
twin: { adaptiveTimestep: true, minTimestep: 0.05, maxTimestep: 0.2 }
limits:
  maxVelocity: 10.0
  maxAcceleration: 50.0
  maxForce: 100000.0
  onViolation: alarm
interlocks:
  overspeed:      { channel: chain.velocity, above: 10.0, enabled: true }
  deadlineMisses: { share: 0.5, within: 5, enabled: true }
channels: {}
alerts:
  high_velocity:      { channel: chain.velocity,      above: 8.0,  hysteresis: 0.5, level: warning }
  high_acceleration:  { channel: chain.acceleration,  above: 40.0, hysteresis: 4.0, level: warning }
  low_efficiency:     { channel: derived.efficiency,  below: 0.3,  hysteresis: 0.03, onDelay: 5, level: warning }
  low_fps:            { channel: loop.rate,           below: 5.0,  hysteresis: 1.0, level: error }
  stability_critical: { channel: loop.stability,      below: 0.5,  hysteresis: 0.1, latch: true, level: critical }
streams:
  adaptiveSampling: true
  priority: [chain.velocity, generator.power, derived.efficiency]
  bufferSize: 1000
hal:
  kind: sim
mqtt: { url: mqtt://127.0.0.1:1883, baseTopic: kpp, keepalive: 5 }
commands: { allow: [acknowledge, shelve] }
store: { path: /var/lib/kpp/kpp.db, maxMegabytes: 512, maxAgeDays: 30 }
http: { listen: 127.0.0.1:8080 }
`;

const HARDWARE = `
hal:
  kind: linux
  serial:
    chain:
      path: /dev/serial/by-id/usb-...
      baudRate: 115200
      format: nmea
      records:
        KPPCH: [seq, timeMs, chain.velocity, chain.position, chain.tension]
        KPPGN: [seq, timeMs, generator.speed, generator.torque, generator.voltage, generator.current, generator.temperature]
      scale: { chain.tension: 1.0 }
      staleAfter: 0.2
  i2c:
    - { bus: 1, address: 0x40, device: ina226, shuntOhms: 0.002, channels: { voltage: generator.voltage, current: generator.current } }
    - { bus: 1, address: 0x41, device: ina226, shuntOhms: 0.001, channels: { power: pneumatics.compressorPower } }
    - { bus: 1, address: 0x48, device: ads1115, inputs: { 0: { channel: pneumatics.tankPressure, scale: 250000, offset: -125000 } } }
    - { bus: 1, address: 0x18, device: mcp9808, channels: { temperature: water.temperature } }
  gpioChip: auto
  gpio:
    pulses:  { line: 17, channel: chain.velocity, metresPerPulse: 0.05 }
    estop:   { line: 27, role: emergencyStop, activeLow: true }
  outputs:
    brake:     { line: 22, energised: release, safe: 0 }
    contactor: { line: 23, energised: connect, safe: 0 }
    heartbeat: { line: 24, role: heartbeat }
    load:      { serial: chain, record: KPPLD, unit: fraction, safe: 0, timeout: drive }
`;

describe('an empty configuration', () => {
  it.each(['', '# nothing\n', '---\n', '{}\n', 'control:\nhal:\n'])('given %j, has no problem', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it('is equal to the specified defaults written out', () => {
    expect(problemsOf(ALL_DEFAULTS)).toEqual([]);
    expect(configOf('')).toEqual(configOf(ALL_DEFAULTS));
  });

  it('has the expected values for some keys of each section', () => {
    const config = configOf('');
    expect(config.control).toEqual({
      rateHz: 15,
      mode: 'balanced',
      startTimeout: 120,
      stopTimeout: 30,
      autoStart: false,
      load: 0.75,
      softStart: { velocity: 1.2, ramp: 4, patience: 10 },
    });
    expect(config.optimizer.load).toBe('off');
    expect(config.http).toEqual({ listen: { host: '127.0.0.1', port: 8080 }, maxStreams: 256 });
    expect(config.alerts.rules.map(({ id }) => id)).toEqual([
      'high_velocity',
      'high_acceleration',
      'low_efficiency',
      'low_fps',
      'stability_critical',
    ]);
    const { sim: _plant, ...hardware } = config.hal;
    expect(hardware).toEqual({
      kind: 'sim',
      serial: {},
      i2c: [],
      gpioChip: 'auto',
      gpio: {},
      gpioBackend: 'auto',
      outputs: {},
    });
  });

  it('has every built-in alarm with the delays of its table', () => {
    const { builtIn } = configOf('').alerts;
    expect(Object.keys(builtIn)).toEqual(BUILT_IN_ALARM_IDS);
    expect(builtIn['sensor_stuck.chain.tension']?.onDelay).toBe(10);
    expect(builtIn.no_air).toMatchObject({ onDelay: 30, offDelay: 0, level: 'error', enabled: true });
    expect(builtIn.overspeed).toMatchObject({ onDelay: 0, offDelay: 5, level: 'critical' });
  });

  it('has the parameters of twin and simulated plant', () => {
    const { plant, hal } = configOf('');
    expect(plant).toMatchObject({ floaters: 20, pressureOff: 400_000, thermalResistance: 0.06 });
    expect(hal.sim).toEqual({ seed: 1, noise: 0.002, air: 1, initialPressure: 250_000, plant: {} });
    expect(simulationParameters(plant, hal.sim)).toEqual({
      ...plant,
      seed: 1,
      noise: 0.002,
      air: 1,
      initialPressure: 250_000,
    });
  });
});

describe('the hardware of the contract', () => {
  it('parses without a problem', () => {
    expect(problemsOf(HARDWARE)).toEqual([]);
  });

  it('gives a port with every line parameter', () => {
    const port: SerialPortConfig | undefined = configOf(HARDWARE).hal.serial.chain;
    expect(port).toMatchObject({
      baudRate: 115_200,
      dataBits: 8,
      parity: 'none',
      stopBits: 1,
      scale: { 'chain.tension': 1 },
      staleAfter: 0.2,
    });
    expect(port?.offset).toEqual({});
    expect(port?.records.KPPCH).toEqual([
      'seq',
      'timeMs',
      'chain.velocity',
      'chain.position',
      'chain.tension',
    ]);
  });

  it('gives devices, inputs and outputs with their defaults', () => {
    const { i2c, gpio, outputs } = configOf(HARDWARE).hal;
    expect(i2c.map(({ device, address }) => [device, address])).toEqual([
      ['ina226', 0x40],
      ['ina226', 0x41],
      ['ads1115', 0x48],
      ['mcp9808', 0x18],
    ]);
    expect(i2c[0]).toMatchObject({ scale: { voltage: 1, current: 1 } });
    expect(i2c[2]).toMatchObject({
      inputs: { 0: { channel: 'pneumatics.tankPressure', scale: 250_000, offset: -125_000 } },
    });
    expect(gpio.pulses).toMatchObject({ role: 'pulses', activeLow: false, staleAfter: 0.2 });
    expect(gpio.estop).toEqual({ line: 27, debounce: 0, role: 'emergencyStop', activeLow: true });
    expect(outputs.load).toEqual({
      serial: 'chain',
      record: 'KPPLD',
      unit: 'fraction',
      safe: 0,
      timeout: 'drive',
    });
  });

  it("takes an ina226's scales one by one, and a current the other way round", () => {
    const scaleOf = (scale: string) =>
      configOf(`hal: { i2c: [{ bus: 1, address: 0x40, device: ina226, shuntOhms: 1,
        channels: { power: generator.power }, scale: ${scale} }] }`).hal.i2c[0];
    expect(scaleOf('{ voltage: 10.1 }')).toMatchObject({ scale: { voltage: 10.1, current: 1 } });
    expect(scaleOf('{ current: -2000 }')).toMatchObject({ scale: { voltage: 1, current: -2000 } });
  });

  it('may be one serial port and nothing else', () => {
    const text =
      'hal: { kind: linux, serial: { a: { path: /dev/ttyUSB0, records: { KPPCH: [chain.velocity] } } } }';
    expect(problemsOf(text)).toEqual([]);
  });
});
