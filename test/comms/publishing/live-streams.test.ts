// The live topics of MQTT: due messages are made and counted, as sent, stored or dropped.
import { describe, expect, it } from 'vitest';
import { Topics } from '../../../src/comms/mqtt/topics.js';
import { LiveStreams } from '../../../src/comms/publishing/live-streams.js';
import { FRAME, frameLayout } from '../../../src/control/records/frame.js';
import { FrameReport } from '../../../src/report/telemetry.js';
import type { FrameMessage } from '../../../src/store/protocol.js';
import { FakePublisher } from '../fake-publisher.js';

const LAYOUT = frameLayout(['chain.velocity'], []);

/** Takes the messages as the forwarder does. */
class Taker {
  readonly taken: FrameMessage[] = [];
  isOpen = true;
  isConnected = true;

  send(message: FrameMessage): 'sent' | 'stored' {
    this.taken.push(message);
    return this.isConnected ? 'sent' : 'stored';
  }
}

function connected() {
  const taker = new Taker();
  const report = new FrameReport(LAYOUT, 1);
  const live = new LiveStreams(new Topics('kpp', 'kpp-01'), report, ['chain.velocity'], taker);
  const link = new FakePublisher();
  live.begin(link);
  const frame = (telemetrySeq: number, prioritySeq: number) => {
    const record = new Float64Array(LAYOUT.length);
    record[FRAME.ts] = 1764000000000;
    record[FRAME.telemetrySeq] = telemetrySeq;
    record[FRAME.prioritySeq] = prioritySeq;
    live.frame(record);
  };
  return { live, link, taker, frame };
}

describe('the live topics', () => {
  it('get the messages that are due with a frame, and no others', () => {
    const { live, link, taker, frame } = connected();
    frame(0, 0);
    frame(7, 0);
    frame(0, 3);
    live.health({});
    expect(taker.taken).toMatchObject([
      { topic: 'telemetry', seq: 7, ts: 1764000000000 },
      { topic: 'priority', seq: 3, ts: 1764000000000 },
    ]);
    expect(JSON.parse(taker.taken[0]!.payload)).toMatchObject({ run: 1, seq: 7, chain: { velocity: 0 } });
    expect(link.live).toMatchObject([{ topic: 'kpp/kpp-01/health' }]);
    expect(live.accounts).toEqual({
      telemetry: { sent: 1, dropped: 0, stored: 0 },
      priority: { sent: 1, dropped: 0, stored: 0 },
      health: { sent: 1, dropped: 0, stored: 0 },
    });
  });

  it('get the priority message first when both are due with a frame: a broker may let the second one wait', () => {
    const { taker, frame } = connected();
    frame(1, 1);
    expect(taker.taken.map(({ topic }) => topic)).toEqual(['priority', 'telemetry']);
  });

  it('count what is stored, and drop health while the socket is full', () => {
    const { live, link, taker, frame } = connected();
    taker.isConnected = false;
    link.isBlocked = true;
    frame(1, 1);
    frame(2, 0);
    live.health({});
    expect(live.accounts.telemetry).toEqual({ sent: 0, dropped: 0, stored: 2 });
    expect(live.accounts.priority).toEqual({ sent: 0, dropped: 0, stored: 1 });
    expect(live.accounts.health).toEqual({ sent: 0, dropped: 1, stored: 0 });
    expect(live.dropped).toBe(1);
  });

  it('get nothing before the first connection of the run', () => {
    const { live, taker, frame } = connected();
    taker.isOpen = false;
    live.end();
    frame(1, 1);
    live.health({});
    expect(taker.taken).toEqual([]);
  });
});
