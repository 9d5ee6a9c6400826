// The ring buffer: a reader gets complete records in order, counts those that it missed, and never sees a torn one.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { allocateRing, RingReader, RingWriter } from '../../src/shared/record-ring.js';

const LENGTH = 3;

function recordOf(n: number): Float64Array {
  return Float64Array.of(n, n / 3, -n);
}

function readAll(reader: RingReader): number[] {
  const into = new Float64Array(LENGTH);
  const seen: number[] = [];
  while (reader.read(into)) {
    expect([...into]).toEqual([...recordOf(into[0]!)]);
    seen.push(into[0]!);
  }
  return seen;
}

describe('a record ring', () => {
  it('returns the written records in order, and then no more', () => {
    const memory = allocateRing(8, LENGTH);
    const writer = new RingWriter(memory);
    const reader = new RingReader(memory);
    for (let n = 1; n <= 5; n++) {
      writer.write(recordOf(n));
    }
    expect(readAll(reader)).toEqual([1, 2, 3, 4, 5]);
    expect(readAll(reader)).toEqual([]);
    expect(reader.dropped).toBe(0);
  });

  it('keeps every bit of a number: NaN, infinities, minus zero, the smallest', () => {
    const memory = allocateRing(2, 5);
    const reader = new RingReader(memory);
    const record = Float64Array.of(
      Number.NaN,
      Number.POSITIVE_INFINITY,
      -0,
      Number.MIN_VALUE,
      Number.MAX_SAFE_INTEGER,
    );
    new RingWriter(memory).write(record);
    const into = new Float64Array(5);
    expect(reader.read(into)).toBe(true);
    expect(new BigUint64Array(into.buffer)).toEqual(new BigUint64Array(record.buffer));
  });

  it('starts a new reader at the newest record', () => {
    const memory = allocateRing(8, LENGTH);
    const writer = new RingWriter(memory);
    writer.write(recordOf(1));
    writer.write(recordOf(2));
    const reader = new RingReader(memory);
    writer.write(recordOf(3));
    expect(readAll(reader)).toEqual([2, 3]);
    expect(reader.dropped).toBe(0);
  });

  it('has nothing to read before the first write', () => {
    expect(readAll(new RingReader(allocateRing(4, LENGTH)))).toEqual([]);
  });

  it('overwrites the oldest records when a reader stalls; the reader counts them and continues at the oldest complete one', () => {
    const memory = allocateRing(4, LENGTH);
    const writer = new RingWriter(memory);
    const reader = new RingReader(memory);
    for (let n = 1; n <= 11; n++) {
      writer.write(recordOf(n));
    }
    expect(readAll(reader)).toEqual([8, 9, 10, 11]);
    expect(reader.dropped).toBe(7);
  });

  it('has readers that are independent of each other', () => {
    const memory = allocateRing(4, LENGTH);
    const writer = new RingWriter(memory);
    const slow = new RingReader(memory);
    const fast = new RingReader(memory);
    for (let n = 1; n <= 6; n++) {
      writer.write(recordOf(n));
      expect(readAll(fast)).toEqual([n]);
    }
    expect(readAll(slow)).toEqual([3, 4, 5, 6]);
    expect([fast.dropped, slow.dropped]).toEqual([0, 2]);
  });

  it('lets a new writer continue after the last one', () => {
    const memory = allocateRing(4, LENGTH);
    const reader = new RingReader(memory);
    new RingWriter(memory).write(recordOf(1));
    new RingWriter(memory).write(recordOf(2));
    expect(readAll(reader)).toEqual([1, 2]);
  });

  it('keeps order when the 32 bit sequence wraps, after 828 days at 60 records a second', () => {
    const memory = allocateRing(3, LENGTH);
    const head = new Int32Array(memory, 0, 1);
    for (const lastSequence of [2 ** 31 - 3, -3]) {
      head[0] = lastSequence;
      const writer = new RingWriter(memory);
      const reader = new RingReader(memory);
      for (let n = 1; n <= 7; n++) {
        writer.write(recordOf(n));
        expect(readAll(reader)).toEqual([n]);
      }
      const late = new RingReader(memory);
      expect(readAll(late)).toEqual([7]);
      expect(reader.dropped).toBe(0);
    }
  });

  it('never returns a record that is being written, and counts it as dropped', () => {
    const memory = allocateRing(2, LENGTH);
    const writer = new RingWriter(memory);
    const reader = new RingReader(memory);
    writer.write(recordOf(1));
    writer.write(recordOf(2));
    // The state of a preempted write: the sequence before the payload is new, the one after it is old.
    const slotWords = LENGTH * 2 + 2;
    const slotOfRecord1 = 16 + slotWords;
    const words = new Int32Array(memory);
    expect(words[slotOfRecord1]).toBe(1);
    words[slotOfRecord1] = 3;
    expect(readAll(reader)).toEqual([2]);
    expect(reader.dropped).toBe(1);
  });

  it('returns or counts every record, for any order of reads and writes', () => {
    const steps = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), steps, (capacity, pattern) => {
        const memory = allocateRing(capacity, LENGTH);
        const writer = new RingWriter(memory);
        const reader = new RingReader(memory);
        const into = new Float64Array(LENGTH);
        let written = 0;
        let received = 0;
        let last = 0;
        const readOne = () => {
          const isNew = reader.read(into);
          if (isNew) {
            expect(into[0]).toBeGreaterThan(last);
            last = into[0]!;
            received++;
          }
          return isNew;
        };
        for (const step of pattern) {
          for (let i = 0; i < Math.abs(step); i++) {
            if (step > 0) {
              writer.write(recordOf(++written));
            } else {
              readOne();
            }
          }
        }
        while (readOne()) {}
        expect(last).toBe(written);
        expect(received + reader.dropped).toBe(written);
      }),
    );
  });

  it('refuses impossible sizes, and records of another length', () => {
    expect(() => allocateRing(0, 3)).toThrow(/capacity is 0/);
    expect(() => allocateRing(4, 1.5)).toThrow(/recordLength is 1.5/);
    const memory = allocateRing(4, LENGTH);
    expect(() => new RingWriter(memory).write(new Float64Array(4))).toThrow(/4 numbers.*holds 3/);
    expect(() => new RingReader(memory).read(new Float64Array(2))).toThrow(/2 numbers.*holds 3/);
  });

  it('allocates nothing for a write and a read', () => {
    const memory = allocateRing(8, 40);
    const writer = new RingWriter(memory);
    const reader = new RingReader(memory);
    const record = new Float64Array(40);
    const into = new Float64Array(40);
    const run = (times: number) => {
      for (let n = 0; n < times; n++) {
        record[0] = n;
        writer.write(record);
        reader.read(into);
      }
    };
    run(20_000);
    const before = process.memoryUsage().heapUsed;
    run(20_000);
    expect((process.memoryUsage().heapUsed - before) / 20_000).toBeLessThan(16);
  });
});

