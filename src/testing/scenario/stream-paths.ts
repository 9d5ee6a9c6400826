// Reads the values behind `stream:` paths: what a subscriber gets of one base tick, out of its frame.
import { FRAME, type FrameLayout } from '../../control/records/frame.js';
import { FrameReport, type ValuesDocument } from '../../report/telemetry.js';
import { MODES, PLANT_STATES } from '../../vocabulary/words.js';
import type { Seen } from './comparison.js';
import { type Expectation, isStreamPath, pathsOf, STREAM } from './scenario-schema.js';

const QUALITY_OF = 'quality.';
const OUTPUT = 'outputs.';
/** With more channels than this, a message lists only the first ones. */
const MAX_LISTED = 8;

const FIELDS: Readonly<Record<string, (frame: Float64Array) => Seen>> = {
  mode: (frame) => MODES[frame[FRAME.mode]!],
  degradation: (frame) => frame[FRAME.degradation]!,
  plant: (frame) => PLANT_STATES[frame[FRAME.plant]!],
  ts: (frame) => Math.round(frame[FRAME.ts]!),
};

/** One sentence for each `stream:` path of an expectation that no stream of a plant with this layout has. */
export function wrongStreamPaths(expectation: Expectation, layout: FrameLayout): string[] {
  return pathsOf(expectation)
    .filter(isStreamPath)
    .filter((path) => !isKnown(path.slice(STREAM.length), layout))
    .map((path) => `${path}: ${whatStreamsHave(layout)}`);
}

function isKnown(path: string, { channels, outputs }: FrameLayout): boolean {
  if (path.startsWith(QUALITY_OF)) return channels.includes(path.slice(QUALITY_OF.length));
  if (path.startsWith(OUTPUT)) return outputs.includes(path.slice(OUTPUT.length));
  return channels.includes(path) || Object.hasOwn(FIELDS, path);
}

function whatStreamsHave({ channels, outputs }: FrameLayout): string {
  const rest = channels.length > MAX_LISTED ? ', ..' : '';
  const names = `${channels.slice(0, MAX_LISTED).join(', ')}${rest}`;
  const fields = Object.keys(FIELDS).join(', ');
  return (
    `no stream has this. After \`${STREAM}\` write a channel (${names}), quality.CHANNEL, ` +
    `outputs.OUTPUT (${outputs.join(', ')}), or one of ${fields}`
  );
}

/** Values are rounded and named as in the messages of the streams. */
export class StreamReader {
  private readonly report: FrameReport;
  private readonly builders = new Map<string, (frame: Float64Array, seq: number) => ValuesDocument>();

  constructor(
    private readonly layout: FrameLayout,
    run: number,
  ) {
    this.report = new FrameReport(layout, run);
  }

  /** @param path with its `stream:`; undefined when no stream has it */
  value(path: string, frame: Float64Array): Seen {
    const name = path.slice(STREAM.length);
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (field !== undefined) return field(frame);
    if (!isKnown(name, this.layout)) return undefined;
    if (name.startsWith(OUTPUT)) return this.output(name.slice(OUTPUT.length), frame);
    if (!name.startsWith(QUALITY_OF)) return this.document(name, frame).values[name];
    const channel = name.slice(QUALITY_OF.length);
    // A message names only the channels that are not good.
    return this.document(channel, frame).quality[channel] ?? 'good';
  }

  private output(name: string, frame: Float64Array): number {
    return frame[this.layout.setpoints + this.layout.outputs.indexOf(name)]!;
  }

  private document(channel: string, frame: Float64Array): ValuesDocument {
    const builder = this.builders.get(channel) ?? this.report.values([channel]);
    this.builders.set(channel, builder);
    return builder(frame, 0);
  }
}
