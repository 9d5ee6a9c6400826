// Encodes and decodes the structures of the GPIO character device: linux/gpio.h, uAPI version 2 (kernel 5.10 and later).
import { endianness } from 'node:os';
import type { Level } from '../../../hal.js';
import type { Bias, Edges, InputSettings } from '../lines.js';

/**
 * Sizes and offsets in bytes. The header has explicit padding, so they are the same on 32 and 64 bits.
 */
export const LAYOUT = {
  chipInfo: { size: 68, name: 0, label: 32, lines: 64 },
  lineInfo: { size: 256, consumer: 32, offset: 64, flags: 72 },
  lineRequest: {
    size: 592,
    offsets: 0,
    consumer: 256,
    flags: 288,
    attributeCount: 296,
    attributes: 320,
    lineCount: 560,
    eventBufferSize: 564,
    fd: 588,
  },
  attribute: { size: 24, id: 0, values: 8, mask: 16 },
  lineValues: { size: 16, bits: 0, mask: 8 },
  lineEvent: { size: 48, timestampNs: 0, id: 8, lineSequence: 20 },
} as const;

/** Request numbers of `ioctl`. Each contains the size of its structure. */
export const REQUEST = {
  chipInfo: 0x8044b401,
  lineInfo: 0xc100b405,
  getLine: 0xc250b407,
  getValues: 0xc010b40e,
  setValues: 0xc010b40f,
} as const;

const NAME_SIZE = 32;
const FLAG = {
  used: 1 << 0,
  input: 1 << 2,
  output: 1 << 3,
  edgeRising: 1 << 4,
  edgeFalling: 1 << 5,
} as const;
const BIAS_FLAG: Readonly<Record<Bias, number>> = { pullUp: 1 << 8, pullDown: 1 << 9, off: 1 << 10 };
/** Ids of attributes. The value of `debounce` is in microseconds, 32 bits. */
const ATTRIBUTE = { outputValues: 2, debounce: 3 } as const;
const US_PER_S = 1e6;
const RISING_EDGE = 1;

/** The kernel's limit: 16 events for each of 64 lines. This is half a second of events at 2,000 pulses a second: a process that stands still for longer trips. */
const EVENT_BUFFER = 1024;
/** The name under which this program holds its lines. */
export const CONSUMER = 'kpp-controller';

const LITTLE = endianness() === 'LE';
const NS_PER_S = 1e9;
const UINT32 = 2 ** 32;

export interface ChipInfo {
  readonly name: string;
  readonly label: string;
  readonly lines: number;
}

export function readChipInfo(bytes: Buffer): ChipInfo {
  const { name, label, lines } = LAYOUT.chipInfo;
  return { name: textAt(bytes, name), label: textAt(bytes, label), lines: readU32(bytes, lines) };
}

/** A request that asks who holds a line. */
export function lineInfoRequest(line: number): Buffer {
  const bytes = Buffer.alloc(LAYOUT.lineInfo.size);
  writeU32(bytes, LAYOUT.lineInfo.offset, line);
  return bytes;
}

/** The name that the holder of a line gave; empty when nobody holds it or the holder gave no name. */
export function readConsumer(bytes: Buffer): string {
  return textAt(bytes, LAYOUT.lineInfo.consumer);
}

/** Whether the kernel, a driver or a program has the line. */
export function readIsUsed(bytes: Buffer): boolean {
  return readU64(bytes, LAYOUT.lineInfo.flags) % 2 === FLAG.used;
}

export function inputRequest(
  line: number,
  edges: Edges,
  { bias, debounceS = 0 }: InputSettings = {},
): Buffer {
  const rising = edges === 'falling' ? 0 : FLAG.edgeRising;
  const falling = edges === 'rising' ? 0 : FLAG.edgeFalling;
  const bytes = lineRequest(line, FLAG.input | rising | falling | biasFlag(bias));
  writeU32(bytes, LAYOUT.lineRequest.eventBufferSize, EVENT_BUFFER);
  if (debounceS > 0) {
    const valueAt = addAttribute(bytes, ATTRIBUTE.debounce);
    writeU32(bytes, valueAt, Math.round(debounceS * US_PER_S));
  }
  return bytes;
}

