// Packs the points of a block into few bytes, and unpacks them: decimals that suffice, differences, planes of bytes, zlib.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { PlaneReader, PlaneWriter } from './byte-planes.js';
import { PointList } from './points.js';
import { decimalsFor } from './resolution.js';

/** The first byte of a block. A change of the form gets another number. */
const VERSION = 1;
const HEADER_BYTES = 16;
/** A higher level saves nothing on noise, and takes twice the time. */
const DEFLATE = { level: 6, memLevel: 9 };
/** A product such as 0.3 * 10 is off by a few of these, relative to itself. */
const ROUNDING = 4 * Number.EPSILON;

/**
 * The mean is rounded to the nearest step of the block's decimals, the minimum down and the maximum up: the stored range contains
 * every value that was measured.
 *
 * @param points in rising order of time, at multiples of `stepMs`, at least one
 */
export function encodeBlock(points: PointList, stepMs: number): Buffer {
  const decimals = decimalsFor(points);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(VERSION, 0);
  header.writeInt8(decimals, 1);
  header.writeUInt16LE(points.length, 2);
  header.writeUInt32LE(stepMs, 4);
  header.writeDoubleLE(points.ts[0]!, 8);
  const planes = new PlaneWriter();
  planes.column(gaps(points, stepMs), points.length);
  planes.column(differences(points.count, points.length), points.length);
  planes.column(Float64Array.from(points.marks), points.length);
  valueColumns(points, decimals, planes);
  return Buffer.concat([header, deflateRawSync(planes.bytes(), DEFLATE)]);
}

/** @throws Error when the bytes are not a block that this version knows, or are damaged */
export function decodeBlock(block: Buffer): PointList {
  if (block.readUInt8(0) !== VERSION)
    throw new RangeError(`a block of the history has the unknown form ${block[0]}`);
  const decimals = block.readInt8(1);
  const length = block.readUInt16LE(2);
  const stepMs = block.readUInt32LE(4);
  const planes = new PlaneReader(inflateRawSync(block.subarray(HEADER_BYTES)));
  const points = new PointList(length);
  points.length = length;
  const gap = planes.column(length);
  for (let i = 0, ts = block.readDoubleLE(8); i < length; i++) {
    ts += i === 0 ? 0 : (gap[i]! + 1) * stepMs;
    points.ts[i] = ts;
  }
  undoDifferences(planes.column(length), points.count);
  points.marks.set(planes.column(length));
  readValues(points, decimals, planes);
  return points;
}

/** For each point the steps that are missing before it; 0 for a block without gaps. */
function gaps({ ts, length }: PointList, stepMs: number): Float64Array {
  const missing = new Float64Array(length);
  for (let i = 1; i < length; i++) missing[i] = Math.round((ts[i]! - ts[i - 1]!) / stepMs) - 1;
  return missing;
}

/** Mean as difference from the mean before, minimum and maximum as distance from the mean. Only points with values are stored. */
function valueColumns(points: PointList, decimals: number, planes: PlaneWriter): void {
  const { length, count } = points;
  const means = new Float64Array(length);
  const below = new Float64Array(length);
  const above = new Float64Array(length);
  let stored = 0;
  for (let i = 0; i < length; i++) {
    if (count[i] === 0) continue;
    const mean = Math.round(scaled(points.mean[i]!, decimals));
    const min = scaled(points.min[i]!, decimals);
    const max = scaled(points.max[i]!, decimals);
    means[stored] = mean;
    below[stored] = Math.max(0, mean - Math.floor(min + Math.abs(min) * ROUNDING));
    above[stored] = Math.max(0, Math.ceil(max - Math.abs(max) * ROUNDING) - mean);
    stored++;
  }
  planes.column(differences(means, stored), stored);
  planes.column(below, stored);
  planes.column(above, stored);
}

function readValues(points: PointList, decimals: number, planes: PlaneReader): void {
  const { length, count } = points;
  let stored = 0;
  for (let i = 0; i < length; i++) if (count[i] !== 0) stored++;
  const means = new Float64Array(stored);
  undoDifferences(planes.column(stored), means);
  const below = planes.column(stored);
  const above = planes.column(stored);
  for (let i = 0, next = 0; i < length; i++) {
    const has = count[i] !== 0;
    points.mean[i] = has ? unscaled(means[next]!, decimals) : Number.NaN;
    points.min[i] = has ? unscaled(means[next]! - below[next]!, decimals) : Number.NaN;
    points.max[i] = has ? unscaled(means[next]! + above[next]!, decimals) : Number.NaN;
    if (has) next++;
  }
}

/** By a positive power of ten in either direction: it is exact, while 10^-3 is not. */
function scaled(value: number, decimals: number): number {
  return decimals >= 0 ? value * 10 ** decimals : value / 10 ** -decimals;
}

function unscaled(value: number, decimals: number): number {
  return decimals >= 0 ? value / 10 ** decimals : value * 10 ** -decimals;
}

/** Differences of neighbours as numbers from 0 on: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4. */
function differences(values: Float64Array, length: number): Float64Array {
  const folded = new Float64Array(length);
  for (let i = 0, before = 0; i < length; i++) {
    const difference = values[i]! - before;
    folded[i] = difference < 0 ? -2 * difference - 1 : 2 * difference;
    before = values[i]!;
  }
  return folded;
}

function undoDifferences(folded: Float64Array, values: Float64Array): void {
  for (let i = 0, value = 0; i < folded.length; i++) {
    const number = folded[i]!;
    value += number % 2 === 0 ? number / 2 : -(number + 1) / 2;
    values[i] = value;
  }
}
