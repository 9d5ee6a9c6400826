// Drives one setpoint output on an I2C bus: writes the latest value with each control tick, before all readings.
import type { OutputInfo } from '../../hal.js';
import { atMost } from '../at-most.js';
import type { Driver, DriverContext } from '../driver.js';
import { Answers, COUNTERS } from './answers.js';
import type { I2cBus } from './bus.js';
import type { WriteSetpoint } from './devices/device.js';
import { type Registers, registersOn } from './registers.js';

/** A converter that returns after a power loss has the value of its memory, so the next setpoint must follow soon. */
const MAX_PAUSE_S = 0.25;
const NEVER_S = Number.POSITIVE_INFINITY;
const CLOSE_TIMEOUT_MS = 500;

export interface SetpointDriverOptions {
  readonly source: string;
  readonly address: number;
  readonly output: OutputInfo;
  readonly writeSetpoint: WriteSetpoint;
  readonly bus: I2cBus;
  /** Monotonic time in seconds. */
  readonly clock: () => number;
}

export class SetpointDriver implements Driver {
  readonly source: string;
  readonly channels: readonly string[] = [];
  readonly staleAfterS = NEVER_S;
  readonly counterNames = COUNTERS;
  readonly outputs: readonly OutputInfo[];
  private readonly registers: Registers;
  private answers: Answers | null = null;
  private state: 'new' | 'open' | 'closed' = 'new';
  /** The last requested value, 0..1. */
  private wanted: number;
  private isWriting = false;
  /** The last write, which may have ended. It never rejects. */
  private written: Promise<void> = Promise.resolve();

  constructor(private readonly options: SetpointDriverOptions) {
    const { source, address, output, bus } = options;
    this.source = source;
    this.outputs = [output];
    this.wanted = output.safe;
    this.registers = registersOn(bus, address, {
      isUrgent: true,
      retried: () => this.answers?.count('retries'),
    });
    bus.use();
  }

  /** Starts to write the safe value but does not wait for it, so that a hanging device does not delay the program. */
  async open(nowS: number, context: DriverContext): Promise<void> {
    this.answers = new Answers(this.source, context, MAX_PAUSE_S);
    await this.options.bus.open(nowS);
    if (this.state !== 'new') return;
    this.state = 'open';
    this.send();
  }

  advance(nowS: number): void {
    if (this.state !== 'open') return;
    this.options.bus.advance(nowS);
    this.answers!.set('reopened', this.options.bus.reopenings);
  }

  write(_index: number, value: number): void {
    if (this.state !== 'open') return;
    this.wanted = value;
    if (this.isWriting || this.options.clock() < this.answers!.notBeforeS) this.answers!.count('skipped');
    else this.send();
  }

  discardInput(): void {}

  reopen(): void {
    this.answers?.hurry();
    this.options.bus.hurry();
  }

  /** Waits a short time until the last requested value is written. */
  async close(): Promise<void> {
    if (this.state === 'closed') return;
    this.state = 'closed';
    await atMost(CLOSE_TIMEOUT_MS, this.written);
    await this.options.bus.release();
  }

  private send(): void {
    this.isWriting = true;
    this.written = this.writeWanted();
  }

  /** Writes until the last requested value is sent, so that a trip does not wait for the next tick. */
  private async writeWanted(): Promise<void> {
    const { writeSetpoint, clock } = this.options;
    try {
      for (let sent = Number.NaN; sent !== this.wanted; ) {
        sent = this.wanted;
        await writeSetpoint(this.registers, sent);
        if (this.state === 'open') this.answers!.works();
      }
    } catch (error) {
      if (this.state === 'open') this.answers!.failed(error, clock());
    } finally {
      // Cleared here and not after the promise has settled: a value requested in between would never be sent.
      this.isWriting = false;
    }
  }
}