/** A request for an output. The line has the level `initial` from the moment when it becomes an output. */
export function outputRequest(line: number, initial: Level, bias?: Bias): Buffer {
  const bytes = lineRequest(line, FLAG.output | biasFlag(bias));
  writeU64(bytes, addAttribute(bytes, ATTRIBUTE.outputValues), initial);
  return bytes;
}

function biasFlag(bias: Bias | undefined): number {
  return bias === undefined ? 0 : BIAS_FLAG[bias];
}

/** Adds the only attribute of a request, for its only line. @returns the offset of the attribute's value */
function addAttribute(bytes: Buffer, id: number): number {
  const { attributeCount, attributes } = LAYOUT.lineRequest;
  writeU32(bytes, attributeCount, 1);
  writeU32(bytes, attributes + LAYOUT.attribute.id, id);
  writeU64(bytes, attributes + LAYOUT.attribute.mask, 1);
  return attributes + LAYOUT.attribute.values;
}

/** The descriptor of the lines, from an answered request. */
export function readLineFd(bytes: Buffer): number {
  const { fd } = LAYOUT.lineRequest;
  return LITTLE ? bytes.readInt32LE(fd) : bytes.readInt32BE(fd);
}

/** Fills the values structure for line number `index` of a request. `level` is used when the values are set. */
export function fillLineValues(bytes: Buffer, index: number, level: Level): void {
  writeU64(bytes, LAYOUT.lineValues.bits, level * 2 ** index);
  writeU64(bytes, LAYOUT.lineValues.mask, 2 ** index);
}

export function readLineValue(bytes: Buffer, index: number): Level {
  return Math.floor(readU64(bytes, LAYOUT.lineValues.bits) / 2 ** index) % 2 === 1 ? 1 : 0;
}

/** Time of event number `i` in seconds of the kernel's monotonic clock. */
export function eventTimeS(bytes: Buffer, i: number): number {
  return readU64(bytes, i * LAYOUT.lineEvent.size + LAYOUT.lineEvent.timestampNs) / NS_PER_S;
}

export function eventLevel(bytes: Buffer, i: number): Level {
  return readU32(bytes, i * LAYOUT.lineEvent.size + LAYOUT.lineEvent.id) === RISING_EDGE ? 1 : 0;
}

/** The event's number. It rises by one with each event of the line, also with events that did not fit in the kernel's buffer. */
export function eventSequence(bytes: Buffer, i: number): number {
  return readU32(bytes, i * LAYOUT.lineEvent.size + LAYOUT.lineEvent.lineSequence);
}

function lineRequest(line: number, flags: number): Buffer {
  const { size, offsets, consumer, flags: flagsAt, lineCount } = LAYOUT.lineRequest;
  const bytes = Buffer.alloc(size);
  writeU32(bytes, offsets, line);
  bytes.write(CONSUMER, consumer, 'latin1');
  writeU64(bytes, flagsAt, flags);
  writeU32(bytes, lineCount, 1);
  return bytes;
}

function textAt(bytes: Buffer, offset: number): string {
  const field = bytes.subarray(offset, offset + NAME_SIZE);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? NAME_SIZE : end);
}

function readU32(bytes: Buffer, offset: number): number {
  return LITTLE ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset);
}

function writeU32(bytes: Buffer, offset: number, value: number): void {
  if (LITTLE) bytes.writeUInt32LE(value, offset);
  else bytes.writeUInt32BE(value, offset);
}

/** Returns a double: exact up to 2^53, which is 104 days in nanoseconds. Larger values are rounded to 2 ns. */
function readU64(bytes: Buffer, offset: number): number {
  const first = readU32(bytes, offset);
  const second = readU32(bytes, offset + 4);
  return LITTLE ? second * UINT32 + first : first * UINT32 + second;
}

function writeU64(bytes: Buffer, offset: number, value: number): void {
  const high = Math.floor(value / UINT32);
  writeU32(bytes, offset + (LITTLE ? 0 : 4), value % UINT32);
  writeU32(bytes, offset + (LITTLE ? 4 : 0), high);
}
