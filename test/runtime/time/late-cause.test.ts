// Every late control tick gets a cause: a table of verdicts, and a test with a thread that is really blocked.
import { describe, expect, it } from 'vitest';
import { judge, LateCauses, type Lateness, type LateRecord } from '../../../src/runtime/time/late-cause.js';
import { PACE, Pacer } from '../../../src/runtime/time/pacer.js';
import type { ThreadEvidence } from '../../../src/runtime/time/thread-evidence.js';

/** Due at 1000 ms, began at 1010; the tick before ended long ago, the loop called in time and was idle. */
const TEN_MS_LATE: Lateness = {
  tick: 60,
  dueMs: 1000,
  beganMs: 1010,
  previousEndMs: 940,
  longestPhase: null,
  longestPhaseMs: 0,
  calledMs: 999.2,
  loopBusyMs: 0,
  runDelayMs: 0,
};

describe('the verdict on a tick that began 10 ms late', () => {
  it.each<[string, Partial<Lateness>, number, string, RegExp]>([
    ['garbage was collected for most of it', {}, 9, 'gc', /9\.0 ms/],
    ['garbage was collected for a small part of it', { runDelayMs: 9 }, 1, 'os', /9\.0 ms for a processor/],
    [
      'our own tick ran over the deadline',
      {
        previousEndMs: 1009,
        longestPhase: 'optimise',
        longestPhaseMs: 62,
        calledMs: 1009.9,
        loopBusyMs: 0.1,
      },
      0,
      'phase',
      /9\.0 ms over.*optimise, 62\.0 ms/,
    ],
    [
      'a tick between control ticks ran over',
      { previousEndMs: 1009, calledMs: 1009.9 },
      0,
      'phase',
      /between control ticks/,
    ],
    [
      'our own tick ran over because of garbage',
      { previousEndMs: 1009, calledMs: 1009.9 },
      8,
      'gc',
      /8\.0 ms/,
    ],
    ['our own tick ended just before the deadline', { previousEndMs: 999.9 }, 0, 'os', /woken late/],
    ['something else held the event loop', { calledMs: 1009.9, loopBusyMs: 14 }, 0, 'blocked', /14\.0 ms/],
    [
      'the loop was busy, but waited for a processor',
      { calledMs: 1009.9, loopBusyMs: 14, runDelayMs: 13 },
      0,
      'os',
      /13\.0 ms/,
    ],
    ['the loop was idle and was woken late', { calledMs: 1009.9, loopBusyMs: 0.3 }, 0, 'os', /woken late/],
    ['the loop was busy, but had called the pacer in time', { loopBusyMs: 14 }, 0, 'os', /woken late/],
  ])('when %s', (_, known, gcMs, cause, detail) => {
    const record = judge({ ...TEN_MS_LATE, ...known }, gcMs);
    expect(record).toMatchObject({ tick: 60, latenessUs: 10_000, cause });
    expect(record.detail).toMatch(detail);
  });
});

/** Evidence as a test sets it. */
class Evidence implements ThreadEvidence {
  collections: [number, number][] = [];
  delayMs = 0;
  isClosed = false;

  gcMs(fromMs: number, toMs: number): number {
    const overlap = ([from, to]: [number, number]) =>
      Math.max(0, Math.min(to, toMs) - Math.max(from, fromMs));
    return this.collections.reduce((sum, collection) => sum + overlap(collection), 0);
  }

  runDelayMs(): number {
    return this.delayMs;
  }

  close(): void {
    this.isClosed = true;
  }
}

const NO_PROFILE = { longestPhase: 0, lastPhaseUs: () => 0 };

function paceOf(tick: number, latenessMs: number): Float64Array {
  const pace = new Float64Array(PACE.length);
  const dueMs = (tick * 1000) / 60;
  pace[PACE.tick] = tick;
  pace[PACE.dueMs] = dueMs;
  pace[PACE.beganMs] = dueMs + latenessMs;
  pace[PACE.latenessMs] = latenessMs;
  pace[PACE.calledMs] = dueMs - 1;
  pace[PACE.previousEndMs] = dueMs - 16;
  return pace;
}

