// Reads the feedback contact of an output with every tick.
import { FEEDBACK, type Feedback } from '../../../feedback.js';
import type { Level } from '../../../hal.js';
import type { DriverContext } from '../../driver.js';
import { SourceHealth } from '../../source-health.js';
import type { InputLine } from '../lines.js';
import { openInput } from '../open-input.js';
import type { SharedLines } from '../shared-lines.js';
import type { FeedbackConfig } from './schema.js';

export class FeedbackInput {
  private readonly source: string;
  private readonly energisedLevel: Level;
  private input: InputLine | null = null;
  private health: SourceHealth | null = null;
  private last: Feedback = FEEDBACK.unreadable;

  /** @param output source of the output */
  constructor(
    output: string,
    private readonly config: FeedbackConfig,
    private readonly lines: SharedLines,
  ) {
    this.source = `${output}.feedback`;
    this.energisedLevel = config.activeLow ? 0 : 1;
  }

  /** What the contact said at the last {@link look}. */
  get state(): Feedback {
    return this.last;
  }

  /** Rejects with a `HalError` when the line cannot be opened. */
  async open({ listener }: DriverContext): Promise<void> {
    this.health = new SourceHealth(this.source, listener);
    const gpio = await this.lines.open(this.config.chip);
    const warn = (finding: string) => listener.warned(this.source, finding);
    // The level counts, not its edges.
    this.input = await openInput(gpio, this.config, 'both', () => {}, warn);
    this.look();
  }

  look(): void {
    if (this.input === null) return;
    this.input.poll();
    try {
      this.last = this.input.read() === this.energisedLevel ? FEEDBACK.on : FEEDBACK.off;
      this.health!.works();
    } catch (error) {
      this.last = FEEDBACK.unreadable;
      this.health!.failed(error);
    }
  }

  close(): void {
    this.input?.close();
    this.input = null;
  }
}
