// An I2C bus in memory, in virtual time, with chips at addresses and with faults. It replaces the kernel's driver.
import { HalError } from '../../hal.js';
import type { VirtualChip } from '../../linux/i2c/devices/virtual-chip.js';
import { type OpenScanningPort, SCANNED, type ScanningPort } from '../../linux/i2c/port.js';

/** A fault of a device: see {@link VirtualI2cBus.fault}. */
export type AddressFault = 'nack' | 'garbage' | 'silent';

/** Typical time after which an adapter's driver aborts a transaction. */
const ADAPTER_TIMEOUT_S = 1;

interface Hanging {
  readonly address: number;
  readonly sinceS: number;
  readonly fail: () => void;
}

/** One bus. A transaction takes no time, unless it hangs. */
export class VirtualI2cBus {
  /** Number of openings, including the first one. */
  openings = 0;
  closings = 0;
  /** The error of the next openings; null when the bus can be opened. */
  refusal: Error | null = null;
  /** Number of transactions by address, including failed ones. */
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

  /** Pass this to a HAL as `openI2cPort`. */
  readonly open: OpenScanningPort = async (bus) => {
    if (bus !== this.number) {
      throw new HalError('not_found', `/dev/i2c-${bus} does not exist.`, 'Switch the bus on.');
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
   * - `nack`: the device does not acknowledge, as if it were missing;
   * - `garbage`: reading returns 0xff bytes, and writing has no effect;
   * - `silent`: transactions with this device hang; those with other devices do not.
   *
   * Null ends the fault. Transactions that hang then fail, as with the adapter's timeout.
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

  /** True blocks the lines, so all transactions hang. False releases the lines, and the hanging transactions fail. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    if (!isHeld) this.release(({ address }) => this.faults.get(address) !== 'silent');
  }

  /** Lets transactions fail that hang for longer than the adapter's timeout. */
  timeOut(): void {
    this.release(({ sinceS }) => this.clock() - sinceS >= ADAPTER_TIMEOUT_S);
  }

  /** Number of transactions that hang. */
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
