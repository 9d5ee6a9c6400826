// Makes the events that report telemetry and priority messages that no broker will get.
import type { ControlEvent } from '../vocabulary/events.js';
import type { FrameRange } from './protocol.js';

const REASONS = {
  store_full: 'the store reached its maximum size',
  memory_full: 'the store is in memory while the disk fails, and its place there is full',
  store_unavailable: 'the store took none for too long',
  refused: 'the broker refuses the topic',
  comms_restarted: 'the thread for communication ended and was started again',
  comms_slow: 'the thread for communication did not read them in time',
} as const;

export type LossReason = keyof typeof REASONS;

/** One event for each range. @param nowMs wall time in milliseconds since the epoch */
export function framesLost(
  ranges: readonly FrameRange[],
  reason: LossReason,
  nowMs: number,
): readonly ControlEvent[] {
  return ranges.map((range) => {
    const { topic, count } = range;
    const message = `${count} messages of ${topic} are lost: ${REASONS[reason]}.`;
    return { type: 'data_lost', ts: nowMs, data: { what: 'frames', reason, ...range, message } };
  });
}
