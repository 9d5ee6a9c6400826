// Drives one sensor on an I2C bus: reads it right after a base tick, so that the next tick has a fresh sample.
import type { OutputInfo } from '../../hal.js';
import type { Driver, DriverContext } from '../driver.js';
import { Answers, COUNTERS } from './answers.js';
import type { I2cBus } from './bus.js';
import type { Chip } from './devices/chip.js';
import { I2cFault } from './fault.js';
import { type Registers, registersOn } from './registers.js';

/** A device that does not answer is read less and less often, with pauses up to this time. */
const MAX_PAUSE_S = 2;
/** Base ticks are not exactly even: a reading that is due within this time is made now. */
const TOLERANCE_S = 2e-3;

export interface SensorDriverOptions {
  readonly source: string;
  readonly address: number;
  readonly staleAfterS: number;
  readonly chip: Chip;
  readonly bus: I2cBus;
  /** Monotonic time in seconds. */
  readonly clock: () => number;
}

export class SensorDriver implements Driver {
  readonly source: string;
  readonly channels: readonly string[];
  readonly staleAfterS: number;
  /** All counters except `skipped`, which is only for outputs. */
  readonly counterNames = COUNTERS.slice(0, -1);
  readonly outputs: readonly OutputInfo[] = [];
  private readonly registers: Registers;
  private context: DriverContext | null = null;
  private answers: Answers | null = null;
  private rows: readonly number[] = [];
  private state: 'new' | 'open' | 'closed' = 'new';
  private isBusy = false;
  private isSetUp = false;
  private hasWarned = false;
  private dueS = 0;
  /** Samples with an earlier time are dropped. */
  private freshFromS = 0;
  private hasDelivered = false;

  constructor(private readonly options: SensorDriverOptions) {
    const { source, address, staleAfterS, chip, bus } = options;
    this.source = source;
    this.channels = [...new Set(chip.channels)];
    this.staleAfterS = staleAfterS;
    this.registers = registersOn(bus, address, { retried: () => this.answers?.count('retries') });
    bus.use();
  }

  async open(nowS: number, context: DriverContext): Promise<void> {
    this.context = context;
    this.answers = new Answers(this.source, context, MAX_PAUSE_S);
    this.rows = this.options.chip.channels.map((channel) => context.samples.indexOf(channel));
    await this.options.bus.open(nowS);
    if (this.state === 'new') this.state = 'open';
  }

  advance(nowS: number): void {
    const { bus, chip } = this.options;
    if (this.state !== 'open' || this.answers === null) return;
    bus.advance(nowS);
    this.answers.set('reopened', bus.reopenings);
    const dueS = Math.max(this.dueS, this.answers.notBeforeS);
    if (this.isBusy || nowS < dueS - TOLERANCE_S) return;
    this.dueS = Math.max(this.dueS + chip.periodS, nowS);
    this.isBusy = true;
    void this.ask(this.answers, nowS);
  }

  write(): void {}

  /** Drops the reading and the conversion that are under way. */
  discardInput(nowS: number): void {
    this.freshFromS = nowS;
    this.options.chip.restart();
  }

  /** Sets the device up and reads it with the next tick. An open bus stays open, because other devices use it. */
  reopen(): void {
    this.isSetUp = false;
    this.answers?.hurry();
    this.options.bus.hurry();
  }

  async close(): Promise<void> {
    if (this.state === 'closed') return;
    this.state = 'closed';
    await this.options.bus.release();
  }

  /** Never rejects. */
  private async ask(answers: Answers, nowS: number): Promise<void> {
    const { chip, clock } = this.options;
    this.hasDelivered = false;
    try {
      if (!this.isSetUp) await this.setUp();
      await chip.read(this.registers, clock, (index, value, timeS) => this.deliver(index, value, timeS));
      if (this.hasDelivered && this.state === 'open') answers.works();
    } catch (error) {
      const isGarbage = error instanceof I2cFault && error.kind === 'garbage';
      if (this.state === 'open' && (answers.failed(error, Math.max(nowS, clock())) || isGarbage))
        this.isSetUp = false;
    } finally {
      this.isBusy = false;
    }
  }

  private async setUp(): Promise<void> {
    const { chip, clock, source } = this.options;
    const identity = await chip.identify(this.registers);
    if (typeof identity === 'object' && !this.hasWarned) {
      this.hasWarned = true;
      this.context!.listener.warned(source, `${identity.what} ${identity.fix}`);
    }
    this.expectFrom(await chip.setUp(this.registers, clock));
    this.isSetUp = true;
  }

  /** Restarts the wait for samples at the time of the first reading, so that a chip that gets ready is not stale. */
  private expectFrom(timeS: number): void {
    for (const row of this.rows) this.context!.samples.expectFrom(row, timeS);
  }

  private deliver(index: number, value: number, timeS: number): void {
    if (this.state !== 'open' || timeS < this.freshFromS) return;
    this.hasDelivered = true;
    this.context!.samples.put(this.rows[index]!, value, timeS);
  }
}
