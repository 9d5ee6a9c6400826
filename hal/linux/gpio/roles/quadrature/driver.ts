// Drives one quadrature input: takes the edges of both lines and delivers signed speed and path once a tick.
import type { Level, OutputInfo } from '../../../../hal.js';
import type { Driver, DriverContext } from '../../../driver.js';
import { SourceHealth } from '../../../source-health.js';
import type { GpioLines, InputLine } from '../../lines.js';
import { openInput } from '../../open-input.js';
import type { SharedLines } from '../../shared-lines.js';
import { EdgeQueue } from './edge-queue.js';
import { QuadratureMeter } from './quadrature-meter.js';
import type { QuadratureConfig } from './schema.js';

/**
 * `edges` counts the edges of both lines, `glitches` those that show that an edge before was missed, `missed` those that did not fit in the
 * kernel's buffer, `failed` failed reads.
 */
const COUNTERS = ['edges', 'glitches', 'missed', 'failed'] as const;
type CounterName = (typeof COUNTERS)[number];

/** @param name of the input in the configuration */
export function createDriver(name: string, config: QuadratureConfig, lines: SharedLines): Driver {
  return new QuadratureDriver(name, config, lines);
}

/** A chain at standstill gives no edges, but its speed is still known: the channels are delivered while the lines can be read. */
class QuadratureDriver implements Driver {
  readonly source: string;
  readonly channels: readonly string[];
  readonly staleAfterS: number;
  readonly counterNames = COUNTERS;
  readonly outputs: readonly OutputInfo[] = [];
  private readonly queue = new EdgeQueue();
  private context: DriverContext | null = null;
  private health: SourceHealth | null = null;
  private inputs: readonly InputLine[] = [];
  private meter: QuadratureMeter | null = null;
  private rows: readonly number[] = [];
  private deliveredSteps = Number.NaN;

  constructor(
    name: string,
    private readonly config: QuadratureConfig,
    private readonly lines: SharedLines,
  ) {
    const { channel, position, staleAfter } = config;
    this.source = `gpio.${name}`;
    this.channels = position === undefined ? [channel] : [channel, position];
    this.staleAfterS = staleAfter;
  }

  async open(nowS: number, context: DriverContext): Promise<void> {
    const { line, lineB, chip, metresPerPulse, reversed } = this.config;
    this.context = context;
    this.health = new SourceHealth(this.source, context.listener);
    this.rows = this.channels.map((channel) => context.samples.indexOf(channel));
    const gpio = await this.lines.open(chip);
    const a = await this.openLine(gpio, line, 0);
    const b = await this.openLine(gpio, lineB, 1);
    this.meter = new QuadratureMeter(reversed ? -metresPerPulse : metresPerPulse, [a.read(), b.read()]);
    this.meter.restart(nowS);
    this.inputs = [a, b];
  }

  advance(nowS: number): void {
    if (this.meter === null || this.inputs.length === 0) return;
    this.takeEdges(nowS);
    if (!this.areReadable()) return;
    const speed = this.meter.speedAt(nowS);
    if (!Number.isNaN(speed)) this.deliver(speed, this.meter.pathM, nowS);
  }

  write(): void {}

  /** Keeps the path of a stall and drops the speed from before it. */
  discardInput(nowS: number): void {
    this.takeEdges(nowS);
    this.meter?.restart(nowS);
  }

  /** Does nothing: the lines are read with each tick anyway. */
  reopen(): void {}

  async close(): Promise<void> {
    for (const input of this.inputs) input.close();
    this.inputs = [];
  }

  private openLine(gpio: GpioLines, line: number, which: 0 | 1): Promise<InputLine> {
    const warn = (finding: string) => this.context!.listener.warned(this.source, finding);
    const onEdge = (level: Level, timeS: number, missed: number) => {
      this.count('edges');
      this.count('missed', missed);
      this.queue.add({ line: which, level, timeS });
    };
    return openInput(gpio, { ...this.config, line }, 'both', onEdge, warn);
  }

  private takeEdges(nowS: number): void {
    for (const input of this.inputs) input.poll();
    for (const { line, level, timeS } of this.queue.take(nowS)) {
      if (this.meter!.edge(line, level, timeS) === 'glitch') this.count('glitches');
    }
  }

  /** Without a new edge the values only repeat what the last edge has shown. */
  private deliver(speed: number, pathM: number, nowS: number): void {
    const { samples } = this.context!;
    const isNew = this.meter!.steps !== this.deliveredSteps;
    this.deliveredSteps = this.meter!.steps;
    for (let i = 0; i < this.rows.length; i++) {
      const value = i === 0 ? speed : pathM;
      if (isNew) samples.put(this.rows[i]!, value, nowS);
      else samples.repeat(this.rows[i]!, value, nowS);
    }
  }

  private areReadable(): boolean {
    try {
      for (const input of this.inputs) input.read();
    } catch (error) {
      this.count('failed');
      this.health!.failed(error);
      return false;
    }
    this.health!.works();
    return true;
  }

  private count(name: CounterName, by = 1): void {
    this.context!.counters[COUNTERS.indexOf(name)]! += by;
  }
}
