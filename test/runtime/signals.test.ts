// Stop signals: the first ends in order, a second one at once, and npm's echo of a Ctrl-C is no second one.
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
  it('asks for an orderly end, and a second one half a second later ends at once', () => {
    const { seen, clock, stop } = listening();
    process.emit('SIGTERM');
    clock.ms += 500;
    process.emit('SIGINT');
    stop();
    expect(seen).toEqual(['stop SIGTERM', 'exit 130']);
  });

  it('that comes again within half a second is the same one', () => {
    const { seen, clock, stop } = listening();
    process.emit('SIGINT');
    clock.ms += 499;
    process.emit('SIGINT');
    stop();
    expect(seen).toEqual(['stop SIGINT']);
  });

  it('is not listened to any more after the end', () => {
    const before = process.listenerCount('SIGTERM');
    const { stop } = listening();
    expect(process.listenerCount('SIGTERM')).toBe(before + 1);
    stop();
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});
