// A live page whose address is taken or not there yet is tried again, less and less often, until it listens.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ListenError } from '../../../src/comms/http/listening.js';
import { PageKeeper } from '../../../src/comms/http/page-keeper.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const taken = () => new ListenError('the port 80 of the live page is taken.', 'Choose another one.');

function keeper(failures: (Error | null)[]) {
  const changes: boolean[] = [];
  const lines: string[] = [];
  let attempts = 0;
  const one = new PageKeeper({
    listen: async () => {
      const error = failures[Math.min(attempts++, failures.length - 1)];
      if (error) throw error;
    },
    changed: (isAvailable) => changes.push(isAvailable),
    log: { warn: (line) => lines.push(line) },
  });
  return { one, changes, lines, attempts: () => attempts };
}

describe('the live page', () => {
  it('that listens at once is available, and nothing is tried again', async () => {
    const { one, changes, lines, attempts } = keeper([null]);
    expect(await one.start()).toBeNull();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([changes, lines, attempts()]).toEqual([[true], [], 1]);
  });

  it('that cannot listen is tried again until it can, and says each reason once', async () => {
    const other = new ListenError('the address 10.0.0.9 is not an address of this machine.', 'Wait for it.');
    const { one, changes, lines } = keeper([taken(), taken(), other, other, null]);
    expect(await one.start()).toMatchObject({ message: 'the port 80 of the live page is taken.' });
    expect(changes).toEqual([false]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(changes).toEqual([false, true]);
    expect(lines).toEqual([
      'http: the port 80 of the live page is taken. The controller goes on and tries again. Choose another one.',
      'http: the address 10.0.0.9 is not an address of this machine. The controller goes on and tries again. Wait for it.',
    ]);
  });

  it('is tried every five seconds at last, and not any more after the stop', async () => {
    const { one, attempts } = keeper([taken()]);
    await one.start();
    await vi.advanceTimersByTimeAsync(60_000);
    const before = attempts();
    await vi.advanceTimersByTimeAsync(50_000);
    expect(attempts() - before).toBe(10);
    one.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(attempts() - before).toBe(10);
  });
});
