// Simulates the toothed wheel at the chain: turns the path of the chain into pulses on a line.
import type { Level } from '../../../../hal.js';
import type { Signals, Span } from '../../../signals.js';
import type { VirtualLines, WiredInput } from '../role.js';
import { isTotal, type PulseInputConfig } from './schema.js';

const UNREADABLE = Object.assign(new Error('EIO: the line cannot be read'), { code: 'EIO' });

export function wire(config: PulseInputConfig, lines: VirtualLines): WiredInput {
  return new PulseWheel(config, lines);
}

/** The simulated chain does not turn backwards: when noise makes the path smaller and larger again, there is no pulse. */
class PulseWheel implements WiredInput {
  private readonly pulseLevel: Level;
  private pathM = 0;
  private furthestM = 0;
  private nextPulseM: number;
  private startM = Number.NaN;

  constructor(
    private readonly config: PulseInputConfig,
    private readonly lines: VirtualLines,
  ) {
    this.pulseLevel = config.activeLow ? 0 : 1;
    this.nextPulseM = config.metresPerPulse;
    lines.set(config.line, this.rest, 0);
  }

  /** A silent sensor makes the line unreadable. A line without pulses would mean that the chain stands. */
  feed(signals: Signals, span: Span): void {
    const { line, channel, metresPerPulse } = this.config;
    const value = signals.value(channel);
    this.lines.break(line, value === null ? UNREADABLE : null);
    if (value === null || Number.isNaN(value)) return;
    if (isTotal(this.config)) {
      if (Number.isNaN(this.startM)) this.startM = value;
      this.pathM = value - this.startM;
    } else this.pathM += Math.abs(value) * (span.toS - span.fromS);
    const byM = this.pathM - this.furthestM;
    for (; this.nextPulseM <= this.pathM; this.nextPulseM += metresPerPulse) {
      const share = (this.nextPulseM - this.furthestM) / byM;
      this.pulse(span.fromS + share * (span.toS - span.fromS));
    }
    this.furthestM = Math.max(this.furthestM, this.pathM);
  }

  press(): void {}

  private get rest(): Level {
    return this.pulseLevel === 1 ? 0 : 1;
  }

  private pulse(timeS: number): void {
    this.lines.set(this.config.line, this.pulseLevel, timeS);
    this.lines.set(this.config.line, this.rest, timeS);
  }
}
