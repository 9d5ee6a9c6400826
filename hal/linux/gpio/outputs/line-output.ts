// Drives one output on a GPIO line: a brake, a contactor, or the heartbeat.
import { FEEDBACK, type Feedback } from '../../../feedback.js';
import {
  type GuardedLines,
  type Level,
  NO_GUARDED_LINES,
  type OutputInfo,
  type Remarks,
} from '../../../hal.js';
import type { Driver, DriverContext } from '../../driver.js';
import { SourceHealth } from '../../source-health.js';
import type { OutputLine } from '../lines.js';
import type { SharedLines } from '../shared-lines.js';
import { FeedbackInput } from './feedback-input.js';
import { type GpioOutputConfig, gpioOutputRole } from './schema.js';

/** `writes` counts changes of the level, `failed` counts writes that the system refused. */
const COUNTERS = ['writes', 'failed'] as const;
type CounterName = (typeof COUNTERS)[number];

const FEEDBACK_WORDS: Readonly<Record<Feedback, string>> = {
  [FEEDBACK.none]: 'none',
  [FEEDBACK.off]: 'not energised',
  [FEEDBACK.on]: 'energised',
  [FEEDBACK.unreadable]: 'unreadable',
};

const NEVER_S = Number.POSITIVE_INFINITY;

/** A write to sysfs or to the character device sets a register of the chip. It does not block. */
export class LineOutput implements Driver {
  readonly source: string;
  readonly channels: readonly string[] = [];
  readonly staleAfterS = NEVER_S;
  readonly counterNames = COUNTERS;
  readonly outputs: readonly OutputInfo[];
  private readonly activeLow: boolean;
  private readonly safeLevel: Level;
  private readonly feedback: FeedbackInput | null;
  private context: DriverContext | null = null;
  private health: SourceHealth | null = null;
  private output: OutputLine | null = null;
  /** The level that was written last; null when that write failed or a new write was requested. */
  private level: Level | null = null;
  private isOpen = false;

  /** @param name of the output in the configuration */
  constructor(
    private readonly name: string,
    private readonly config: GpioOutputConfig,
    private readonly lines: SharedLines,
  ) {
    this.source = `outputs.${name}`;
    this.activeLow = 'activeLow' in config && config.activeLow;
    const safe = 'safe' in config ? config.safe : 0;
    const contact = 'feedback' in config ? config.feedback : undefined;
    this.feedback = contact === undefined ? null : new FeedbackInput(this.source, contact, lines);
    const hasFeedback = this.feedback === null ? {} : ({ hasFeedback: true } as const);
    this.outputs = [{ name, role: gpioOutputRole(config), safe, ...hasFeedback }];
    this.safeLevel = this.levelOf(safe);
  }

  async open(_nowS: number, context: DriverContext): Promise<void> {
    this.context = context;
    this.health = new SourceHealth(this.source, context.listener);
    const { line, chip, bias } = this.config;
    const gpio = await this.lines.open(chip);
    await gpio.claim(line);
    this.output = await gpio.openOutput(line, this.safeLevel, bias);
    this.level = this.safeLevel;
    this.isOpen = true;
    await this.feedback?.open(context);
  }

  advance(): void {
    this.feedback?.look();
  }

  feedbackOf(): Feedback {
    return this.feedback?.state ?? FEEDBACK.none;
  }

  /** What the contact says, in words. */
  remarks(): Remarks {
    return this.feedback === null ? {} : { feedback: FEEDBACK_WORDS[this.feedback.state] };
  }

  /** @param value 1 energises, 0 does not; other values are rounded */
  write(_index: number, value: number): void {
    const level = this.levelOf(value);
    if (this.isOpen && level !== this.level) this.drive(level);
  }

  discardInput(): void {}

  /** The next tick writes its level again, also when the level has not changed. */
  reopen(): void {
    this.level = null;
  }

  /** Keeps the level and holds the line until the process ends, so that the line does not float while the program ends. */
  async close(): Promise<void> {
    this.isOpen = false;
    this.feedback?.close();
  }

  guardedLines(): GuardedLines {
    const line = this.output?.handle ?? null;
    if (line === null) return NO_GUARDED_LINES;
    return { outputs: [{ name: this.name, line, safeLevel: this.safeLevel }], emergencyStop: null };
  }

  /** A failed write is tried again with the next tick. */
  private drive(level: Level): void {
    try {
      this.output!.write(level);
    } catch (error) {
      this.level = null;
      this.count('failed');
      this.health!.failed(error);
      return;
    }
    this.level = level;
    this.count('writes');
    this.health!.works();
  }

  private levelOf(value: number): Level {
    return value >= 0.5 !== this.activeLow ? 1 : 0;
  }

  private count(name: CounterName): void {
    this.context!.counters[COUNTERS.indexOf(name)]!++;
  }
}
