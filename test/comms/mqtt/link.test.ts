// One connection keeps to what the broker takes: messages at once, and bytes in a packet.
import type { MqttClient } from 'mqtt';
import { describe, expect, it } from 'vitest';
import { type BrokerLimits, Link, type OutgoingMessage } from '../../../src/comms/mqtt/link.js';

function connected(limits: BrokerLimits) {
  const sent: string[] = [];
  const refused: string[] = [];
  const acknowledge: (() => void)[] = [];
  const client = {
    stream: { writableLength: 0 },
    publish: (topic: string, _payload: string, _options: unknown, done?: () => void) => {
      sent.push(topic);
      if (done !== undefined) acknowledge.push(done);
    },
  } as unknown as MqttClient;
  const refusals = {
    accepted: () => {},
    refused: (topic: string, reason: string) => refused.push(`${topic}: ${reason}`),
  };
  return { link: new Link(client, 5, limits, refusals), sent, refused, acknowledge };
}

/** A PUBLISH of this many bytes at most. */
const message = (topic: string, bytes: number): OutgoingMessage => ({
  topic,
  payload: 'x'.repeat(bytes - topic.length - 13),
});

const answerTo = (link: Link, outgoing: OutgoingMessage) =>
  new Promise((resolve) => link.publish(outgoing, resolve));

describe('a connection', () => {
  it('sends no more messages at once than the broker takes', () => {
    const { link, sent, acknowledge } = connected({ receiveMaximum: 1 });
    for (const topic of ['a', 'b', 'c']) link.publish({ topic, payload: '{}' });
    expect(sent).toEqual(['a']);
    expect(link.waiting).toBe(2);
    acknowledge[0]!();
    expect(sent).toEqual(['a', 'b']);
  });

  it('refuses a packet that is larger than the broker takes, instead of sending it and losing the connection', async () => {
    const { link, sent, refused } = connected({ maximumPacketSize: 1000 });
    expect(await answerTo(link, message('meta', 1001))).toMatchObject({ code: 'refused' });
    expect(link.publishLive(message('telemetry', 1001))).toBe(false);
    expect(sent).toEqual([]);
    const reason = 'a packet is larger than the 1000 bytes that the broker takes';
    expect(refused).toEqual([`meta: ${reason}`, `telemetry: ${reason}`]);
    link.publish(message('status', 1000));
    expect(link.publishLive(message('telemetry', 1000))).toBe(true);
    expect(sent).toEqual(['status', 'telemetry']);
  });

  it('counts the bytes of a packet, not its letters', async () => {
    const { link } = connected({ maximumPacketSize: 100 });
    expect(await answerTo(link, { topic: 'a', payload: 'ü'.repeat(50) })).toMatchObject({ code: 'refused' });
  });

  it('takes every size when the broker names no limit', () => {
    const { link, sent } = connected({});
    link.publish(message('meta', 100_000));
    expect(sent).toEqual(['meta']);
  });
});