/** The ring as JavaScript that a worker can import: a worker does not see the test runner's transformation. */
async function ringModule(): Promise<string> {
  const source = await readFile(new URL('../../src/shared/record-ring.ts', import.meta.url), 'utf8');
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}

describe('a record ring between threads', () => {
  const RECORDS = 1_000_000;
  const readerCode = `
    const { parentPort, workerData } = await import('node:worker_threads');
    const reader = new RingReader(workerData);
    const into = new Float64Array(4);
    let received = 0, torn = 0, disordered = 0, last = 0;
    parentPort.postMessage('ready');
    while (last < ${RECORDS}) {
      if (!reader.read(into)) continue;
      const n = into[0];
      if (into[1] !== n / 3 || into[2] !== -n || into[3] !== n * 7) torn++;
      if (n <= last) disordered++;
      last = n;
      received++;
    }
    parentPort.postMessage({ received, torn, disordered, dropped: reader.dropped });`;

  it('at full speed never tears a record, keeps the order, and counts all lost records', {
    timeout: 60_000,
  }, async () => {
    const memory = allocateRing(64, 4);
    const code = `${await ringModule()}\n${readerCode}`;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), {
      workerData: memory,
    });
    try {
      await once(worker, 'message');
      const verdict = once(worker, 'message');
      const writer = new RingWriter(memory);
      const record = new Float64Array(4);
      for (let n = 1; n <= RECORDS; n++) {
        record.set([n, n / 3, -n, n * 7]);
        writer.write(record);
      }
      const [{ received, torn, disordered, dropped }] = await verdict;
      expect({ torn, disordered, total: received + dropped }).toEqual({
        torn: 0,
        disordered: 0,
        total: RECORDS,
      });
      expect(received).toBeGreaterThan(1000);
    } finally {
      await worker.terminate();
    }
  });
});
