// The limiter forwards whole lines of limited length, whatever ends them and however the bytes arrive.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FORWARDED_END,
  type LineEnd,
  type LineForm,
  LineLimiter,
} from '../../../../../hal/linux/serial/reading/line-limiter.js';

const MAX_LINE = 256;

/** The lines as the line parser splits them, without blank ones. */
function feed(chunks: readonly Buffer[], form: Partial<LineForm> = {}) {
  const lineEnd = form.lineEnd ?? 'auto';
  let text = '';
  const tooLong: string[] = [];
  const limiter = new LineLimiter(
    { lineEnd, maxLine: form.maxLine ?? MAX_LINE },
    (lines) => {
      text += lines.toString('latin1');
      expect(text.endsWith(FORWARDED_END[lineEnd])).toBe(true);
    },
    (beginning) => tooLong.push(beginning),
  );
  for (const chunk of chunks) {
    limiter.push(Buffer.from(chunk));
  }
  const lines = text.split(FORWARDED_END[lineEnd]).filter((line) => line !== '');
  return { lines, oversized: tooLong.length, tooLong };
}

function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...chunks, bytes.subarray(at)];
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const singly = (text: string): Buffer[] => [...text].map(bytes);

describe('the end of a line', () => {
  it.each([
    ['LF', 'one\ntwo\n\nthree\nre'],
    ['CRLF', 'one\r\ntwo\r\n\r\nthree\r\nre'],
    ['LFCR', 'one\n\rtwo\n\r\n\rthree\n\rre'],
    ['CR CR LF', 'one\r\r\ntwo\r\r\n\r\r\nthree\r\r\nre'],
    ['CR', 'one\rtwo\r\rthree\rre'],
  ])('%s is found by itself, in one chunk and byte by byte', (_, stream) => {
    const expected = { lines: ['one', 'two', 'three'], oversized: 0 };
    expect(feed([bytes(stream)])).toMatchObject(expected);
    expect(feed(singly(stream))).toMatchObject(expected);
  });

  it('CR delivers its line at once, and a LF in the next chunk gives no second one', () => {
    expect(feed([bytes('one\r')]).lines).toEqual(['one']);
    expect(feed([bytes('one\r'), bytes('\ntwo\r'), bytes('\n')]).lines).toEqual(['one', 'two']);
  });

  it.each<[LineEnd, string[]]>([
    ['lf', ['a\rb', 'c\r']],
    ['cr', ['a', 'b\nc', '\nd']],
    ['crlf', ['a\rb\nc']],
  ])('%s is the only one when it is configured', (lineEnd, lines) => {
    const stream = 'a\rb\nc\r\nd';
    expect(feed([bytes(stream)], { lineEnd }).lines.map((line) => line)).toEqual(
      lineEnd === 'cr' ? ['a', 'b\nc'] : lines,
    );
    expect(feed(singly(stream), { lineEnd }).lines).toEqual(lineEnd === 'cr' ? ['a', 'b\nc'] : lines);
  });
});

describe('the length limit in front of the line parser', () => {
  it('forwards complete lines and keeps the rest', () => {
    expect(feed([bytes('one\r\ntwo\nthr')])).toMatchObject({ lines: ['one', 'two'], oversized: 0 });
  });

  it.each(['\n', '\r\n', '\r', '\n\r', '\r\r\n'])(
    'accepts a record of 256 bytes, and drops one of 257, when both end with %j',
    (end) => {
      const longest = 'x'.repeat(MAX_LINE);
      expect(feed([bytes(longest + end)])).toMatchObject({ lines: [longest], oversized: 0 });
      expect(feed([bytes(`x${longest}${end}`)])).toMatchObject({ lines: [], oversized: 1 });
      expect(feed([bytes(longest), bytes(end)])).toMatchObject({ lines: [longest], oversized: 0 });
      expect(feed([bytes(longest), bytes('x'), bytes(end)])).toMatchObject({ lines: [], oversized: 1 });
    },
  );

  it.each<LineEnd>(['lf', 'cr', 'crlf'])(
    'does not count bytes of line ends beside a line of 256 bytes: %s',
    (lineEnd) => {
      const line = `${'x'.repeat(MAX_LINE)}\r\n`;
      const { lines, oversized } = feed([bytes(line + line)], { lineEnd });
      expect([lines.length, oversized]).toEqual([2, 0]);
      expect(feed(singly(line + line), { lineEnd }).oversized).toBe(0);
    },
  );

  it('can be up to 4,096 bytes', () => {
    const line = 'x'.repeat(4096);
    expect(feed([bytes(`${line}\n`)], { maxLine: 4096 }).lines).toEqual([line]);
    expect(feed([bytes(`${line}x\n`)], { maxLine: 4096 }).oversized).toBe(1);
  });

  it('counts a line as too long before it ends, with its beginning', () => {
    const long = 'x'.repeat(MAX_LINE + 3);
    expect(feed([bytes(long)]).tooLong).toEqual(['x'.repeat(MAX_LINE)]);
    expect(feed([bytes(long), bytes('x'.repeat(100_000))]).oversized).toBe(1);
  });

  it('continues with the next line after one that was too long', () => {
    const { lines, oversized } = feed([bytes('x'.repeat(5000)), bytes('y'.repeat(5000)), bytes('\nnext\n')]);
    expect({ lines, oversized }).toEqual({ lines: ['next'], oversized: 1 });
  });

  it('drops an incomplete line on request', () => {
    let text = '';
    const limiter = new LineLimiter(
      { lineEnd: 'auto', maxLine: MAX_LINE },
      (lines) => {
        text += lines.toString('latin1');
      },
      () => undefined,
    );
    limiter.push(bytes('old'));
    limiter.reset();
    limiter.push(bytes('new\n'));
    expect(text).toBe('new\n');
  });

  const piece = fc.tuple(
    fc.string({ unit: fc.constantFrom('a', '\0', 'b'), maxLength: 400 }),
    fc.constantFrom('\n', '\r\n', '\r', '\n\r', '\r\r\n'),
  );
  const stream = fc.array(piece, { maxLength: 12 }).map((lines) => bytes(lines.flat().join('')));

  it.each<[LineEnd, RegExp]>([
    ['auto', /[\r\n]/],
    ['lf', /\n/],
    ['cr', /\r/],
    ['crlf', /\r\n/],
  ])('forwards the same lines for any chunks: %s', (lineEnd, split) => {
    const framed = (line: string) => line.replace(/^[\r\n]+|[\r\n]+$/g, '');
    fc.assert(
      fc.property(stream, fc.array(fc.nat({ max: 300 }), { maxLength: 30 }), (whole, lengths) => {
        const kept = whole
          .toString('latin1')
          .split(split)
          .slice(0, -1)
          .map(framed)
          .filter((line) => line !== '' && line.length <= MAX_LINE);
        const fed = feed(cut(whole, lengths), { lineEnd }).lines.map(framed);
        expect(fed.filter((line) => line !== '')).toEqual(kept);
      }),
    );
  });
});
