// The service manager hears that the program works only while control, guard and comms all go on. Time is virtual.
import { describe, expect, it } from 'vitest';
import { ServiceReports } from '../../../src/runtime/service/service-reports.js';
import { PACE } from '../../../src/runtime/time/pacer.js';

const CONTROL_MS = 1000 / 15;

/** Control ticks at 15 Hz. `goesOn` says which of the other threads do. */
function service(watchdogMs: number | null = 2000) {
  const heard: { atMs: number; text: string }[] = [];
  const goesOn = { guard: true, comms: true };
  const counts = { guard: 0, comms: 0 };
  let status = 'standby, mode balanced, no alarm';
  let nowMs = 0;
  let accepts = true;
  const reports = new ServiceReports({
    manager: {
      watchdogMs,
      tell: (...assignments) => {
        if (accepts) heard.push({ atMs: nowMs, text: assignments.join('\n') });
        return accepts;
      },
    },
    progress: [() => counts.guard, () => counts.comms],
    status: () => status,
    monotonicUs: () => 123_456n,
  });
  const pace = new Float64Array(PACE.length);
  return {
    reports,
    goesOn,
    heard,
    texts: () => heard.map(({ text }) => text),
    feeds: () => heard.filter(({ text }) => text.split('\n').includes('WATCHDOG=1')).map(({ atMs }) => atMs),
    show: (line: string) => {
      status = line;
    },
    accept: (does: boolean) => {
      accepts = does;
    },
    run(seconds: number) {
      for (const endMs = nowMs + seconds * 1000; nowMs < endMs; ) {
        nowMs += CONTROL_MS;
        if (goesOn.guard) counts.guard++;
        if (goesOn.comms) counts.comms++;
        pace[PACE.isControl] = 1;
        pace[PACE.beganMs] = nowMs;
        reports.serve(pace);
      }
    },
    baseTick() {
      pace[PACE.isControl] = 0;
      reports.serve(pace);
    },
    standStill(seconds: number) {
      nowMs += seconds * 1000;
    },
  };
}

/** The longest time without a feed from `fromMs` to `toMs`. */
function longestSilence(feeds: readonly number[], fromMs: number, toMs: number): number {
  const times = [fromMs, ...feeds.filter((ms) => ms > fromMs && ms < toMs), toMs];
  return Math.max(...times.slice(1).map((ms, i) => ms - times[i]!));
}

describe('the service', () => {
  it('is ready after ten control ticks, and base ticks between them do not count', () => {
    const { run, baseTick, texts } = service();
    run(9 * CONTROL_MS * 0.001 - 0.01);
    for (let n = 0; n < 40; n++) baseTick();
    expect(texts()).toEqual([]);
    run(0.06);
    expect(texts()).toEqual(['READY=1\nSTATUS=standby, mode balanced, no alarm']);
  });

  it('shows a new state at most once a second, and only when it has changed', () => {
    const { run, show, texts } = service(null);
    run(3);
    expect(texts()).toHaveLength(1);
    for (let n = 0; n < 40; n++) {
      show(`state ${n}`);
      run(CONTROL_MS / 1000 - 0.001);
    }
    // 40 control ticks are 2.7 s.
    expect([2, 3]).toContain(texts().length - 1);
    run(2);
    expect(texts().at(-1)).toBe('STATUS=state 39');
  });

  it('shows a state that could not be sent later', () => {
    const { run, show, accept, texts } = service(null);
    run(1);
    accept(false);
    show('tripped');
    run(3);
    accept(true);
    run(1.1);
    expect(texts().at(-1)).toBe('STATUS=tripped');
  });

  it('reports a reload from its begin to its end, and that it stops', () => {
    const { reports, run, texts } = service(null);
    run(1);
    reports.reloading();
    reports.reloaded();
    reports.stopping();
    expect(texts().slice(1)).toEqual([
      'RELOADING=1\nMONOTONIC_USEC=123456',
      'READY=1',
      expect.stringMatching(/^STOPPING=1\nSTATUS=/),
    ]);
  });

  it('is not ready because of a reload during the start', () => {
    const { reports, texts } = service();
    reports.reloading();
    reports.reloaded();
    expect(texts()).toEqual([]);
  });
});

describe('the watchdog', () => {
  it('is fed at half of its time while all three threads go on', () => {
    const { run, feeds } = service(2000);
    run(60);
    expect(longestSilence(feeds(), 1000, 60_000)).toBeLessThan(1000 + 2 * CONTROL_MS);
    expect(feeds().length).toBeLessThanOrEqual(60);
  });

  it.each(['guard', 'comms'] as const)(
    'is not fed any more when %s stands still, and again afterwards',
    (part) => {
      const { run, goesOn, feeds } = service(2000);
      run(10);
      const before = feeds().length;
      goesOn[part] = false;
      run(10);
      // The part may have gone on just after the last feed: that earns one more.
      expect(feeds().length).toBeLessThanOrEqual(before + 1);
      const silent = feeds().length;
      goesOn[part] = true;
      run(3);
      expect(feeds().length).toBeGreaterThanOrEqual(silent + 2);
    },
  );

  it('is not fed while control stands still', () => {
    const { run, standStill, feeds } = service(2000);
    run(10);
    const before = feeds().length;
    standStill(30);
    expect(feeds().length).toBe(before);
  });

  it('is fed in time when comms stands still for nearly its whole time', () => {
    const { run, goesOn, feeds } = service(2000);
    run(10);
    goesOn.comms = false;
    run(0.85);
    goesOn.comms = true;
    run(10);
    expect(longestSilence(feeds(), 9000, 20_000)).toBeLessThan(2000);
  });

  it('gets a longer time once while a thread is started again, no feed, and then its own time again', () => {
    const { run, goesOn, reports, heard, feeds } = service(2000);
    run(10);
    goesOn.comms = false;
    const fedBefore = feeds().length;
    const heardBefore = heard.length;
    reports.threadEnded();
    run(4);
    reports.threadEnded();
    run(4);
    const meanwhile = heard.slice(heardBefore).map(({ text }) => text);
    expect(meanwhile.filter((text) => text === 'WATCHDOG_USEC=15000000')).toHaveLength(1);
    expect(feeds().length).toBeLessThanOrEqual(fedBefore + 1);
    goesOn.comms = true;
    run(1);
    expect(heard.at(-1)!.text).toBe('WATCHDOG=1\nWATCHDOG_USEC=2000000');
  });

  it('is not fed after the end has begun, nor when there is none', () => {
    const { run, reports, feeds } = service(2000);
    run(5);
    reports.stopping();
    const before = feeds().length;
    run(5);
    expect(feeds().length).toBe(before);
    const without = service(null);
    without.run(5);
    expect(without.feeds()).toEqual([]);
  });
});
