// The symptoms that the scan detects: silent ports, silent channels of a working port, a broken twin, threads that end.
import { describe, expect, it } from 'vitest';
import { DEFAULT_POINT, Rig, type RigOptions } from '../rig.js';

const CHAIN = Object.keys(DEFAULT_POINT).filter((name) => name.startsWith('chain.'));
const SOURCES = Object.keys(DEFAULT_POINT).map((name) =>
  name.startsWith('chain.') ? ['serial.chain'] : ['serial.rest'],
);

function rigWith(options: RigOptions = {}): Rig {
  const rig = new Rig({ sourcesOf: SOURCES, ...options });
  rig.start();
  rig.run(2);
  return rig;
}

function silence(rig: Rig, channels: readonly string[]): () => void {
  for (const channel of channels) rig.values.delete(channel);
  return () => {
    for (const channel of channels) rig.values.set(channel, DEFAULT_POINT[channel]!);
  };
}

/** A short form of each event. */
function story(rig: Rig): string[] {
  return rig
    .eventsOf('recovery')
    .map(({ data }) => `${data.outcome} ${data.type} ${data.subject} ${data.strategy ?? ''}`.trim());
}

describe('a port that is open but silent', () => {
  it('counts as hung: it is reset, and stays the same trouble when the HAL then reports a loss', () => {
    const rig = rigWith();
    const speak = silence(rig, CHAIN);
    rig.run(0.3);
    expect(rig.asked).toEqual([]);
    rig.run(0.4);
    expect(rig.asked).toEqual([{ kind: 'reopen', source: 'serial.chain' }]);
    rig.notice({ source: 'serial.chain', state: 'lost', reason: 'the controller asked to reopen the port' });
    rig.run(1);
    speak();
    rig.notice({ source: 'serial.chain', state: 'recovered', reason: '' });
    rig.run(1);
    expect(story(rig)).toEqual([
      'attempted port_hung serial.chain reset',
      'succeeded port_hung serial.chain reset',
    ]);
  });

  it('is detected by the channels that only this port delivers', () => {
    const sourcesOf = Object.keys(DEFAULT_POINT).map((name) => {
      if (name === 'chain.velocity') return ['serial.chain', 'serial.rest'];
      return name.startsWith('chain.') ? ['serial.chain'] : ['serial.rest'];
    });
    const rig = rigWith({ sourcesOf });
    silence(
      rig,
      CHAIN.filter((name) => name !== 'chain.velocity'),
    );
    rig.run(1);
    expect(story(rig)).toEqual(['attempted port_hung serial.chain reset']);
    expect(rig.controller.plantState).toBe('running');
  });

  it('does not count as hung after a short pause', () => {
    const rig = rigWith();
    const speak = silence(rig, CHAIN);
    rig.run(0.45);
    speak();
    rig.run(10);
    expect(story(rig)).toEqual([]);
  });

  it('does not count as hung when the process stood still', () => {
    const rig = rigWith();
    const speak = silence(rig, CHAIN);
    rig.tick({ stalledS: 5 });
    rig.run(0.1);
    speak();
    rig.run(5);
    expect(story(rig)).toEqual([]);
  });
});

describe('a port that the HAL has lost', () => {
  it('is reopened three times, then left to the HAL, while its alarm is active', () => {
    const rig = rigWith();
    silence(rig, CHAIN);
    rig.notice({ source: 'serial.chain', state: 'lost', reason: 'unplugged' });
    rig.run(20);
    expect(story(rig)).toEqual([
      'attempted sensor_lost serial.chain reopen',
      'failed sensor_lost serial.chain reopen',
      'attempted sensor_lost serial.chain reopen',
      'failed sensor_lost serial.chain reopen',
      'attempted sensor_lost serial.chain reopen',
      'failed sensor_lost serial.chain reopen',
      'escalated sensor_lost serial.chain',
    ]);
    expect(rig.eventsOf('recovery')[0]?.data.reason).toBe('unplugged');
    expect(rig.asked).toHaveLength(3);
    expect(rig.controller.view.degradation).toBe(0);
  });

  it('is handled as redundant while another source delivers its channels', () => {
    const rig = rigWith();
    rig.notice({ source: 'serial.chain', state: 'lost', reason: 'unplugged' });
    rig.run(60);
    expect(story(rig).slice(-1)).toEqual(['attempted sensor_lost serial.chain redundant_channel']);
    rig.notice({ source: 'serial.chain', state: 'recovered', reason: '' });
    rig.run(1);
    expect(story(rig).slice(-1)).toEqual(['succeeded sensor_lost serial.chain redundant_channel']);
  });

  it('counts as back when it comes back without one of its channels, and this channel is a new trouble', () => {
    const rig = rigWith();
    const speak = silence(rig, CHAIN);
    rig.notice({ source: 'serial.chain', state: 'lost', reason: 'unplugged' });
    rig.run(1);
    speak();
    silence(rig, ['chain.tension']);
    rig.notice({ source: 'serial.chain', state: 'recovered', reason: '' });
    rig.run(2);
    expect(story(rig)).toContain('succeeded sensor_lost serial.chain reopen');
    expect(rig.controller.recovery.troubles.map(({ subject }) => subject)).toEqual(['chain.tension']);
  });
});

