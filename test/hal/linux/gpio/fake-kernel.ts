// A fake kernel with a GPIO character device: chips are plain files, lines are pipes that carry the events.
import { readlinkSync, writeFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import koffi from 'koffi';
import type { Level } from '../../../../hal/hal.js';
import { type Kernel, loadKernel } from '../../../../hal/linux/gpio/chardev/kernel.js';
import { LAYOUT, REQUEST } from '../../../../hal/linux/gpio/chardev/uapi.js';

/** Id of an attribute, and a flag, of linux/gpio.h. */
const INITIAL_LEVEL = 2;
const OUTPUT = 8;

const pipe = koffi.load(null).func('int pipe(_Out_ int *fds)');

interface FakeLine {
  level: Level;
  isOutput: boolean;
  flags: number;
  /** The only attribute of the request: its id, and the low 32 bits of its value. */
  attribute: { readonly id: number; readonly value: number };
  sequence: number;
  /** The end of the pipe where events are written. */
  eventsFd: number;
}

export class FakeKernel implements Kernel {
  readonly lines = new Map<number, FakeLine>();
  /** While true, the kernel is older than 5.10. */
  isVersion1 = false;
  /** The holder of each line. */
  readonly holders = new Map<number, string>();
  private readonly real = loadKernel();
  private readonly chips = new Map<string, { label: string; lines: number }>();
  private readonly lineOfFd = new Map<number, number>();

  /** @param root the folder that replaces /dev */
  constructor(private readonly root: string) {}

  addChip(name: string, label: string, lines: number): void {
    writeFileSync(join(this.root, name), '');
    this.chips.set(name, { label, lines });
  }

  readonly ioctl: Kernel['ioctl'] = (fd, request, argument) => {
    switch (request) {
      case REQUEST.chipInfo:
        return this.chipInfo(fd, argument);
      case REQUEST.lineInfo:
        if (this.isVersion1) throw systemError('EINVAL');
        argument.write(
          this.holders.get(argument.readUInt32LE(LAYOUT.lineInfo.offset)) ?? '',
          LAYOUT.lineInfo.consumer,
        );
        argument.writeUInt32LE(
          this.holders.has(argument.readUInt32LE(LAYOUT.lineInfo.offset)) ? 1 : 0,
          LAYOUT.lineInfo.flags,
        );
        return;
      case REQUEST.getLine:
        return this.getLine(argument);
      case REQUEST.getValues:
        argument.writeUInt32LE(this.lineOf(fd).level, LAYOUT.lineValues.bits);
        return;
      case REQUEST.setValues:
        this.lineOf(fd).level = argument.readUInt32LE(LAYOUT.lineValues.bits) === 1 ? 1 : 0;
        return;
      default:
        throw systemError('ENOTTY');
    }
  };

  readonly read: Kernel['read'] = (fd, buffer) => this.real.read(fd, buffer);
  readonly setNonBlocking: Kernel['setNonBlocking'] = (fd) => this.real.setNonBlocking(fd);

  readonly close: Kernel['close'] = (fd) => {
    this.real.close(fd);
    this.real.close(this.lineOf(fd).eventsFd);
    this.lineOfFd.delete(fd);
  };

  /** Releases everything that was requested and not closed, as at the end of a process. */
  dispose(): void {
    for (const fd of this.lineOfFd.keys()) this.close(fd);
  }

  /** The line changes at `timeNs` of CLOCK_MONOTONIC; `dropped` events before this one were lost, because the queue was full. */
  change(line: number, level: Level, timeNs: bigint, dropped = 0): void {
    const state = this.lines.get(line)!;
    state.level = level;
    state.sequence += dropped + 1;
    const event = Buffer.alloc(LAYOUT.lineEvent.size);
    event.writeBigUInt64LE(timeNs, LAYOUT.lineEvent.timestampNs);
    event.writeUInt32LE(level === 1 ? 1 : 2, LAYOUT.lineEvent.id);
    event.writeUInt32LE(state.sequence, LAYOUT.lineEvent.lineSequence);
    writeSync(state.eventsFd, event);
  }

  private chipInfo(fd: number, info: Buffer): void {
    const name = basename(readlinkSync(`/proc/self/fd/${fd}`));
    const chip = this.chips.get(name)!;
    info.write(name, LAYOUT.chipInfo.name);
    info.write(chip.label, LAYOUT.chipInfo.label);
    info.writeUInt32LE(chip.lines, LAYOUT.chipInfo.lines);
  }

  private getLine(request: Buffer): void {
    const line = request.readUInt32LE(LAYOUT.lineRequest.offsets);
    if (this.holders.has(line)) throw systemError('EBUSY');
    this.holders.set(line, 'kpp-controller');
    const ends = [0, 0];
    pipe(ends);
    const [fd = 0, eventsFd = 0] = ends;
    const flags = request.readUInt32LE(LAYOUT.lineRequest.flags);
    const { attributes } = LAYOUT.lineRequest;
    const attribute = {
      id: request.readUInt32LE(attributes + LAYOUT.attribute.id),
      value: request.readUInt32LE(attributes + LAYOUT.attribute.values),
    };
    this.lines.set(line, {
      level: attribute.id === INITIAL_LEVEL && attribute.value === 1 ? 1 : 0,
      isOutput: (flags & OUTPUT) !== 0,
      flags,
      attribute,
      sequence: 0,
      eventsFd,
    });
    this.lineOfFd.set(fd, line);
    request.writeInt32LE(fd, LAYOUT.lineRequest.fd);
  }

  private lineOf(fd: number): FakeLine {
    const line = this.lines.get(this.lineOfFd.get(fd) ?? -1);
    if (line === undefined) throw systemError('EBADF');
    return line;
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
