// Makes the events that report which telemetry and priority messages were deleted before they were delivered.
import type { ControlEvent } from '../../../vocabulary/events.js';
import type { FrameRange } from '../../protocol.js';

const REASONS = {
  store_full: 'The store reached its maximum size',
  memory_full: 'Memory, where the store is while the disk fails, is full',
} as const;

/** One event for each range. @param nowMs wall time in milliseconds since the epoch */
export function framesLost(
  ranges: readonly FrameRange[],
  reason: keyof typeof REASONS,
  nowMs: number,
): readonly ControlEvent[] {
  return ranges.map((range) => {
    const { topic, count } = range;
    const message = `${REASONS[reason]}: ${count} messages of ${topic} were deleted before they were delivered.`;
    return { type: 'data_lost', ts: nowMs, data: { what: 'frames', reason, ...range, message } };
  });
}
