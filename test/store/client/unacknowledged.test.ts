// The queue of events that are not confirmed as durable.
import { describe, expect, it } from 'vitest';
import { cloneable, Unacknowledged } from '../../../src/store/client/unacknowledged.js';
import { anEvent, range } from '../fixtures.js';

function filled(count: number, capacity = 100): Unacknowledged {
  const queue = new Unacknowledged(capacity);
  for (const i of range(count)) queue.push(anEvent(i));
  return queue;
}

function numbers({ firstN, events }: ReturnType<Unacknowledged['take']>): unknown[] {
  return [firstN, ...events.map((event) => event.data.i)];
}

describe('Unacknowledged', () => {
  it('hands events out once, numbered in order', () => {
    const queue = filled(5);
    expect(numbers(queue.take(2))).toEqual([1, 1, 2]);
    expect(numbers(queue.take(10))).toEqual([3, 3, 4, 5]);
    expect(numbers(queue.take(10))).toEqual([6]);
    expect(queue.length).toBe(5);
  });

  it('forgets the events up to the acknowledged number', () => {
    const queue = filled(5);
    queue.take(4);
    queue.acknowledge(3);
    expect([queue.length, queue.sent]).toEqual([2, 1]);
    queue.acknowledge(3);
    queue.acknowledge(2);
    expect(queue.length).toBe(2);
    expect(numbers(queue.take(9))).toEqual([5, 5]);
  });

  it('hands out all unacknowledged events again for the next worker', () => {
    const queue = filled(5);
    queue.take(5);
    queue.acknowledge(2);
    queue.resend();
    expect(numbers(queue.take(9))).toEqual([3, 3, 4, 5]);
  });

  it('refuses an event when it is full, and does not use a number for it', () => {
    const queue = filled(3, 3);
    expect(queue.push(anEvent(99))).toBe(false);
    queue.take(3);
    queue.acknowledge(1);
    expect(queue.push(anEvent(4))).toBe(true);
    expect(numbers(queue.take(9))).toEqual([4, 4]);
  });

  it('stays right over many more events than it can hold', () => {
    const queue = new Unacknowledged(10);
    for (const i of range(1000)) {
      expect(queue.push(anEvent(i))).toBe(true);
      expect(numbers(queue.take(1))).toEqual([i, i]);
      if (i % 7 === 0) queue.acknowledge(i);
    }
    expect(queue.length).toBe(1000 % 7);
  });
});

describe('cloneable', () => {
  it('leaves a good event unchanged and replaces data that cannot be sent to a thread', () => {
    expect(cloneable(anEvent(1))).toEqual(anEvent(1));
    const { type, data } = cloneable({ type: 'mode', ts: 1, data: { f: () => 1 } });
    expect([type, Object.keys(data)]).toEqual(['mode', ['unreadable']]);
  });
});
