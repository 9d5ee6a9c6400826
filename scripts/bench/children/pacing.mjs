// Child process: runs an empty task at 15 Hz with one way of pacing, and measures how late each call is and how far it drifts.
import { answer, parameters } from '../child.mjs';
import { load } from '../dist.mjs';
import { quantiles } from '../statistics.mjs';

const RATE_HZ = 15;
const PERIOD_MS = 1000 / RATE_HZ;
const US_PER_MS = 1000;

/** Each calls back `RATE_HZ` times a second, with the index of the call that was due, until the callback returns false. */
const PACINGS = {
  /** Ours: absolute deadlines, coarse timer, futex wait, short spin. */
  async pacer(onTick) {
    const { Pacer, PACE } = await load('src/runtime/time/pacer.js');
    const ticksPerControl = 60 / RATE_HZ;
    let first;
    const pacer = new Pacer(RATE_HZ, (pace) => {
      if (pace[PACE.isControl] !== 1) return;
      const began = pace[PACE.beganMs];
      first ??= { dueMs: pace[PACE.dueMs], tick: pace[PACE.tick] };
      const index = Math.floor((pace[PACE.tick] - first.tick) / ticksPerControl);
      if (!onTick(began, index, first.dueMs)) pacer.stop();
    });
    pacer.start();
  },

  /** The usual way. Its deadlines are counted from its first call. */
  setInterval(onTick) {
    let index = 0;
    let first;
    const timer = setInterval(() => {
      const began = performance.now();
      first ??= began;
      if (!onTick(began, index++, first)) clearInterval(timer);
    }, PERIOD_MS);
  },

  /** One timer for each absolute deadline, so it does not drift. */
  setTimeout(onTick) {
    const origin = performance.now() + PERIOD_MS;
    let index = 0;
    const arm = () => setTimeout(call, origin + index * PERIOD_MS - performance.now());
    const call = () => {
      const began = performance.now();
      const due = index++;
      index = Math.max(index, Math.ceil((began - origin) / PERIOD_MS));
      if (onTick(began, due, origin)) arm();
    };
    arm();
  },
};

const { pacing, seconds } = parameters();
const offsets = [];
const times = [];
const last = Math.max(1, Math.round(seconds * RATE_HZ));
await new Promise((resolve) => {
  PACINGS[pacing]((began, index, originMs) => {
    offsets.push((began - originMs - index * PERIOD_MS) * US_PER_MS);
    times.push({ began, index });
    if (index < last) return true;
    resolve();
    return false;
  });
});
const absolute = Float64Array.from(offsets, Math.abs);
const [from, to] = [times[0], times.at(-1)];
const ideal = (to.index - from.index) * PERIOD_MS;
answer({
  calls: offsets.length,
  offsetUs: quantiles(absolute, { p50: 0.5, p99: 0.99, max: 1 }),
  driftMsPerMinute: ((to.began - from.began - ideal) / ideal) * 60_000,
});
