// One I2C bus: makes one transaction after the other, each within its deadline, and opens the bus again when it fails.
import { HalError } from '../../hal.js';
import { hexAddress } from '../../i2c-names.js';
import { atMost } from '../at-most.js';
import { I2cFault } from './fault.js';
import { Opening } from './opening.js';
import type { I2cPort, OpenI2cPort } from './port.js';

/** A word at 100 kHz takes half a millisecond; clock stretching and a busy machine take the rest. */
const DEADLINE_S = 0.05;
const ATTEMPTS = 2;
/** Each transaction that hangs holds a thread of libuv's pool: with as many as this the bus waits until the kernel lets go. */
const MAX_HUNG = 2;
/** Failed transactions without a good one in between after which the bus is opened again. */
const REOPEN_AFTER = 4;
const FIRST_RETRY_S = 0.25;
const MAX_RETRY_S = 2;
/** Ticks further apart than this mean that we stood still, not that a device was slow. */
const STALL_S = 0.5;
const CLOSE_TIMEOUT_MS = 500;

export interface Request<T> {
  readonly address: number;
  readonly call: (port: I2cPort) => Promise<T>;
  /** Goes before all that waits and is not urgent: outputs. */
  readonly isUrgent?: boolean | undefined;
  /** Told when the first attempt has failed and the second one begins. */
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
 * Time passes in {@link advance} only, so there is no timer to leave behind. All times are monotonic seconds.
 *
 * A transaction that has no answer at its deadline is given up, and the next one is made: where one device does not answer,
 * others do. It stays in the kernel until the adapter's own timeout (1 s, as a rule) ends it; what it says then is dropped. While
 * a device holds the lines, the next transaction waits for the adapter's lock, and {@link MAX_HUNG} is reached.
 *
 * What frees a bus that is held is the kernel's doing: where the adapter's driver can, it clocks SCL nine times so that the device
 * ends its byte (`i2c_recover_bus`), or resets the controller. From here it can only be opened again, which gives fresh
 * descriptors, and finds an adapter that was unplugged or bound anew.
 */
export class I2cBus {
  /** Times that the bus was opened again. */
  reopenings = 0;
  private opening: Opening | null = null;
  private opened: Promise<void> | null = null;
  /** The opening under way. It never rejects. */
  private busy: Promise<void> | null = null;
  private closed = false;
  private users = 0;
  private readonly queue: Transaction[] = [];
  private current: Transaction | null = null;
  private isBeginning = false;
  /** Transactions that were given up and are still in the kernel. */
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

  /** One more driver that will call {@link release}. */
  use(): void {
    this.users++;
  }

  /** The first opening. A bus that is not there is tried again, not an error; rejects with any other `HalError`. */
  open(nowS: number): Promise<void> {
    this.nowS = nowS;
    this.opened ??= this.connect().catch((error) => {
      this.scheduleRetry(error);
      if (!(error instanceof HalError && error.code === 'not_found')) throw error;
    });
    return this.opened;
  }

  /** Called by every driver with every tick: judges the deadline, and opens the bus again when it is time to. */
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

  /** Opens a bus that is closed with the next tick, instead of when it is due. */
  hurry(): void {
    if (this.opening === null) this.retryAtS = this.nowS;
  }

  /** Makes a transaction when those before it are done. Rejects with an {@link I2cFault}. */
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
   * After the tick that has asked, not within it: a thread of the pool that wakes up while the scan runs would take its core or its
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

  /** The last driver's call closes the bus: after the transaction under way, if that ends soon. */
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

  /** Why a transaction cannot be made now; null when it can. */
  private refusal(address: number): I2cFault | null {
    if (this.closed || this.opening === null)
      return new I2cFault('nack', `I2C bus ${this.number} ${this.whyClosed}`);
    if ([...this.hung].some(({ request }) => request.address === address)) return this.noAnswer(address);
    if (this.hung.size < MAX_HUNG) return null;
    return new I2cFault('timeouts', `I2C bus ${this.number} is held: transactions do not end`);
  }

  private noAnswer(address: number): I2cFault {
    const within = `${DEADLINE_S * 1000} ms`;
    const who = `${hexAddress(address)} on I2C bus ${this.number}`;
    return new I2cFault('timeouts', `${who} gives no answer within ${within}`);
  }

  private next(): void {
    if (this.current !== null) return;
    this.refuseWaiting();
    const transaction = this.queue.shift();
    if (transaction !== undefined) this.start(transaction);
    else this.idle?.();
  }

  /** What waited while the bus became unusable is not made to wait longer. */
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
