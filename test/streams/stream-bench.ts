// A stream manager with frames that a test makes, in virtual time.
import { FRAME, frameLayout } from '../../src/control/records/frame.js';
import type { ValuesDocument } from '../../src/report/telemetry.js';
import { DataStreamManager, type StreamOptions, type SubscriberReport } from '../../src/streams/index.js';

const LAYOUT = frameLayout(['chain.velocity', 'generator.power', 'chain.torque'], []);
export const START_MS = 1764000000000;

export class StreamBench {
  readonly manager: DataStreamManager;
  tick = 0;
  degradation = 0;
  /** The telemetry is due once in this number of ticks. */
  telemetryDivisor = 6;
  private telemetrySeq = 0;

  constructor(options: StreamOptions = {}) {
    this.manager = new DataStreamManager(LAYOUT, 3, {
      priority: ['chain.velocity'],
      clock: () => 0,
      ...options,
    });
  }

  /** Adds a subscriber that keeps its messages. */
  collect(id: string, ...rest: [(number | 'telemetry')?, { priority?: boolean; channels?: string[] }?]) {
    const messages: ValuesDocument[] = [];
    this.manager.addSubscriber(id, (message) => void messages.push(message), ...rest);
    return messages;
  }

  /** Publishes the frames of this number of base ticks. The velocity is the number of the tick. */
  run(ticks: number): void {
    for (let i = 0; i < ticks; i++) {
      const frame = new Float64Array(LAYOUT.length);
      this.tick++;
      const isTelemetry = this.tick % this.telemetryDivisor === 0;
      frame[FRAME.tick] = this.tick;
      frame[FRAME.ts] = START_MS + (this.tick * 1000) / 60;
      frame[FRAME.telemetrySeq] = isTelemetry ? ++this.telemetrySeq : 0;
      frame[FRAME.degradation] = this.degradation;
      frame[LAYOUT.values] = this.tick;
      this.manager.publish(frame);
    }
  }

  /** Loses the frames of this number of base ticks. */
  lose(ticks: number): void {
    this.tick += ticks;
  }

  report(id: string): SubscriberReport {
    const report = this.manager.subscribers().find((row) => row.id === id);
    if (report === undefined) throw new Error(`there is no subscriber ${id}`);
    return report;
  }
}

export const ticksOf = (messages: readonly ValuesDocument[]) =>
  messages.map(({ values }) => values['chain.velocity']);
export const seqsOf = (messages: readonly ValuesDocument[]) => messages.map(({ seq }) => seq);
export const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
/** The number of all messages that were due. */
export const accounted = ({ sent, waiting, thinned, dropped }: SubscriberReport) =>
  sent + waiting + thinned + dropped;
