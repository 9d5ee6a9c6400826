// How the totals survive: restarts of the program, of the comms thread and of the store, a store in memory, and a reset.
import { describe, expect, it } from 'vitest';
import { TotalsKeeper } from '../../../src/comms/journal/totals-keeper.js';
import { createLogger } from '../../../src/shared/log.js';
import { NO_COUNTS, type RunCounts } from '../../../src/totals/run-counts.js';
import type { ControlEvent } from '../../../src/vocabulary/events.js';
import { aFrame, LAYOUT, START_MS } from '../../features/fixtures.js';
import { FakeSource } from '../fake-source.js';

interface Options {
  readonly run?: number;
  readonly counts?: RunCounts;
  readonly tick?: number;
  readonly storeMode?: 'disk' | 'memory';
  readonly isReplacement?: boolean;
}

const KWH_PER_S = 4431 / 3.6e6;

/** The comms thread's part of one run; the power is 4431 W in every frame. */
class Bench {
  readonly events: ControlEvent[] = [];
  readonly keeper: TotalsKeeper;
  changes = 0;
  private tick: number;

  constructor(
    readonly source: FakeSource,
    { run = 1, counts = NO_COUNTS, tick = 0, storeMode = 'disk', isReplacement = false }: Options = {},
  ) {
    this.tick = tick;
    this.keeper = new TotalsKeeper({
      ...{ layout: LAYOUT, run, counts, source, storeMode, isReplacement },
      changed: () => this.changes++,
      report: (event) => this.events.push(event),
      log: createLogger('comms', () => {}, { journal: false }),
      wallClock: () => START_MS + this.tick * 16,
    });
  }

  async run(seconds: number): Promise<this> {
    for (let i = 0; i < seconds; i++) {
      for (let frame = 0; frame < 60; frame++) this.keeper.frame(aFrame(this.tick++, START_MS));
      await this.keeper.save(i % 60 === 59);
    }
    return this;
  }

  get document() {
    return this.keeper.document!;
  }

  get seconds() {
    return this.document.energy.generatedKWh / KWH_PER_S;
  }
}

const counts = (starts: number, overspeed: number) => ({ ...NO_COUNTS, starts, trips: { overspeed } });

