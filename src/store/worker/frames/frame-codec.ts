// Packs the messages of one block into compressed bytes.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { FrameMessage, FrameTopic } from '../../protocol.js';

/** Each message is one line: the first letter of its topic, then its document. JSON contains no line end. */
const LETTERS = { telemetry: 't', priority: 'p' } as const satisfies Record<FrameTopic, string>;

/**
 * About 50 bytes a message at 125 messages a block: the documents of some seconds are alike. A higher level of compression saves
 * three per cent and costs a quarter more time.
 */
export function packed(messages: readonly FrameMessage[]): Uint8Array {
  const lines = messages.map(({ topic, payload }) => LETTERS[topic] + payload);
  return deflateRawSync(lines.join('\n'));
}

/** @throws Error when the bytes are damaged */
export function unpacked(body: Uint8Array): readonly FrameMessage[] {
  const lines = inflateRawSync(body).toString('utf8').split('\n');
  return lines.map((line) => {
    const payload = line.slice(1);
    const { seq, ts } = JSON.parse(payload) as { seq: number; ts: number };
    return { topic: line.startsWith(LETTERS.priority) ? 'priority' : 'telemetry', seq, ts, payload };
  });
}
