// Compares the bytes of the GPIO character device with the structures of linux/gpio.h, laid out by the rules of C.
import koffi, { type TypeObject } from 'koffi';
import { describe, expect, it } from 'vitest';
import {
  eventLevel,
  eventSequence,
  eventTimeS,
  fillLineValues,
  inputRequest,
  LAYOUT,
  outputRequest,
  REQUEST,
  readChipInfo,
  readLineValue,
} from '../../../../../hal/linux/gpio/chardev/uapi.js';

// The structures as in the header.
const chipInfo = koffi.struct({ name: 'char [32]', label: 'char [32]', lines: 'uint32' });
const lineValues = koffi.struct({ bits: 'uint64', mask: 'uint64' });
const attribute = koffi.struct({ id: 'uint32', padding: 'uint32', values: 'uint64' });
const configAttribute = koffi.struct({ attr: attribute, mask: 'uint64' });
/** The value of the attribute `debounce` in the union of the header: 32 bits at its beginning. */
const debounceAttribute = koffi.struct({ id: 'uint32', padding: 'uint32', debounce_period_us: 'uint32' });
const lineConfig = koffi.struct({
  flags: 'uint64',
  num_attrs: 'uint32',
  padding: 'uint32 [5]',
  attrs: koffi.array(configAttribute, 10),
});
const lineRequest = koffi.struct({
  offsets: 'uint32 [64]',
  consumer: 'char [32]',
  config: lineConfig,
  num_lines: 'uint32',
  event_buffer_size: 'uint32',
  padding: 'uint32 [5]',
  fd: 'int32',
});
const lineInfo = koffi.struct({
  name: 'char [32]',
  consumer: 'char [32]',
  offset: 'uint32',
  num_attrs: 'uint32',
  flags: 'uint64',
  attrs: koffi.array(attribute, 10),
  padding: 'uint32 [4]',
});
const lineEvent = koffi.struct({
  timestamp_ns: 'uint64',
  id: 'uint32',
  offset: 'uint32',
  seqno: 'uint32',
  line_seqno: 'uint32',
  padding: 'uint32 [6]',
});

const at = (type: TypeObject, member: string) => koffi.offsetof(type, member);
const config = (member: string) => at(lineRequest, 'config') + at(lineConfig, member);

it('the layout has the sizes and offsets of the header', () => {
  expect(LAYOUT).toEqual({
    chipInfo: {
      size: koffi.sizeof(chipInfo),
      name: 0,
      label: at(chipInfo, 'label'),
      lines: at(chipInfo, 'lines'),
    },
    lineInfo: {
      size: koffi.sizeof(lineInfo),
      consumer: at(lineInfo, 'consumer'),
      offset: at(lineInfo, 'offset'),
      flags: at(lineInfo, 'flags'),
    },
    lineRequest: {
      size: koffi.sizeof(lineRequest),
      offsets: 0,
      consumer: at(lineRequest, 'consumer'),
      flags: config('flags'),
      attributeCount: config('num_attrs'),
      attributes: config('attrs'),
      lineCount: at(lineRequest, 'num_lines'),
      eventBufferSize: at(lineRequest, 'event_buffer_size'),
      fd: at(lineRequest, 'fd'),
    },
    attribute: {
      size: koffi.sizeof(configAttribute),
      id: 0,
      values: at(attribute, 'values'),
      mask: at(configAttribute, 'mask'),
    },
    lineValues: { size: koffi.sizeof(lineValues), bits: 0, mask: at(lineValues, 'mask') },
    lineEvent: {
      size: koffi.sizeof(lineEvent),
      timestampNs: 0,
      id: at(lineEvent, 'id'),
      lineSequence: at(lineEvent, 'line_seqno'),
    },
  });
});

it('the requests have the numbers that _IOR and _IOWR compute from type 0xB4, number and size', () => {
  const request = (direction: number, number: number, size: number) =>
    direction * 2 ** 30 + size * 2 ** 16 + 0xb4 * 2 ** 8 + number;
  const READ = 2;
  const READ_WRITE = 3;
  expect(REQUEST).toEqual({
    chipInfo: request(READ, 0x01, LAYOUT.chipInfo.size),
    lineInfo: request(READ_WRITE, 0x05, LAYOUT.lineInfo.size),
    getLine: request(READ_WRITE, 0x07, LAYOUT.lineRequest.size),
    getValues: request(READ_WRITE, 0x0e, LAYOUT.lineValues.size),
    setValues: request(READ_WRITE, 0x0f, LAYOUT.lineValues.size),
  });
});

