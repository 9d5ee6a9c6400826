// The sensor behind a virtual port prints its lines as the options of the port say, so that the driver reads them.
import { describe, expect, it } from 'vitest';
import { LinuxHal } from '../../../hal/linux/linux-hal.js';
import { VirtualPorts } from '../../../hal/virtual/serial/virtual-ports.js';
import { type LinuxHalInput, linuxConfig } from '../linux-config.js';

type Port = NonNullable<LinuxHalInput['serial']>[string];

const LIST = { any: ['chain.velocity', '-', 'chain.tension'] };
const MAP = { any: { speed: 'chain.velocity', force: 'chain.tension' } };
const SIGNALS: Readonly<Record<string, number>> = { 'chain.velocity': -1.25, 'chain.tension': 5780.5 };
const TICK_S = 1 / 60;

/** A driver on a virtual port, and the time that passes for both. */
async function machineOf(port: Port) {
  let nowS = 10;
  const config = linuxConfig({ serial: { chain: { ...port, path: 'in memory' } } });
  const ports = new VirtualPorts({
    serial: config.serial,
    outputs: {},
    clock: () => nowS,
    random: () => 0,
    restarted() {},
  });
  const { openSerialLink } = ports.environment;
  const hal = new LinuxHal({ ...config, clock: () => nowS, openSerialLink });
  await hal.open(nowS, { lost() {}, recovered() {}, warned() {}, emergencyStop() {} });
  const pass = async (ticks: number) => {
    for (let i = 0; i < ticks; i++) {
      nowS += TICK_S;
      ports.feed({ value: (channel) => SIGNALS[channel] ?? null }, { fromS: nowS - TICK_S, toS: nowS });
      hal.advance(nowS);
      await Promise.resolve();
    }
  };
  const count = (kind: string) => hal.counters.values[hal.counters.names.indexOf(`serial.chain.${kind}`)]!;
  const values = () => Object.keys(SIGNALS).map((name) => hal.samples.value[hal.samples.indexOf(name)]!);
  return { hal, ports, pass, count, values };
}

describe('the sensor behind a virtual port', () => {
  it.each<[string, Port]>([
    ['CR alone', { path: '', format: 'csv', records: LIST, lineEnd: 'cr' }],
    ['LF alone', { path: '', format: 'csv', records: LIST, lineEnd: 'lf' }],
    ['a semicolon', { path: '', format: 'csv', records: LIST, separator: ';' }],
    ['tabs', { path: '', format: 'csv', records: LIST, separator: 'tab' }],
    ['blanks, also for an empty column', { path: '', format: 'csv', records: LIST, separator: 'blank' }],
    ['a decimal comma in csv', { path: '', format: 'csv', records: LIST, decimal: 'comma' }],
    ['a decimal comma in keyvalue', { path: '', format: 'keyvalue', records: MAP, decimal: 'comma' }],
    ['a header line', { path: '', format: 'csv', records: MAP, header: true }],
  ])('prints %s', async (_, port) => {
    const { hal, pass, count, values } = await machineOf(port);
    await pass(10);
    expect(values()).toEqual(Object.values(SIGNALS));
    expect(count('good')).toBeGreaterThanOrEqual(8);
    expect(['malformed', 'unknown', 'oversized'].map(count)).toEqual([0, 0, 0]);
    await hal.close();
  });

  it('prints its header line again after a restart, and the driver goes on', async () => {
    const { hal, ports, pass, count } = await machineOf({
      path: '',
      format: 'csv',
      records: MAP,
      header: true,
    });
    await pass(10);
    const plugIn = ports.unplug('chain');
    await pass(10);
    plugIn();
    await pass(300);
    const before = count('good');
    await pass(10);
    expect(count('good')).toBe(before + 10);
    expect(count('reopened')).toBe(1);
    await hal.close();
  });
});
