// Which sources are silent, judged by the age of samples, by the notices of the HAL, and by the rows that only one source delivers.
import { describe, expect, it } from 'vitest';
import { SampleTable } from '../../../hal/samples.js';
import { SourceWatch } from '../../../src/control/recovery/source-watch.js';
import { CLOCK } from '../../../src/control/tick.js';

const CHANNELS = ['chain.velocity', 'chain.position', 'generator.speed'];
/** Port `a` feeds the chain, port `b` the generator; the speed of the chain comes from both. */
const SOURCES = [['serial.a', 'serial.b'], ['serial.a'], ['serial.b']];

/** The clock of a tick at this time, s. */
function at(nowS: number): Float64Array {
  const clock = new Float64Array(CLOCK.length);
  clock[CLOCK.nowS] = nowS;
  return clock;
}

function watched(heardAt: Readonly<Record<string, number>>, sourcesOf: readonly string[][] = SOURCES) {
  const samples = new SampleTable(CHANNELS);
  CHANNELS.forEach((name, row) => {
    samples.put(row, 1, heardAt[name] ?? 10);
  });
  const watch = new SourceWatch(CHANNELS, sourcesOf);
  return { watch, samples };
}

const silent = ({ sources }: SourceWatch) =>
  sources.filter(({ isSilent }) => isSilent).map(({ name }) => name);

describe('a row', () => {
  it('is silent when its sample is older than staleAfter, and not at that age', () => {
    const { watch, samples } = watched({ 'generator.speed': 9.9 });
    expect(watch.judge(samples, at(10.1))).toBe(false);
    expect(watch.judge(samples, at(10.15))).toBe(true);
    expect([...watch.silentRows]).toEqual([0, 0, 1]);
    expect(watch.judge(samples, at(10.1))).toBe(false);
    expect([...watch.silentRows]).toEqual([0, 0, 0]);
  });

  it('has its full staleAfter again after a stall of the process', () => {
    const { watch, samples } = watched({});
    watch.heardFromS = 29.9;
    expect(watch.judge(samples, at(30))).toBe(false);
    expect(watch.judge(samples, at(30.2))).toBe(true);
    expect([...watch.silentRows]).toEqual([1, 1, 1]);
    watch.heardFromS = 5;
    expect(watch.judge(samples, at(10.1)), 'a stall before the sample changes nothing').toBe(false);
  });
});

describe('a source', () => {
  it('is not silent before it was judged, nor while one of its rows is fresh; its silent row is still reported', () => {
    const { watch, samples } = watched({ 'chain.position': 5 }, [['a'], ['a'], ['b']]);
    expect(silent(watch)).toEqual([]);
    expect(watch.judge(samples, at(10))).toBe(true);
    expect(silent(watch)).toEqual([]);
    expect([...watch.silentRows]).toEqual([0, 1, 0]);
  });

  it('is silent when all rows that only this source delivers are silent, whatever the other rows do', () => {
    const { watch, samples } = watched({ 'chain.position': 5 });
    expect(watch.judge(samples, at(10))).toBe(true);
    expect(silent(watch)).toEqual(['serial.a']);
  });

  it('is judged by all its rows when other sources deliver each of them, too', () => {
    const shared = [
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ];
    const one = watched({ 'chain.position': 5 }, shared);
    one.watch.judge(one.samples, at(10));
    expect(silent(one.watch)).toEqual([]);
    const all = watched({ 'chain.velocity': 5, 'chain.position': 5, 'generator.speed': 5 }, shared);
    all.watch.judge(all.samples, at(10));
    expect(silent(all.watch)).toEqual(['a', 'b']);
  });

  it('is silent between the notices of its loss and of its return, even if it has no channel', () => {
    const { watch, samples } = watched({});
    watch.take('serial.b', 'lost', 'the adapter is gone');
    watch.take('serial.drive', 'lost', 'no such device');
    expect(watch.judge(samples, at(10))).toBe(true);
    expect(silent(watch)).toEqual(['serial.b', 'serial.drive']);
    expect(watch.channelsOf('serial.drive')).toEqual([]);
    expect(watch.sources.map(({ reason }) => reason)).toEqual(['', 'the adapter is gone', 'no such device']);
    watch.take('serial.b', 'recovered', 'it is back');
    watch.take('serial.drive', 'recovered', 'it is back');
    expect(watch.judge(samples, at(10))).toBe(false);
    expect(watch.sources.map(({ reason }) => reason)).toEqual(['', '', '']);
  });
});

describe('the subject of a trouble', () => {
  it('gives the channels: its own name, the rows of the source, or none', () => {
    const { watch } = watched({});
    expect(watch.channelsOf('chain.position')).toEqual(['chain.position']);
    expect(watch.channelsOf('serial.a')).toEqual(['chain.velocity', 'chain.position']);
    expect(watch.channelsOf('serial.none')).toEqual([]);
  });

  it('can be reopened only when its source is silent, so that no good channel is lost', () => {
    const { watch, samples } = watched({ 'chain.position': 5 });
    watch.judge(samples, at(10));
    expect(watch.reopenable('serial.a')).toBe('serial.a');
    expect(watch.reopenable('chain.position')).toBe('serial.a');
    expect(watch.reopenable('serial.b')).toBeNull();
    expect(watch.reopenable('generator.speed')).toBeNull();
    expect(watch.reopenable('serial.none')).toBeNull();
  });
});