describe('a request', () => {
  const decoded = (bytes: Buffer) =>
    koffi.decode(bytes, lineRequest) as {
      offsets: Uint32Array;
      consumer: string;
      config: { flags: number; num_attrs: number; attrs: { attr: object; mask: number }[] };
      num_lines: number;
      event_buffer_size: number;
    };

  it.each([
    ['rising', 0x14],
    ['falling', 0x24],
    ['both', 0x34],
  ] as const)('for an input with %s edges has the flags for them', (edges, flags) => {
    const { offsets, consumer, config, num_lines, event_buffer_size } = decoded(inputRequest(27, edges));
    expect([offsets[0], consumer, num_lines, event_buffer_size]).toEqual([27, 'kpp-controller', 1, 1024]);
    expect([config.flags, config.num_attrs]).toEqual([flags, 0]);
  });

  // GPIO_V2_LINE_FLAG_BIAS_PULL_UP, _PULL_DOWN and _DISABLED are bits 8, 9 and 10.
  it.each([
    ['pullUp', 0x100],
    ['pullDown', 0x200],
    ['off', 0x400],
  ] as const)('with the bias %s has the flag for it', (bias, flag) => {
    expect(decoded(inputRequest(27, 'both', { bias })).config.flags).toBe(0x34 + flag);
    expect(decoded(outputRequest(22, 0, bias)).config.flags).toBe(0x8 + flag);
  });

  it('with debouncing has the time as attribute 3, in microseconds', () => {
    const bytes = inputRequest(27, 'both', { debounceS: 0.0055 });
    const { config } = decoded(bytes);
    expect([config.num_attrs, config.attrs[0]?.mask]).toEqual([1, 1]);
    expect(koffi.decode(bytes, LAYOUT.lineRequest.attributes, debounceAttribute)).toMatchObject({
      id: 3,
      debounce_period_us: 5500,
    });
  });

  it.each([0, 1] as const)('for an output contains its first level, %i', (level) => {
    const { offsets, config, num_lines } = decoded(outputRequest(22, level));
    expect([offsets[0], num_lines, config.flags, config.num_attrs]).toEqual([22, 1, 0x8, 1]);
    expect(config.attrs[0]).toMatchObject({ attr: { id: 2, values: level }, mask: 1 });
  });
});

describe('an answer', () => {
  it('contains the chip’s name and label, also a label that fills its field', () => {
    const bytes = Buffer.alloc(LAYOUT.chipInfo.size);
    const label = 'a-label-of-thirty-two-characters';
    koffi.encode(bytes, chipInfo, { name: 'gpiochip10', label: '', lines: 54 });
    bytes.write(label, LAYOUT.chipInfo.label, 'latin1');
    expect(readChipInfo(bytes)).toEqual({ name: 'gpiochip10', label, lines: 54 });
  });

  it('contains times in seconds, exact to a nanosecond in the first hundred days', () => {
    const bytes = Buffer.alloc(2 * LAYOUT.lineEvent.size);
    const event = { timestamp_ns: 8_640_000_123_456_789n, id: 1, offset: 27, seqno: 5, line_seqno: 7 };
    koffi.encode(bytes, LAYOUT.lineEvent.size, lineEvent, { ...event, padding: [0, 0, 0, 0, 0, 0] });
    expect(eventTimeS(bytes, 1)).toBeCloseTo(8_640_000.123456789, 8);
    expect([eventLevel(bytes, 1), eventSequence(bytes, 1), eventLevel(bytes, 0)]).toEqual([1, 7, 0]);
  });

  it.each([0, 31, 32, 51])('contains the value of line %i of a request', (index) => {
    const bytes = Buffer.alloc(LAYOUT.lineValues.size);
    fillLineValues(bytes, index, 1);
    expect(koffi.decode(bytes, lineValues)).toEqual({ bits: 2 ** index, mask: 2 ** index });
    expect(readLineValue(bytes, index)).toBe(1);
    fillLineValues(bytes, index, 0);
    expect(readLineValue(bytes, index)).toBe(0);
  });
});