describe('the causes of late ticks', () => {
  it('are judged only when the garbage collections are known, and every tick is counted once', () => {
    const evidence = new Evidence();
    const verdicts: LateRecord[] = [];
    const causes = new LateCauses(NO_PROFILE, { evidence, onVerdict: (record) => verdicts.push(record) });
    causes.beginTick(paceOf(60, 5));
    evidence.collections.push([999, 1004.5]);
    for (let tick = 64; tick < 89; tick += 4) causes.beginTick(paceOf(tick, 0));
    expect(verdicts).toEqual([]);
    for (let tick = 92; tick < 120; tick += 4) causes.beginTick(paceOf(tick, 0));
    expect(verdicts.map(({ tick, cause }) => [tick, cause])).toEqual([[60, 'gc']]);
    expect([...causes.counts]).toEqual([1, 0, 0, 0]);
    expect(causes.records).toEqual(verdicts);
  });

  it('are not recorded for ticks that are at most 1 ms late', () => {
    const causes = new LateCauses(NO_PROFILE, { evidence: new Evidence() });
    causes.beginTick(paceOf(60, 0.99));
    causes.close();
    expect([...causes.counts]).toEqual([0, 0, 0, 0]);
  });

  it('name the longest phase of the control tick that took too long', () => {
    const evidence = new Evidence();
    const causes = new LateCauses({ longestPhase: 4, lastPhaseUs: () => 71_000 }, { evidence });
    const late = paceOf(64, 6);
    late[PACE.previousEndMs] = late[PACE.dueMs]! + 5.9;
    late[PACE.calledMs] = late[PACE.beganMs]!;
    causes.endTick(late[PACE.previousEndMs]!);
    causes.beginTick(late);
    causes.close();
    expect(causes.records).toMatchObject([{ tick: 64, latenessUs: 6000, cause: 'phase' }]);
    expect(causes.records[0]!.detail).toMatch(/alarms, 71\.0 ms/);
  });

  it('consider only the time of waiting for a processor since the last control tick', () => {
    const evidence = new Evidence();
    evidence.delayMs = 5000;
    const causes = new LateCauses(NO_PROFILE, { evidence });
    const blocked = paceOf(64, 6);
    blocked[PACE.calledMs] = blocked[PACE.beganMs]!;
    blocked[PACE.loopBusyMs] = 8;
    evidence.delayMs = 6000;
    causes.endTick(990);
    causes.beginTick(blocked);
    evidence.delayMs = 6007;
    causes.beginTick(Object.assign(blocked.slice(), { [PACE.tick]: 68 }));
    causes.close();
    expect(causes.records.map(({ tick, cause }) => [tick, cause])).toEqual([
      [64, 'blocked'],
      [68, 'os'],
    ]);
  });

  it('need constant memory: the last 32 records are kept, and every tick is counted', () => {
    const causes = new LateCauses(NO_PROFILE, { evidence: new Evidence() });
    for (let tick = 0; tick < 4000; tick += 4) causes.beginTick(paceOf(tick, 20));
    causes.close();
    expect(causes.records).toHaveLength(32);
    expect(causes.records.at(-1)!.tick).toBe(3996);
    expect([...causes.counts]).toEqual([0, 0, 0, 1000]);
  });

  it('are judged for the ticks that still wait when the recording is closed', () => {
    const evidence = new Evidence();
    const causes = new LateCauses(NO_PROFILE, { evidence });
    causes.beginTick(paceOf(60, 5));
    causes.close();
    expect(causes.records).toHaveLength(1);
    expect(evidence.isClosed).toBe(true);
  });

  it('are found for a blocking call on the real event loop', async () => {
    const BLOCKED_MS = 120;
    const verdict = await new Promise<LateRecord>((resolve) => {
      const causes = new LateCauses(NO_PROFILE, {
        onVerdict: (record) => {
          if (record.latenessUs > (BLOCKED_MS * 1000) / 3) {
            pacer.stop();
            causes.close();
            resolve(record);
          }
        },
      });
      let hasBlocked = false;
      const pacer = new Pacer(15, (pace) => {
        if (pace[PACE.tick]! >= 4 && !hasBlocked) {
          hasBlocked = true;
          setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCKED_MS));
        }
        if (pace[PACE.isControl] === 1) {
          causes.beginTick(pace);
          causes.endTick(performance.now());
        }
      });
      pacer.start();
    });
    expect(verdict.cause).toBe('blocked');
  });
});
