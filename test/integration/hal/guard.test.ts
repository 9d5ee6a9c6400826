// The guard in its own thread, on files that imitate the kernel's value files: what it does while control hangs.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { GuardedLines } from '../../../hal/hal.js';
import { Guard } from '../../../src/runtime/guard/guard.js';
import { until } from '../../support/until.js';

const never = new Int32Array(new SharedArrayBuffer(4));

/** Blocks this thread, like a driver that waits for ever. */
const hang = (ms: number) => Atomics.wait(never, 0, 0, ms);

class Lines {
  readonly folder = mkdtempSync(join(tmpdir(), 'kpp-guard-'));
  private readonly descriptors: number[] = [];

  constructor() {
    onTestFinished(() => {
      for (const fd of this.descriptors) closeSync(fd);
      rmSync(this.folder, { recursive: true });
    });
  }

  add(name: string, level: string): { kind: 'sysfs'; fd: number } {
    writeFileSync(join(this.folder, name), level);
    const fd = openSync(join(this.folder, name), 'r+');
    this.descriptors.push(fd);
    return { kind: 'sysfs', fd };
  }

  level(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  writtenMs(name: string): number {
    return statSync(join(this.folder, name)).mtimeMs;
  }

  set(name: string, level: string): void {
    writeFileSync(join(this.folder, name), level);
  }
}

async function guarding() {
  const lines = new Lines();
  const crashes: string[] = [];
  const guarded: GuardedLines = {
    outputs: [
      { name: 'brake', line: lines.add('brake', '1'), safeLevel: 0 },
      { name: 'valve', line: lines.add('valve', '0'), safeLevel: 1 },
    ],
    emergencyStop: { line: lines.add('estop', '1'), pressedLevel: 0 },
  };
  const guard = new Guard((reason) => crashes.push(reason));
  onTestFinished(() => guard.stop());
  await guard.start(guarded);
  return { guard, lines, crashes };
}

describe('the guard', () => {
  it('makes the outputs safe and keeps them so while the control thread still hangs', async () => {
    const { guard, lines } = await guarding();
    guard.lease.arm();
    guard.lease.renew();
    const beganMs = Date.now();
    hang(900);
    expect([lines.level('brake'), lines.level('valve')]).toEqual(['0', '1']);
    expect(guard.lease.isLatched).toBe(true);
    // The guard writes every 50 ms, so the last write is shortly before the end of the hang.
    expect(lines.writtenMs('brake') - beganMs).toBeGreaterThan(800);
  });

  it('is not undone by a control thread that wakes up', async () => {
    const { guard, lines } = await guarding();
    guard.lease.arm();
    guard.lease.renew();
    hang(700);
    lines.set('brake', '1');
    guard.lease.renew();
    await until('the brake is safe again', () => lines.level('brake') === '0');
    expect(guard.lease.isLatched).toBe(true);
  });

  it('acts on the emergency stop while the control thread hangs', async () => {
    const { guard, lines } = await guarding();
    guard.lease.arm();
    guard.lease.renew();
    lines.set('estop', '0');
    hang(100);
    expect([lines.level('brake'), lines.level('valve')]).toEqual(['0', '1']);
    expect(guard.lease.latchCause).toBe('emergency_stop');
    expect(guard.lease.isPressed).toBe(true);
  });

  it('refuses the start when it cannot begin, and is not restarted', async () => {
    const crashes: string[] = [];
    const guard = new Guard((reason) => crashes.push(reason));
    // No HAL gives this value: the thread fails before it begins to watch.
    const nonsense = { outputs: null, emergencyStop: null } as unknown as GuardedLines;
    await expect(guard.start(nonsense)).rejects.toThrow(/^the guard's thread does not start: .*null/);
    expect(crashes).toEqual([]);
  });

  it('releases its descriptors when it is stopped', async () => {
    const { guard, lines } = await guarding();
    guard.lease.arm();
    await guard.stop();
    hang(700);
    expect([lines.level('brake'), lines.level('valve')]).toEqual(['1', '0']);
  });
});
