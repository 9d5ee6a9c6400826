// Stop signals: the first one ends the program in order, the second one at once. npm repeats a Ctrl-C; the repetition is ignored.
import { describe, expect, it } from 'vitest';
import { onStopSignal } from '../../src/runtime/signals.js';

function listening() {
  const seen: string[] = [];
  const clock = { ms: 1000 };
  const stop = onStopSignal(
    (signal) => seen.push(`stop ${signal}`),
    (code) => seen.push(`exit ${code}`),
    () => clock.ms,
  );
  return { seen, clock, stop };
}

describe('a stop signal', () => {
  it('ends the program in order, and a second one half a second later ends it at once', () => {
    const { seen, clock, stop } = listening();
    process.emit('SIGTERM');
    clock.ms += 500;
    process.emit('SIGINT');
    stop();
    expect(seen).toEqual(['stop SIGTERM', 'exit 130']);
  });

  it('counts as the same signal when it is repeated within half a second', () => {
    const { seen, clock, stop } = listening();
    process.emit('SIGINT');
    clock.ms += 499;
    process.emit('SIGINT');
    stop();
    expect(seen).toEqual(['stop SIGINT']);
  });

  it('has no handler any more after the end', () => {
    const before = process.listenerCount('SIGTERM');
    const { stop } = listening();
    expect(process.listenerCount('SIGTERM')).toBe(before + 1);
    stop();
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});
