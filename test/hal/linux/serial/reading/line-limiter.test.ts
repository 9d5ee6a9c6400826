// The limiter forwards whole lines of limited length, however the bytes arrive.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineLimiter, MAX_RECORD_BYTES } from '../../../../../hal/linux/serial/reading/line-limiter.js';

function feed(chunks: readonly Buffer[]) {
  let text = '';
  let oversized = 0;
  const limiter = new LineLimiter(
    (lines) => {
      text += lines.toString('latin1');
    },
    () => {
      oversized++;
    },
  );
  for (const chunk of chunks) {
    limiter.push(chunk);
  }
  return { text, oversized };
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

describe('the length limit in front of the line parser', () => {
  it('forwards complete lines and keeps the rest', () => {
    expect(feed([bytes('one\r\ntwo\nthr')])).toEqual({ text: 'one\r\ntwo\n', oversized: 0 });
  });

  it.each(['\n', '\r\n'])(
    'accepts a record of 256 bytes, and drops one of 257, when both end with %j',
    (end) => {
      const longest = 'x'.repeat(MAX_RECORD_BYTES);
      expect(feed([bytes(longest + end)])).toMatchObject({ text: longest + end, oversized: 0 });
      expect(feed([bytes(`x${longest}${end}`)])).toMatchObject({ text: '', oversized: 1 });
      expect(feed([bytes(longest), bytes(end)])).toMatchObject({ text: longest + end, oversized: 0 });
      expect(feed([bytes(longest), bytes('x'), bytes(end)])).toMatchObject({ text: '', oversized: 1 });
    },
  );

  it('counts a line as too long before it ends, as soon as it exceeds a record and a carriage return', () => {
    const most = 'x'.repeat(MAX_RECORD_BYTES + 1);
    expect(feed([bytes(most)])).toEqual({ text: '', oversized: 0 });
    expect(feed([bytes(most), bytes('x')])).toEqual({ text: '', oversized: 1 });
    expect(feed([bytes(most), bytes('x'), bytes('x'.repeat(100_000))])).toEqual({ text: '', oversized: 1 });
  });

  it('continues with the next line after one that was too long', () => {
    const { text, oversized } = feed([bytes('x'.repeat(5000)), bytes('y'.repeat(5000)), bytes('\nnext\n')]);
    expect({ text, oversized }).toEqual({ text: 'next\n', oversized: 1 });
  });

  it('drops an incomplete line on request', () => {
    let text = '';
    const limiter = new LineLimiter(
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

  it('forwards the same lines for any chunks', () => {
    const line = fc.tuple(
      fc.string({ unit: fc.constantFrom('a', '\r', '\0'), maxLength: 400 }),
      fc.constantFrom('\n', '\r\n'),
    );
    const stream = fc.array(line, { maxLength: 12 }).map((lines) => bytes(lines.flat().join('')));
    fc.assert(
      fc.property(stream, fc.array(fc.nat({ max: 300 }), { maxLength: 30 }), (whole, lengths) => {
        const fed = feed(cut(whole, lengths));
        const kept = whole
          .toString('latin1')
          .split('\n')
          .slice(0, -1)
          .filter((text) => text.replace(/\r$/, '').length <= MAX_RECORD_BYTES);
        expect(fed.text).toBe(kept.map((text) => `${text}\n`).join(''));
      }),
    );
  });
});