describe('a channel that its port no longer delivers', () => {
  it('does not lead to closing the port, because that would lose good channels', () => {
    const rig = rigWith();
    silence(rig, ['chain.tension']);
    rig.run(20);
    expect(rig.asked).toEqual([]);
    expect(story(rig)).toEqual(['escalated sensor_lost chain.tension']);
  });

  it('is replaced by the twin for twinHold', () => {
    const rig = rigWith({ config: 'channels: { chain.velocity: { twinHold: 5 } }' });
    silence(rig, ['chain.velocity']);
    rig.run(10);
    expect(story(rig)).toEqual([
      'attempted sensor_lost chain.velocity twin_hold',
      'failed sensor_lost chain.velocity twin_hold',
      'escalated sensor_lost chain.velocity',
    ]);
    expect(rig.eventsOf('recovery')[1]?.data.seconds).toBeCloseTo(4.9, 0);
  });
});

describe('a thread that ends', () => {
  it('is one trouble, without a second one for the store', () => {
    const rig = rigWith();
    const storeFails = (fails: boolean) => {
      rig.setCondition('store_failing', fails);
      const state = fails ? 'lost' : 'recovered';
      rig.notice({ source: 'thread.store', state, reason: fails ? 'out of memory' : '' });
    };
    storeFails(true);
    rig.run(0.3);
    storeFails(false);
    rig.run(9);
    expect(story(rig)).toEqual(['attempted store_crash thread.store restart']);
    rig.run(2);
    expect(story(rig).slice(1)).toEqual(['succeeded store_crash thread.store restart']);
    expect(rig.eventsOf('recovery')[0]?.data.reason).toBe('out of memory');
  });

  it('repeatedly leads to fewer streams', () => {
    const rig = rigWith();
    for (let n = 0; n < 6; n++) {
      rig.notice({ source: 'thread.comms', state: 'lost', reason: 'out of memory' });
      rig.run(0.3);
      rig.notice({ source: 'thread.comms', state: 'recovered', reason: '' });
      rig.run(2);
    }
    const { recovery, view } = rig.controller;
    expect(recovery.countsOf('comms_crash')).toMatchObject({ attempts: 6, failed: 5, open: 1, escalated: 1 });
    expect([view.degradation, view.streams.telemetryHz]).toEqual([1, 5]);
    expect(rig.eventsOf('degradation')[0]?.data).toMatchObject({ cause: 'recovery', type: 'comms_crash' });
    expect(rig.alerts('degraded').map(({ state }) => state)).toEqual(['active']);
    rig.run(15);
    expect(view.degradation).toBe(0);
  });
});

describe('a store that cannot write', () => {
  it('has its events kept in memory until it can write them', () => {
    const rig = rigWith();
    rig.setCondition('store_failing', true);
    rig.run(100);
    rig.setCondition('store_failing', false);
    rig.run(1);
    expect(story(rig)).toEqual([
      'attempted store_failing store memory',
      'succeeded store_failing store memory',
    ]);
  });
});

describe("a user's strategy", () => {
  it('is tried before the built-in ones, and cannot harm the tick', () => {
    const rig = rigWith();
    rig.controller.registerStrategy('sensor_lost', {
      name: 'kick',
      maxAttempts: 1,
      attempt() {
        throw new Error('no foot');
      },
    });
    silence(rig, CHAIN);
    rig.notice({ source: 'serial.chain', state: 'lost', reason: 'unplugged' });
    rig.run(2);
    expect(story(rig)).toEqual([
      'attempted sensor_lost serial.chain kick',
      'failed sensor_lost serial.chain kick',
      'attempted sensor_lost serial.chain reopen',
    ]);
    expect(rig.controller.view.missed).toBe(0);
  });
});

