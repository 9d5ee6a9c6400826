// A virtual MCP4725: the register of the output voltage, and the memory with its start value.
import type { VirtualChip } from '../virtual-chip.js';

const FULL_SCALE = 4095;
const FAST_MODE_BITS = 0xc0;
const COMMAND_BITS = 0xe0;
const WRITE_REGISTER = 0x40;
const WRITE_REGISTER_AND_MEMORY = 0x60;
/** The power-down bits in both command formats. */
const POWER_DOWN = { fast: 0x30, command: 0x06 } as const;

export class VirtualMcp4725 implements VirtualChip {
  /** Number of writes to the memory. The real memory endures a million. */
  memoryWrites = 0;
  private code: number;
  private isPoweredDown = false;

  /** @param memory the code after power-up, 0 to 4095; a new chip has half of full scale */
  constructor(private memory = 0x800) {
    this.code = memory;
  }

  /** The output voltage as a fraction of full scale; 0 in power-down. */
  get fraction(): number {
    return this.isPoweredDown ? 0 : this.code / FULL_SCALE;
  }

  powerOn(): void {
    this.code = this.memory;
    this.isPoweredDown = false;
  }

  /** A read always returns the state of the chip: it has no register numbers. */
  read(_register: number, length: number): number[] {
    const state = [0x80 | (this.isPoweredDown ? 0x02 : 0), this.code >> 4, (this.code & 0xf) << 4];
    return Array.from({ length }, (_, i) => state[i] ?? 0xff);
  }

  write(command: number, [first, second]: readonly number[]): void {
    if ((command & FAST_MODE_BITS) === 0) {
      if (first === undefined) return;
      this.isPoweredDown = (command & POWER_DOWN.fast) !== 0;
      this.code = ((command & 0x0f) << 8) | first;
      return;
    }
    const kind = command & COMMAND_BITS;
    if ((kind !== WRITE_REGISTER && kind !== WRITE_REGISTER_AND_MEMORY) || second === undefined) return;
    this.isPoweredDown = (command & POWER_DOWN.command) !== 0;
    this.code = (first! << 4) | (second >> 4);
    if (kind === WRITE_REGISTER_AND_MEMORY) {
      this.memory = this.code;
      this.memoryWrites++;
    }
  }
}
