// I2C buses in memory, with chips at addresses and faults: what stands for the kernel in whatever time the clock is told.
import { HalError } from '../../hal.js';
import type { VirtualChip } from '../../linux/i2c/devices/virtual-chip.js';
import { type OpenScanningPort, SCANNED, type ScanningPort } from '../../linux/i2c/port.js';

/** How an address answers wrongly: see {@link VirtualI2cBus.fault}. */
export type AddressFault = 'nack' | 'garbage' | 'silent';

/** After so long the driver of an adapter gives a transaction up, as a rule. */
const ADAPTER_TIMEOUT_S = 1;

interface Hanging {
  readonly address: number;
  readonly sinceS: number;
  readonly fail: () => void;
}

/** One bus. What does not hang is answered at once: a transaction takes no time. */
export class VirtualI2cBus {
  /** Openings, the first one included. */
  openings = 0;
  closings = 0;
  /** Why the bus cannot be opened; null when it can. */
  refusal: Error | null = null;
  /** Transactions so far by address, those that failed included. */
  readonly transactions = new Map<number, number>();
  private readonly chips = new Map<number, VirtualChip>();
  private readonly faults = new Map<number, AddressFault>();
  private readonly refusals = new Map<number, number>();
  private isHeld = false;
  private hanging: Hanging[] = [];

  /** @param clock monotonic time in seconds */
  constructor(
    readonly number: number,
    private readonly clock: () => number,
  ) {}

  /** What a HAL is given for `openI2cPort`. */
  readonly open: OpenScanningPort = async (bus) => {
    if (bus !== this.number) {
      throw new HalError('not_found', `/dev/i2c-${bus} is not there.`, 'Switch the bus on.');
    }
    if (this.refusal !== null) throw this.refusal;
    this.openings++;
    return this.port();
  };

  attach(address: number, chip: VirtualChip): void {
    this.chips.set(address, chip);
  }

  detach(address: number): void {
    this.chips.delete(address);
  }

  /**
   * - `nack`: the device is not there;
   * - `garbage`: all ones are read from it, and nothing that is written arrives;
   * - `silent`: transactions with it do not end, those with others do.
   *
   * Null ends the fault; transactions that hang fail then, as by the adapter's timeout.
   */
  fault(address: number, fault: AddressFault | null): void {
    if (fault === null) this.faults.delete(address);
    else this.faults.set(address, fault);
    if (fault !== 'silent') this.release((hanging) => hanging.address === address);
  }

  /** The device does not acknowledge its next `count` transactions. */
  refuse(address: number, count: number): void {
    this.refusals.set(address, count);
  }

  /** Something holds the lines: no transaction ends. False lets go, and those that hang fail. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    if (!isHeld) this.release(({ address }) => this.faults.get(address) !== 'silent');
  }

  /** What hangs for longer than the adapter's timeout fails. */
  timeOut(): void {
    this.release(({ sinceS }) => this.clock() - sinceS >= ADAPTER_TIMEOUT_S);
  }

  /** Transactions that are in the kernel. */
  get hangingCount(): number {
    return this.hanging.length;
  }

  private release(isReleased: (hanging: Hanging) => boolean): void {
    const released = this.hanging.filter(isReleased);
    this.hanging = this.hanging.filter((hanging) => !isReleased(hanging));
    for (const { fail } of released) fail();
  }

  private port(): ScanningPort {
    const read = (address: number, register: number, length: number) =>
      this.transact(address, (chip) => chip.read(register, length, this.clock()), Array(length).fill(0xff));
    const write = (address: number, register: number, bytes: readonly number[]) =>
      this.transact(address, (chip) => chip.write(register, bytes, this.clock()), undefined);
    return {
      readByte: async (address, register) => (await read(address, register, 1))[0]!,
      readWord: async (address, register) => {
        const [low, high] = await read(address, register, 2);
        return (high! << 8) | low!;
      },
      readI2cBlock: async (address, register, length) =>
        Uint8Array.from(await read(address, register, length)),
      writeByte: (address, register, value) => write(address, register, [value]),
      writeWord: (address, register, value) => write(address, register, [value & 0xff, value >> 8]),
      writeI2cBlock: (address, register, bytes) => write(address, register, [...bytes]),
      scan: (stop) => this.scan(stop),
      close: async () => {
        this.closings++;
      },
    };
  }

  private async scan(stop?: AbortSignal): Promise<number[]> {
    const answering: number[] = [];
    for (const address of SCANNED) {
      await this.transact(address, () => {}, undefined).then(
        () => answering.push(address),
        () => undefined,
      );
      stop?.throwIfAborted();
    }
    return answering;
  }

  private async transact<T>(address: number, act: (chip: VirtualChip) => T, garbage: T): Promise<T> {
    this.transactions.set(address, (this.transactions.get(address) ?? 0) + 1);
    const fault = this.faults.get(address);
    if (this.isHeld || fault === 'silent') await this.hang(address);
    const chip = this.chips.get(address);
    const refusals = this.refusals.get(address) ?? 0;
    this.refusals.set(address, Math.max(0, refusals - 1));
    if (fault === 'nack' || refusals > 0 || chip === undefined) {
      throw Object.assign(new Error('ENXIO: no such device or address'), { code: 'ENXIO' });
    }
    return fault === 'garbage' ? garbage : act(chip);
  }

  private hang(address: number): Promise<never> {
    return new Promise((_resolve, reject) => {
      const error = Object.assign(new Error('ETIMEDOUT: connection timed out'), { code: 'ETIMEDOUT' });
      this.hanging.push({ address, sinceS: this.clock(), fail: () => reject(error) });
    });
  }
}
