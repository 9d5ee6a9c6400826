// One I2C bus: makes transactions one after the other, each with a deadline, and opens the bus again after failures.
import { HalError } from '../../hal.js';
import { hexAddress } from '../../i2c-names.js';
import { atMost } from '../at-most.js';
import { I2cFault } from './fault.js';
import { Opening } from './opening.js';
import type { I2cPort, OpenI2cPort } from './port.js';

/** A word at 100 kHz takes half a millisecond. The rest is reserve for clock stretching and a busy machine. */
const DEADLINE_S = 0.05;
const ATTEMPTS = 2;
/** Each hanging transaction blocks a thread of libuv's pool. With this many of them the bus waits until the kernel ends one. */
const MAX_HUNG = 2;
/** The bus is opened again after this many failed transactions in a row. */
const REOPEN_AFTER = 4;
const FIRST_RETRY_S = 0.25;
const MAX_RETRY_S = 2;
/** A longer time between two ticks means that the program stalled, not that a device is slow. */
const STALL_S = 0.5;
const CLOSE_TIMEOUT_MS = 500;

export interface Request<T> {
  readonly address: number;
  readonly call: (port: I2cPort) => Promise<T>;
  /** The request is made before all waiting requests that are not urgent. Used for outputs. */
  readonly isUrgent?: boolean | undefined;
  /** Called when the first attempt has failed and the second one begins. */
  readonly retried?: (() => void) | undefined;
}

interface Transaction {
  readonly request: Request<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: I2cFault) => void;
  attempts: number;
  deadlineS: number;
}

/**
 * There are no timers: time passes only in {@link advance}. All times are monotonic seconds.
 *
 * A transaction without an answer at its deadline is given up, and the next one is made: when one device does not answer, others
 * may. It stays in the kernel until the adapter's own timeout (usually 1 s) ends it; a late answer is dropped. While
 * a device holds the bus lines low, the next transaction waits for the adapter's lock, and {@link MAX_HUNG} is reached.
 *
 * Only the kernel can free a blocked bus: if the adapter's driver can, it clocks SCL nine times so that the device
 * ends its byte (`i2c_recover_bus`), or resets the controller. This program can only open the bus again. That gives new
 * descriptors, and finds an adapter that was unplugged or rebound.
 */
export class I2cBus {
  /** How often the bus was opened again. */
  reopenings = 0;
  private opening: Opening | null = null;
  private opened: Promise<void> | null = null;
  /** The opening under way; null when there is none. It never rejects. */
  private busy: Promise<void> | null = null;
  private closed = false;
  private users = 0;
  private readonly queue: Transaction[] = [];
  private current: Transaction | null = null;
  private isBeginning = false;
  /** Transactions that were given up but still hang in the kernel. */
  private readonly hung = new Set<Transaction>();
  private failures = 0;
  private reopenDelayS = 0;
  private retryAtS = 0;
  private nowS = Number.NaN;
  private whyClosed = 'is not open yet';
  private idle: (() => void) | null = null;

  constructor(
    readonly number: number,
    private readonly openPort: OpenI2cPort,
    private readonly clock: () => number,
  ) {}

  /** Registers one more driver. It must call {@link release} later. */
  use(): void {
    this.users++;
  }

  /** Opens the bus for the first time. A missing bus is not an error: it is tried again. Rejects with any other `HalError`. */
  open(nowS: number): Promise<void> {
    this.nowS = nowS;
    this.opened ??= this.connect().catch((error) => {
      this.scheduleRetry(error);
      if (!(error instanceof HalError && error.code === 'not_found')) throw error;
    });
    return this.opened;
  }

  /** Every driver calls it with every tick. Checks the deadline, and opens the bus again when that is due. */
  advance(nowS: number): void {
    if (nowS === this.nowS) return;
    const stalledS = nowS - this.nowS > STALL_S ? nowS - this.nowS : 0;
    this.nowS = nowS;
    if (this.current !== null) {
      this.current.deadlineS += stalledS;
      if (nowS >= this.current.deadlineS) this.giveUp(this.current);
    }
    if (this.closed || this.busy !== null || nowS < this.retryAtS) return;
    if (this.opening === null) this.reconnect();
    else if (this.failures >= REOPEN_AFTER && this.current === null) {
      void this.opening.retire();
      this.opening = null;
      this.reconnect();
    }
  }

  /** Makes a closed bus open with the next tick, without waiting for the next retry. */
  hurry(): void {
    if (this.opening === null) this.retryAtS = this.nowS;
  }

