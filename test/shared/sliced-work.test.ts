// Long work in slices: its order, its pauses, and giving it up.
import { describe, expect, it } from 'vitest';
import { SlicedWork } from '../../src/shared/sliced-work.js';

/** A clock on which each step of work takes one millisecond, and turns of the thread that the test calls. */
class Bench {
  readonly steps: string[] = [];
  readonly results: string[] = [];
  readonly work = new SlicedWork(
    () => this.nowMs,
    (run) => this.turns.push(run),
  );
  private nowMs = 0;
  private readonly turns: (() => void)[] = [];

  add(name: string, count: number): void {
    this.work.add(this.job(name, count), (result) => this.results.push(result));
  }

  /** Returns the number of steps of the next turn. */
  turn(): number {
    const before = this.steps.length;
    this.turns.shift()?.();
    return this.steps.length - before;
  }

  private *job(name: string, count: number): Generator<void, string> {
    for (let i = 1; i <= count; i++) {
      this.nowMs++;
      this.steps.push(`${name}${i}`);
      if (i < count) yield;
    }
    return `${name} is done`;
  }
}

describe('sliced work', () => {
  it('pauses after 4 ms, and goes on in the next turn', () => {
    const bench = new Bench();
    bench.add('a', 10);
    expect([bench.turn(), bench.turn(), bench.turn(), bench.turn()]).toEqual([4, 4, 2, 0]);
    expect(bench.results).toEqual(['a is done']);
  });

  it('is done in the order in which it was added', () => {
    const bench = new Bench();
    bench.add('a', 3);
    bench.add('b', 3);
    expect(bench.work.length).toBe(2);
    bench.turn();
    bench.turn();
    expect(bench.steps).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3']);
    expect(bench.results).toEqual(['a is done', 'b is done']);
    expect(bench.work.length).toBe(0);
  });

  it('can be given up, and other work can be added afterwards', () => {
    const bench = new Bench();
    bench.add('a', 10);
    bench.turn();
    bench.work.clear();
    expect(bench.turn()).toBe(0);
    bench.add('b', 1);
    expect(bench.turn()).toBe(1);
    expect(bench.results).toEqual(['b is done']);
  });
});
