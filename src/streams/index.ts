// The streams as other folders use them.
export type { StreamCallback } from './callback-sink.js';
export { DataStreamManager, type StreamOptions, type SubscriberOptions } from './data-stream-manager.js';
export {
  DataStreamOptimizer,
  type StreamOptimizerOptions,
  type StreamOptimizerReport,
} from './data-stream-optimizer.js';
export { STREAM_RATES, type StreamRate } from './occasions.js';
export type { Sink } from './sink.js';
export type { StreamMessage } from './stream-message.js';
export type { SubscriberReport } from './subscription.js';
export { DROP_CAUSES, type DropCause, type Tally } from './tally.js';
