// When an oscillation is reported to the operator: once while it lasts, and not while the load search causes it.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { OscillationWatch } from '../../../src/control/stability/oscillation-watch.js';
import { ProcessImage } from '../../../src/control/state/image.js';

const RATE_HZ = 15;

class Bench {
  readonly image = new ProcessImage(['chain.velocity', 'generator.power']);
  readonly watch = new OscillationWatch(this.image, [0.1, 300]);
  searching = false;
  /** The times at which the report began or ended. */
  readonly changes: number[] = [];
  private n = 0;
  private concerned = false;

  /** The amplitude of a swing of 12 s; NaN for a sensor that is lost. */
  pass(seconds: number, amplitude: (tS: number) => number): this {
    for (let end = this.n + seconds * RATE_HZ; this.n < end; this.n++) {
      const t = this.n / RATE_HZ;
      const swing = amplitude(t) * Math.sin((2 * Math.PI * t) / 12);
      this.image.set(0, 1.2 + swing, t, QUALITY.good);
      this.image.set(1, 3000 * (1 + swing), t, QUALITY.good);
      this.watch.update(this.image, 1 / RATE_HZ);
      const concerned = this.watch.concernsOperator(this.searching);
      if (concerned !== this.concerned) this.changes.push(t);
      this.concerned = concerned;
    }
    return this;
  }
}

const growing = (t: number) => Math.min(0.4, 0.05 * Math.exp(t / 40));
const steady = () => 0.4;
const dying = (startS: number) => (t: number) => 0.4 * Math.exp(-(t - startS) / 40);

describe('an oscillation', () => {
  it('is reported once, however long it lasts, and ends once', () => {
    const { changes } = new Bench().pass(120, growing).pass(86_400, steady).pass(600, dying(86_520));
    expect(changes).toHaveLength(2);
    expect(changes[0]).toBeLessThan(120);
    expect(changes[1]).toBeGreaterThan(86_520);
  });

  it.each([1, 5, 20])('continues after a gap of %d s in the signals', (gapS) => {
    const bench = new Bench().pass(120, growing);
    bench.pass(gapS, () => Number.NaN).pass(600, steady);
    expect(bench.changes).toHaveLength(1);
  });

  it('that the load search causes and ends again is not reported', () => {
    const bench = new Bench();
    bench.searching = true;
    bench.pass(120, growing).pass(500, steady).pass(600, dying(620));
    expect(bench.changes).toEqual([]);
  });

  it('that lasts much longer than a measurement of the search is reported', () => {
    const bench = new Bench();
    bench.searching = true;
    bench.pass(120, growing).pass(1800, steady);
    expect(bench.changes).toHaveLength(1);
    expect(bench.changes[0]).toBeGreaterThan(900);
  });

  it('that was reported stays reported when a search begins', () => {
    const bench = new Bench().pass(120, growing);
    bench.searching = true;
    bench.pass(60, steady);
    expect(bench.changes).toHaveLength(1);
  });
});
