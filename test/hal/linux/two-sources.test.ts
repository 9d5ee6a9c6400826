// Two serial ports with the same channel: the HAL combines them, also when one of them is lost.
import { describe, expect, it } from 'vitest';
import { LinuxHal } from '../../../hal/linux/linux-hal.js';
import { DEFAULT_VOTING, type VotingConfig } from '../../../hal/schema/sources.js';
import { linuxConfig } from '../linux-config.js';
import { FakePort, settle } from './serial/fake-link.js';
import { nmea } from './serial/nmea-line.js';

const TICK_S = 1 / 60;

function twoPorts(voting: Partial<VotingConfig> = {}) {
  const ports = { '/dev/a': new FakePort(), '/dev/b': new FakePort() } as const;
  let nowS = 0;
  const config = linuxConfig({
    serial: {
      a: { path: '/dev/a', records: { A: ['chain.velocity', 'chain.position'] } },
      b: { path: '/dev/b', records: { B: ['chain.velocity', 'chain.tension'] } },
    },
  });
  const hal = new LinuxHal({
    ...config,
    clock: () => nowS,
    openSerialLink: (line, events) => ports[line.path as '/dev/a'].open(line, events),
    voting: () => ({ ...DEFAULT_VOTING, ...voting }),
  });
  const row = (channel: string) => hal.samples.indexOf(channel);
  return {
    hal,
    async open() {
      await hal.open(nowS, { lost() {}, recovered() {}, warned() {}, emergencyStop() {} });
      await settle();
    },
    async tick(a: string | null, b: string | null, ticks = 1) {
      for (let i = 0; i < ticks; i++) {
        nowS += TICK_S;
        if (a !== null) ports['/dev/a'].receive(`${nmea(`A,${a}`)}\n`);
        if (b !== null) ports['/dev/b'].receive(`${nmea(`B,${b}`)}\n`);
        hal.advance(nowS);
        await settle();
      }
    },
    value: (channel: string) => hal.samples.value[row(channel)]!,
    ageS: (channel: string) => nowS - hal.samples.timeS[row(channel)]!,
    counter: (name: string) => hal.counters.values[hal.counters.names.indexOf(name)],
  };
}

describe('two ports with the same channel', () => {
  it('make one common channel, and each has its own other channels', async () => {
    const two = twoPorts();
    await two.open();
    await two.tick('1.5,10', '1.6,5780');
    expect([...two.hal.samples.names]).toEqual(['chain.velocity', 'chain.position', 'chain.tension']);
    expect(two.value('chain.velocity')).toBe(1.5);
    expect(two.value('chain.position')).toBe(10);
    expect(two.value('chain.tension')).toBe(5780);
    await two.hal.close();
  });

  it('have separate counters', async () => {
    const two = twoPorts();
    await two.open();
    await two.tick('1.5,10', '1.6,5780', 5);
    expect(two.counter('sources.chain.velocity.active')).toBe(0);
    expect(two.counter('sources.chain.velocity.good')).toBe(2);
    expect(two.counter('serial.a.good')).toBe(5);
    expect(two.counter('serial.b.good')).toBe(5);
    expect(two.hal.counters.names.filter((name) => name.startsWith('sources.'))).toHaveLength(3);
    await two.hal.close();
  });

  it('keep the channel good when the first becomes silent', async () => {
    const two = twoPorts();
    await two.open();
    await two.tick('1.5,10', '1.6,5780', 5);
    for (let i = 0; i < 60; i++) {
      await two.tick(null, '1.6,5780');
      expect(two.ageS('chain.velocity')).toBeLessThanOrEqual(0.2 + TICK_S);
    }
    expect(two.value('chain.velocity')).toBe(1.6);
    expect(two.counter('sources.chain.velocity.active')).toBe(1);
    // The channels that only the first port has are lost.
    expect(two.ageS('chain.position')).toBeGreaterThan(0.9);
    await two.hal.close();
  });

  it('are used in the order of the configuration', async () => {
    const two = twoPorts({ sources: ['serial.b', 'serial.a'] });
    await two.open();
    await two.tick('1.5,10', '1.6,5780');
    expect(two.value('chain.velocity')).toBe(1.6);
    await two.hal.close();
  });

  it('are averaged when the configuration says vote: median', async () => {
    const two = twoPorts({ vote: 'median' });
    await two.open();
    await two.tick('1.5,10', '1.7,5780');
    expect(two.value('chain.velocity')).toBeCloseTo(1.6, 12);
    await two.hal.close();
  });
});
