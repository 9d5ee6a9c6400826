// The sentence about the broker on the status page.
import { expect, it } from 'vitest';
import { brokerSentence } from '../../src/cli/broker-sentence.js';

it.each([
  [true, 5, 0, 0, 'connected by MQTT 5'],
  [true, 4, 0, 2232, 'connected by MQTT 3.1.1, 2232 messages of telemetry and priority wait'],
  [false, null, 48, 0, 'not connected, 48 events wait'],
  [false, null, 1, 1, 'not connected, one event waits, one message of telemetry and priority waits'],
] as const)('connected %s by %s, with %i events and %i messages waiting', (...given) => {
  const [connected, protocol, outbox, outboxFrames, sentence] = given;
  expect(brokerSentence({ connected, protocol, outbox, outboxFrames })).toBe(sentence);
});
