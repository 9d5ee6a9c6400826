// Watches the emergency stop's line: reacts at each edge, and reads the level with every tick as well.
import { type GuardedLines, type Level, NO_GUARDED_LINES, type OutputInfo } from '../../../../hal.js';
import type { Driver, DriverContext } from '../../../driver.js';
import { SourceHealth } from '../../../source-health.js';
import type { InputLine } from '../../lines.js';
import { openInput } from '../../open-input.js';
import type { SharedLines } from '../../shared-lines.js';
import type { EmergencyStopConfig } from './schema.js';

const COUNTERS = ['edges', 'failed'] as const;
type CounterName = (typeof COUNTERS)[number];

/** The driver has no channel, so nothing can become stale. */
const NEVER_S = Number.POSITIVE_INFINITY;

/** @param name of the input in the configuration */
export function createDriver(name: string, config: EmergencyStopConfig, lines: SharedLines): Driver {
  return new EmergencyStopDriver(name, config, lines);
}

class EmergencyStopDriver implements Driver {
  readonly source: string;
  readonly channels: readonly string[] = [];
  readonly staleAfterS = NEVER_S;
  readonly counterNames = COUNTERS;
  readonly outputs: readonly OutputInfo[] = [];
  private readonly pressedLevel: Level;
  private context: DriverContext | null = null;
  private health: SourceHealth | null = null;
  private input: InputLine | null = null;
  /** The state that was reported last; null before the first report. */
  private pressed: boolean | null = null;

  /** @param name of the input in the configuration */
  constructor(
    name: string,
    private readonly config: EmergencyStopConfig,
    private readonly lines: SharedLines,
  ) {
    this.source = `gpio.${name}`;
    this.pressedLevel = config.activeLow ? 0 : 1;
  }

  async open(_nowS: number, context: DriverContext): Promise<void> {
    this.context = context;
    this.health = new SourceHealth(this.source, context.listener);
    const gpio = await this.lines.open(this.config.chip);
    const warn = (finding: string) => context.listener.warned(this.source, finding);
    this.input = await openInput(gpio, this.config, 'both', (level) => this.edge(level), warn);
    this.look(this.input);
  }

  /** Reads the level, in case an edge was lost. */
  advance(): void {
    if (this.input === null) return;
    this.input.poll();
    this.look(this.input);
  }

  write(): void {}

  /** Does nothing: the driver reads the present level, which is never old. */
  discardInput(): void {}

  reopen(): void {
    if (this.input !== null) this.look(this.input);
  }

  async close(): Promise<void> {
    this.input?.close();
    this.input = null;
  }

  guardedLines(): GuardedLines {
    const line = this.input?.handle ?? null;
    if (line === null) return NO_GUARDED_LINES;
    return { outputs: [], emergencyStop: { line, pressedLevel: this.pressedLevel } };
  }

  private edge(level: Level): void {
    this.count('edges');
    this.tell(level === this.pressedLevel);
  }

  /** A line that cannot be read counts as pressed. */
  private look(input: InputLine): void {
    let pressed = true;
    try {
      pressed = input.read() === this.pressedLevel;
      this.health!.works();
    } catch (error) {
      this.count('failed');
      this.health!.failed(error);
    }
    this.tell(pressed);
  }

  private tell(pressed: boolean): void {
    if (pressed === this.pressed) return;
    this.pressed = pressed;
    this.context!.listener.emergencyStop(pressed);
  }

  private count(name: CounterName): void {
    this.context!.counters[COUNTERS.indexOf(name)]!++;
  }
}
