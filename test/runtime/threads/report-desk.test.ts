// When the control thread answers a request for its full report, and what the report contains.
import { describe, expect, it } from 'vitest';
import { PerformanceProfiler } from '../../../src/control/profiler/performance-profiler.js';
import type { ControlReport } from '../../../src/report/profile.js';
import { ReportDesk } from '../../../src/runtime/threads/report-desk.js';
import { PHASES } from '../../../src/vocabulary/words.js';
import { Rig } from '../../control/rig.js';

const LATE = { tick: 8, latenessUs: 3100, cause: 'gc', detail: 'garbage was collected for 3.0 ms' } as const;

function desk() {
  const answers: { id: number; report: ControlReport }[] = [];
  const rig = new Rig();
  const profiler = new PerformanceProfiler({ phases: PHASES, clock: () => 0 });
  profiler.recordLateness(120);
  const reportDesk = new ReportDesk({
    profiler,
    lateCauses: { records: [LATE] },
    alarms: rig.controller.view.alarms,
    answer: (id, report) => answers.push({ id, report }),
    wallClock: () => 1_764_000_000_000,
  });
  return { answers, rig, reportDesk };
}

describe('a request for the report', () => {
  it('waits for the end of a tick', () => {
    const { answers, reportDesk } = desk();
    reportDesk.ask(7);
    expect(answers).toEqual([]);
    reportDesk.serve();
    expect(answers.map(({ id }) => id)).toEqual([7]);
  });

  it('is answered once', () => {
    const { answers, reportDesk } = desk();
    reportDesk.ask(7);
    reportDesk.serve();
    reportDesk.serve();
    expect(answers).toHaveLength(1);
  });

  it('replaces an earlier one that was not answered yet', () => {
    const { answers, reportDesk } = desk();
    reportDesk.ask(7);
    reportDesk.ask(8);
    reportDesk.serve();
    expect(answers.map(({ id }) => id)).toEqual([8]);
  });
});

it('makes no report without a request', () => {
  const { answers, reportDesk } = desk();
  reportDesk.serve();
  expect(answers).toEqual([]);
});

it('answers with durations, late ticks and alarms, as plain data that can be sent to another thread', () => {
  const { answers, rig, reportDesk } = desk();
  rig.controlTick();
  rig.values.delete('water.temperature');
  rig.run(1);
  reportDesk.ask(1);
  reportDesk.serve();
  const { report } = answers[0]!;
  expect(structuredClone(report)).toEqual(report);
  expect(report.ts).toBe(1_764_000_000_000);
  expect(Object.keys(report.profile.phases)).toEqual([...PHASES]);
  expect(report.profile.lateness.total).toMatchObject({ count: 1, mean: 120, max: 120 });
  expect(report.lateTicks).toEqual([LATE]);
  expect(report.alarms).toMatchObject({
    isFlood: false,
    occurrences: 1,
    topOffenders: [{ rule: 'sensor_lost.water.temperature', occurrences: 1, share: 1 }],
  });
});
