// The live topics of MQTT: due messages are sent, and messages that the broker is too slow for are counted by topic.
import { describe, expect, it } from 'vitest';
import type { Delivered, OutgoingMessage } from '../../../src/comms/mqtt/link.js';
import { Topics } from '../../../src/comms/mqtt/topics.js';
import { LiveStreams } from '../../../src/comms/publishing/live-streams.js';
import { FRAME, frameLayout } from '../../../src/control/records/frame.js';

const LAYOUT = frameLayout(['chain.velocity'], []);

/** A connection whose socket is full while {@link isSlow}, and whose broker acknowledges when the test asks for it. */
class ScriptedLink {
  readonly sent: string[] = [];
  readonly waitingFor: Delivered[] = [];
  readonly waiting = 0;
  isSlow = false;

  publish({ topic }: OutgoingMessage, delivered: Delivered = () => {}): void {
    this.sent.push(topic);
    this.waitingFor.push(delivered);
  }

  publishLive({ topic }: OutgoingMessage): boolean {
    if (!this.isSlow) this.sent.push(topic);
    return !this.isSlow;
  }
}

function connected() {
  const live = new LiveStreams(new Topics('kpp', 'kpp-01'), LAYOUT, 1, ['chain.velocity']);
  const link = new ScriptedLink();
  live.begin(link);
  const frame = (telemetrySeq: number, prioritySeq: number) => {
    const record = new Float64Array(LAYOUT.length);
    record[FRAME.telemetrySeq] = telemetrySeq;
    record[FRAME.prioritySeq] = prioritySeq;
    live.frame(record);
  };
  return { live, link, frame };
}

describe('the live topics', () => {
  it('get the messages that are due with a frame, and no others', () => {
    const { live, link, frame } = connected();
    frame(0, 0);
    frame(1, 0);
    frame(0, 1);
    live.health({});
    expect(link.sent).toEqual(['kpp/kpp-01/telemetry', 'kpp/kpp-01/priority', 'kpp/kpp-01/health']);
    expect(live.accounts).toEqual({
      telemetry: { sent: 1, dropped: 0 },
      priority: { sent: 1, dropped: 0 },
      health: { sent: 1, dropped: 0 },
    });
  });

  it('get the priority message first when both are due with a frame: a broker may let the second one wait', () => {
    const { link, frame } = connected();
    frame(1, 1);
    expect(link.sent).toEqual(['kpp/kpp-01/priority', 'kpp/kpp-01/telemetry']);
  });

  it('lose messages that a full socket does not take, counted by topic', () => {
    const { live, link, frame } = connected();
    link.isSlow = true;
    frame(1, 0);
    frame(2, 0);
    live.health({});
    expect(live.accounts.telemetry).toEqual({ sent: 0, dropped: 2 });
    expect(live.accounts.health).toEqual({ sent: 0, dropped: 1 });
    expect(live.dropped).toBe(3);
  });

  it('let 64 priority messages wait for the broker, and continue when it has acknowledged', () => {
    const { live, link, frame } = connected();
    for (let seq = 1; seq <= 70; seq++) frame(0, seq);
    expect(live.accounts.priority).toEqual({ sent: 64, dropped: 6 });
    link.waitingFor[0]!();
    frame(0, 71);
    expect(live.accounts.priority).toEqual({ sent: 65, dropped: 6 });
  });

  it('get nothing without a connection, which does not count as dropped', () => {
    const { live, frame } = connected();
    live.end();
    frame(1, 1);
    expect(live.accounts.telemetry).toEqual({ sent: 0, dropped: 0 });
  });
});
