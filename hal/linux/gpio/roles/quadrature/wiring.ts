// Simulates the two sensors of a quadrature input: turns the speed of the chain into edges on two lines, in both directions.
import type { Level } from '../../../../hal.js';
import type { Signals, Span } from '../../../signals.js';
import type { VirtualLines, WiredInput } from '../role.js';
import { EDGES_A_PULSE } from './quadrature-meter.js';
import type { QuadratureConfig } from './schema.js';

const UNREADABLE = Object.assign(new Error('EIO: the line cannot be read'), { code: 'EIO' });
/** The levels of A and B, in the order of the positive direction. */
const LEVELS: readonly (readonly [Level, Level])[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

export function wire(config: QuadratureConfig, lines: VirtualLines): WiredInput {
  return new QuadratureWheel(config, lines);
}

class QuadratureWheel implements WiredInput {
  private readonly stepM: number;
  private pathM = 0;
  private step = 0;

  constructor(
    private readonly config: QuadratureConfig,
    private readonly lines: VirtualLines,
  ) {
    const { metresPerPulse, reversed } = config;
    this.stepM = (reversed ? -metresPerPulse : metresPerPulse) / EDGES_A_PULSE;
    this.show(0);
  }

  /** A silent sensor makes the lines unreadable. Lines without edges would mean that the chain stands. */
  feed(signals: Signals, { fromS, toS }: Span): void {
    const { channel, line, lineB } = this.config;
    const speed = signals.value(channel);
    for (const each of [line, lineB]) this.lines.break(each, speed === null ? UNREADABLE : null);
    if (speed === null || Number.isNaN(speed)) return;
    const before = this.pathM;
    this.pathM += speed * (toS - fromS);
    const target = Math.floor(this.pathM / this.stepM);
    while (this.step !== target) {
      const isForward = target > this.step;
      const edgeM = this.stepM * (isForward ? this.step + 1 : this.step);
      this.step += isForward ? 1 : -1;
      this.show(fromS + ((edgeM - before) / (this.pathM - before)) * (toS - fromS));
    }
  }

  press(): void {}

  private show(timeS: number): void {
    const { line, lineB } = this.config;
    const [a, b] = LEVELS[((this.step % EDGES_A_PULSE) + EDGES_A_PULSE) % EDGES_A_PULSE]!;
    this.lines.set(line, a, timeS);
    this.lines.set(lineB, b, timeS);
  }
}