describe('the totals', () => {
  it('begin with the first second of a new store, without an event', async () => {
    const bench = await new Bench(new FakeSource()).run(3);
    expect(bench.document).toMatchObject({ starts: 0, availability: 1 });
    expect(bench.seconds).toBeCloseTo(3, 2);
    expect(bench.changes).toBe(1);
    expect(bench.events).toEqual([]);
  });

  it('are not known before the store has answered', async () => {
    const source = new FakeSource();
    source.isAway = true;
    const bench = await new Bench(source).run(5);
    expect(bench.keeper.document).toBeUndefined();
    source.isAway = false;
    expect((await bench.run(1)).seconds).toBeCloseTo(6, 2);
  });

  it('continue in the next run from the last record', async () => {
    const source = new FakeSource();
    await new Bench(source, { counts: counts(1, 2) }).run(60);
    const next = await new Bench(source, { run: 2, counts: counts(1, 0) }).run(60);
    expect(next.seconds).toBeCloseTo(120, 1);
    expect(next.document).toMatchObject({ starts: 2, trips: { total: 2, byCause: { overspeed: 2 } } });
    expect(next.document.hours.powered).toBeCloseTo(120 / 3600, 5);
  });

  it('after a restart of the comms thread have the time of the restart as unmeasured, and nothing twice', async () => {
    const source = new FakeSource();
    await new Bench(source, { counts: counts(1, 1) }).run(60);
    const restarted = await new Bench(source, { counts: counts(2, 1), tick: 90 * 60 }).run(10);
    expect(restarted.seconds).toBeCloseTo(70, 1);
    expect(restarted.document).toMatchObject({ starts: 2, trips: { total: 1 } });
    expect(restarted.document.hours.powered).toBeCloseTo(100 / 3600, 5);
    expect(restarted.document.unmeasuredHours).toBeCloseTo(30 / 3600, 5);
  });

  it('are saved when the store is back', async () => {
    const source = new FakeSource();
    const bench = await new Bench(source).run(10);
    source.isAway = true;
    await bench.run(100);
    source.isAway = false;
    await bench.run(1);
    expect((await new Bench(source, { run: 2 }).run(1)).seconds).toBeCloseTo(112, 1);
  });

  it('go on while the store is in memory, and return to the disk with it', async () => {
    const disk = new FakeSource();
    const bench = await new Bench(disk).run(10);
    const onDisk = disk.totalsRecord;
    disk.totalsRecord = null;
    bench.keeper.newStore('memory', false);
    await bench.run(10);
    expect(disk.totalsRecord).not.toBeNull();
    bench.keeper.newStore('disk', false);
    expect((await bench.run(10)).seconds).toBeCloseTo(30, 1);
    expect(onDisk).not.toBeNull();
  });

  it('are not overwritten by a comms thread that was started while the store was in memory', async () => {
    const source = new FakeSource();
    await new Bench(source).run(60);
    const onDisk = source.totalsRecord;
    source.totalsRecord = null;
    const bench = await new Bench(source, { run: 2, storeMode: 'memory' }).run(10);
    expect([bench.keeper.document, source.totalsRecord]).toEqual([undefined, null]);
    source.totalsRecord = onDisk;
    bench.keeper.newStore('disk', false);
    expect((await bench.run(5)).seconds).toBeCloseTo(75, 1);
  });

  it.each([
    ['at the start', async (source: FakeSource) => new Bench(source, { isReplacement: true }).run(1)],
    [
      'while the program runs',
      async (source: FakeSource) => {
        const bench = await new Bench(source).run(60);
        source.totalsRecord = null;
        bench.keeper.newStore('disk', true);
        return bench.run(1);
      },
    ],
  ])('begin anew when the store was replaced %s, and an event says so', async (_, start) => {
    const bench = await start(new FakeSource());
    expect(bench.seconds).toBeCloseTo(bench.changes === 1 ? 1 : 0, 1);
    expect(bench.events).toMatchObject([
      { type: 'lifecycle', data: { totals: 'begun', since: bench.document.since } },
    ]);
    expect((await bench.run(4)).seconds).toBeCloseTo(bench.changes === 1 ? 5 : 4, 1);
  });

  it('begin anew when their record cannot be read', async () => {
    const source = new FakeSource();
    source.totalsRecord = '{"id":7}';
    expect((await new Bench(source).run(1)).events).toMatchObject([{ data: { totals: 'begun' } }]);
  });
});

describe('a reset', () => {
  it('begins at zero, keeps the old totals and the reason in an event, and counts on without a gap', async () => {
    const source = new FakeSource();
    const bench = await new Bench(source, { counts: counts(2, 1) }).run(60);
    const before = await bench.keeper.reset('new generator');
    expect(before).toMatchObject({ starts: 2, trips: { total: 1 } });
    expect(source.events).toMatchObject([
      { type: 'command', data: { name: 'totals_reset', ok: true, reason: 'new generator', before } },
    ]);
    expect(bench.document).toMatchObject({
      since: before.ts,
      starts: 0,
      trips: { total: 0 },
      unmeasuredHours: 0,
    });
    bench.keeper.count(counts(3, 1));
    expect((await bench.run(10)).seconds).toBeCloseTo(10, 2);
    expect(bench.document).toMatchObject({ starts: 1, trips: { total: 0 }, unmeasuredHours: 0 });
    const next = await new Bench(source, { run: 2 }).run(1);
    expect(next.document).toMatchObject({ starts: 1, since: before.ts });
  });

  it('that the store did not confirm changes nothing, unless the store has it', async () => {
    const source = new FakeSource();
    const bench = await new Bench(source).run(60);
    source.isAway = true;
    await expect(bench.keeper.reset('x')).rejects.toThrow('away');
    source.isAway = false;
    expect((await bench.run(1)).seconds).toBeCloseTo(61, 1);

    const put = source.resetTotals.bind(source);
    source.resetTotals = async (body, event) => {
      await put(body, event);
      throw new Error('the store died after it had stored it');
    };
    await expect(bench.keeper.reset('y')).rejects.toThrow('died');
    expect((await bench.run(3)).seconds).toBeCloseTo(3, 1);
  });

  it('is refused before the totals are known', async () => {
    await expect(new Bench(new FakeSource()).keeper.reset('x')).rejects.toThrow('away');
  });
});