describe('a port that sends regularly, but more slowly than its staleAfter', () => {
  /** Each channel of the port gets one sample each `everyS`. */
  function sendSlowly(rig: Rig, everyS: number, seconds: number): void {
    for (let beganS = 0; beganS < seconds; beganS += everyS) {
      const stop = silence(rig, CHAIN);
      stop();
      rig.tick();
      silence(rig, CHAIN);
      rig.run(everyS - 1 / 60);
    }
  }
  const warnings = (rig: Rig) => rig.eventsOf('lifecycle').filter(({ data }) => 'warning' in data);
  const finding = 'sends every 1.0 s, staleAfter is 0.2 s: write staleAfter: 2';

  it('is one finding with the number to write, and one alarm for each channel that says so', () => {
    const rig = rigWith({ config: 'interlocks: { overspeed: { enabled: false } }' });
    sendSlowly(rig, 1.02, 120);
    expect(warnings(rig).map(({ data }) => data)).toEqual([
      { source: 'serial.chain', warning: finding, channels: CHAIN },
    ]);
    const alerts = rig.alerts('sensor_lost.chain.tension');
    expect(alerts.map(({ state }) => state)).toEqual(['active', 'active']);
    expect(alerts.map(({ count }) => count)).toEqual([1, 1]);
    expect(alerts[1]?.message).toContain(finding);
  });

  it('is not opened again once its rhythm is known', () => {
    const rig = rigWith();
    sendSlowly(rig, 1.02, 6);
    const before = [rig.asked.length, story(rig).length];
    sendSlowly(rig, 1.02, 120);
    expect([rig.asked.length, story(rig).length]).toEqual(before);
  });

  it('is hung when it is silent for three times its rhythm', () => {
    const rig = rigWith();
    sendSlowly(rig, 1.02, 60);
    const before = rig.asked.length;
    rig.run(5);
    expect(rig.asked.length).toBeGreaterThan(before);
  });

  it('is not a finding when its pauses are not alike, or when it is fast again', () => {
    const rig = rigWith();
    for (let i = 0; i < 10; i++) {
      sendSlowly(rig, 0.3, 0.5);
      sendSlowly(rig, 1.5, 1);
    }
    expect(warnings(rig)).toEqual([]);
    sendSlowly(rig, 1.02, 6);
    for (const channel of CHAIN) rig.values.set(channel, DEFAULT_POINT[channel]!);
    rig.run(20);
    silence(rig, CHAIN);
    rig.run(1);
    expect(rig.alerts('sensor_lost.chain.tension').at(-1)).toMatchObject({ state: 'active', count: 2 });
    expect(rig.alerts('sensor_lost.chain.tension').at(-1)?.message).not.toContain('sends every');
  });
});

describe('a port whose lines cannot be read', () => {
  const FINDING = '11 lines, none readable; the last was `MSG:1` (no key).';

  it('is a finding in the journal, and is not opened again', () => {
    const rig = rigWith();
    silence(rig, CHAIN);
    rig.notice({ source: 'serial.chain', state: 'unreadable', reason: FINDING });
    rig.run(60);
    expect(rig.events).toContainEqual({
      type: 'lifecycle',
      ts: expect.any(Number),
      data: { source: 'serial.chain', warning: FINDING },
    });
    expect(rig.asked).toEqual([]);
    expect(story(rig)).toEqual(['escalated sensor_lost serial.chain']);
    expect(rig.alerts('sensor_lost.chain.tension').at(-1)?.message).toContain('none can be read');
  });

  it('is opened again when it is lost after that', () => {
    const rig = rigWith();
    silence(rig, CHAIN);
    rig.notice({ source: 'serial.chain', state: 'unreadable', reason: FINDING });
    rig.run(1);
    rig.notice({ source: 'serial.chain', state: 'lost', reason: 'unplugged' });
    rig.run(70);
    expect(rig.asked.length).toBeGreaterThan(0);
  });
});

describe('a healthy plant', () => {
  it('has no troubles, no events and no requests', () => {
    const rig = rigWith();
    rig.run(120);
    expect(rig.controller.recovery.troubles).toEqual([]);
    expect([rig.eventsOf('recovery'), rig.asked]).toEqual([[], []]);
  });
});

describe('a source that works, but warns', () => {
  it('is not a trouble: its warning becomes an event', () => {
    const rig = rigWith();
    rig.notice({ source: 'i2c.1.0x40', state: 'warned', reason: 'The chip is not an INA226.' });
    rig.run(1);
    const warning = { source: 'i2c.1.0x40', warning: 'The chip is not an INA226.' };
    expect(rig.events).toContainEqual({ type: 'lifecycle', ts: expect.any(Number), data: warning });
    expect(rig.events.filter(({ type }) => type === 'recovery')).toEqual([]);
  });

  it('leaves what the alarms on its channels say', () => {
    const rig = rigWith();
    silence(rig, CHAIN);
    rig.notice({
      source: 'serial.chain',
      state: 'unreadable',
      reason: 'Nothing can be read. Look at the baud rate.',
    });
    rig.run(1);
    rig.notice({ source: 'serial.chain', state: 'warned', reason: 'The board restarts by itself.' });
    rig.run(1);
    expect(rig.alerts('sensor_lost.chain.tension').at(-1)?.message).toContain('none can be read');
  });
});
