// How often the control thread is asked for its full report, and who gets the answer.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ControlReports } from '../../../src/comms/http/control-reports.js';
import { controlReport } from '../../report/control-report.js';

const FIRST = controlReport({ ts: 1 });
const SECOND = controlReport({ ts: 2 });

let asked: number[];
let reports: ControlReports;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  reports = new ControlReports({
    ask: (id) => asked.push(id),
    answerMs: 2000,
    steadyClock: () => performance.now(),
  });
});

afterEach(() => vi.useRealTimers());

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it('asks control when a report is read, and passes on the answer', async () => {
  expect(asked).toEqual([]);
  const report = reports.read();
  expect(asked).toEqual([1]);
  reports.settle(1, FIRST);
  expect(await report).toBe(FIRST);
});

describe('while control has not answered', () => {
  it('does not ask a second time, and all requests get the same answer', async () => {
    const early = reports.read();
    await pass(1500);
    const late = reports.read();
    expect(asked).toEqual([1]);
    reports.settle(1, FIRST);
    expect(await Promise.all([early, late])).toEqual([FIRST, FIRST]);
  });

  it('gives up after two seconds with 503', async () => {
    const failed = expect(reports.read()).rejects.toMatchObject({ status: 503, code: 'unavailable' });
    await pass(2000);
    await failed;
  });

  it('asks again after it has given up, and ignores an answer to the earlier question', async () => {
    const failed = expect(reports.read()).rejects.toThrow('has not answered');
    await pass(2000);
    await failed;
    const report = reports.read();
    reports.settle(1, FIRST);
    reports.settle(2, SECOND);
    expect(await report).toBe(SECOND);
  });
});

describe('when control has answered', () => {
  beforeEach(async () => {
    const report = reports.read();
    reports.settle(1, FIRST);
    await report;
  });

  it('shares the answer among all requests of one second', async () => {
    await pass(999);
    const all = await Promise.all(Array.from({ length: 1000 }, () => reports.read()));
    expect(new Set(all)).toEqual(new Set([FIRST]));
    expect(asked).toEqual([1]);
  });

  it('asks again after a second', async () => {
    await pass(1000);
    const report = reports.read();
    expect(asked).toEqual([1, 2]);
    reports.settle(2, SECOND);
    expect(await report).toBe(SECOND);
  });
});
