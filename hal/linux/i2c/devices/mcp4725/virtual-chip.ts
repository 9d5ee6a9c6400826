// An MCP4725 in memory: the register that makes the voltage, and the memory that it starts with.
import type { VirtualChip } from '../virtual-chip.js';

const FULL_SCALE = 4095;
const FAST_MODE_BITS = 0xc0;
const COMMAND_BITS = 0xe0;
const WRITE_REGISTER = 0x40;
const WRITE_REGISTER_AND_MEMORY = 0x60;
/** Power-down bits of either format. */
const POWER_DOWN = { fast: 0x30, command: 0x06 } as const;

export class VirtualMcp4725 implements VirtualChip {
  /** Writes to the memory, which bears a million of them. */
  memoryWrites = 0;
  private code: number;
  private isPoweredDown = false;

  /** @param memory the code that it starts with, 0 to 4095; a new chip has half of full scale */
  constructor(private memory = 0x800) {
    this.code = memory;
  }

  /** The voltage as a fraction of full scale. */
  get fraction(): number {
    return this.isPoweredDown ? 0 : this.code / FULL_SCALE;
  }

  powerOn(): void {
    this.code = this.memory;
    this.isPoweredDown = false;
  }

  /** Whatever is asked for, it is the state that is read: the first byte of a reading is not a register. */
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