  /** Makes a transaction after the ones before it. Rejects with an {@link I2cFault}. */
  request<T>(request: Request<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const refusal = this.refusal(request.address);
      if (refusal !== null) {
        reject(refusal);
        return;
      }
      const transaction: Transaction = {
        request,
        resolve: resolve as (value: unknown) => void,
        reject,
        attempts: 0,
        deadlineS: 0,
      };
      const at = request.isUrgent ? this.queue.findIndex((other) => !other.request.isUrgent) : -1;
      this.queue.splice(at < 0 ? this.queue.length : at, 0, transaction);
      this.beginSoon();
    });
  }

  /**
   * Begins after the tick that made the request, not within it: a pool thread that wakes up during the scan would take its core or its
   * caches.
   */
  private beginSoon(): void {
    if (this.isBeginning) return;
    this.isBeginning = true;
    queueMicrotask(() => {
      this.isBeginning = false;
      this.next();
    });
  }

  /** The call of the last driver closes the bus. It waits a short time for the transaction under way. */
  async release(): Promise<void> {
    this.users--;
    if (this.users > 0 || this.closed) return;
    this.closed = true;
    this.whyClosed = 'is closed';
    this.refuseWaiting();
    const ended = new Promise<void>((resolve) => {
      this.idle = resolve;
      if (this.current === null) resolve();
    });
    await atMost(CLOSE_TIMEOUT_MS, Promise.all([ended, this.busy, this.opened?.catch(() => undefined)]));
    if (this.opening !== null) await atMost(CLOSE_TIMEOUT_MS, this.opening.retire());
    this.opening = null;
  }

  /** The reason why no transaction can be made now; null when it can. */
  private refusal(address: number): I2cFault | null {
    if (this.closed || this.opening === null)
      return new I2cFault('nack', `I2C bus ${this.number} ${this.whyClosed}`);
    if ([...this.hung].some(({ request }) => request.address === address)) return this.noAnswer(address);
    if (this.hung.size < MAX_HUNG) return null;
    return new I2cFault('timeouts', `I2C bus ${this.number} is blocked: transactions do not end`);
  }

  private noAnswer(address: number): I2cFault {
    const within = `${DEADLINE_S * 1000} ms`;
    const who = `${hexAddress(address)} on I2C bus ${this.number}`;
    return new I2cFault('timeouts', `${who} does not answer within ${within}`);
  }

  private next(): void {
    if (this.current !== null) return;
    this.refuseWaiting();
    const transaction = this.queue.shift();
    if (transaction !== undefined) this.start(transaction);
    else this.idle?.();
  }

  /** Rejects waiting transactions that the bus cannot make now. */
  private refuseWaiting(): void {
    for (let i = this.queue.length - 1; i >= 0; i--) {
      const refusal = this.refusal(this.queue[i]!.request.address);
      if (refusal !== null) this.queue.splice(i, 1)[0]!.reject(refusal);
    }
  }

  private start(transaction: Transaction): void {
    this.current = transaction;
    transaction.attempts++;
    transaction.deadlineS = this.clock() + DEADLINE_S;
    this.opening!.call(transaction.request.call, (outcome) => this.settled(transaction, outcome));
  }

  private settled(transaction: Transaction, outcome: PromiseSettledResult<unknown>): void {
    if (this.hung.delete(transaction)) return;
    this.current = null;
    if (outcome.status === 'fulfilled') {
      this.failures = 0;
      this.reopenDelayS = 0;
      transaction.resolve(outcome.value);
    } else if (transaction.attempts < ATTEMPTS && !this.closed) {
      transaction.request.retried?.();
      this.start(transaction);
      return;
    } else {
      this.failures++;
      transaction.reject(this.explain(transaction.request.address, outcome.reason));
    }
    this.next();
  }

  private giveUp(transaction: Transaction): void {
    this.current = null;
    this.hung.add(transaction);
    this.failures++;
    transaction.reject(this.noAnswer(transaction.request.address));
    this.next();
  }

  private explain(address: number, error: unknown): I2cFault {
    const { code, message } = error as NodeJS.ErrnoException;
    const who = `${hexAddress(address)} on I2C bus ${this.number}`;
    if (code === 'ETIMEDOUT') return new I2cFault('timeouts', `${who}: ${message}`, { cause: error });
    return new I2cFault('nack', `${who} does not answer: ${message}`, { cause: error });
  }

  private async connect(): Promise<void> {
    const opening = new Opening(await this.openPort(this.number));
    if (this.closed) await opening.retire();
    else this.opening = opening;
  }

  private reconnect(): void {
    this.failures = 0;
    this.whyClosed = 'is being opened';
    this.reopenDelayS = Math.min(MAX_RETRY_S, Math.max(FIRST_RETRY_S, 2 * this.reopenDelayS));
    this.retryAtS = this.nowS + this.reopenDelayS;
    this.busy = this.connect()
      .then(() => {
        if (!this.closed) this.reopenings++;
      })
      .catch((error) => this.scheduleRetry(error))
      .finally(() => {
        this.busy = null;
        this.next();
      });
    this.next();
  }

  private scheduleRetry(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.whyClosed = `cannot be opened: ${reason.replace(/\.$/, '')}`;
    this.retryAtS = this.nowS + Math.max(FIRST_RETRY_S, this.reopenDelayS);
  }
}
