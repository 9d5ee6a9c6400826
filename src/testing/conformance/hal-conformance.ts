// The conformance suite: what every HAL has to do, as named cases that any test runner can run.
import assert from 'node:assert/strict';
import { SENSOR_CHANNELS } from '../../../hal/channels.js';
import type { Hal, HalListener } from '../../../hal/hal.js';
import { QUALITY } from '../../../hal/quality.js';

/** A HAL with its plant, real or simulated. */
export interface HalUnderTest {
  readonly hal: Hal;
  /** The name of one of its sources that delivers. */
  readonly source: string;
  /** Monotonic time of the HAL's clock, s. */
  nowS(): number;
  /**
   * Lets real or virtual time pass while the sources deliver. Calls `hal.advance` 60 times a second, as the controller does;
   * when `how` is `stalled`, does not call it, as in a stalled process.
   */
  pass(seconds: number, how?: 'ticking' | 'stalled'): Promise<void>;
  /** Closes the HAL if the case did not, and removes everything that was made for it. */
  dispose(): Promise<void>;
}

export type MakeHal = () => Promise<HalUnderTest>;

export interface ConformanceCase {
  readonly name: string;
  /** Rejects with an `AssertionError` when the HAL does not do what the name says. */
  run(makeHal: MakeHal): Promise<void>;
}

/** Time within which a source has delivered after it was opened, s. */
const FIRST_SAMPLE_S = 3;
/** Time within which samples are fresh again after a stall, s. */
const AFTER_STALL_S = 7;
/** Longest part of a stall from which input may count, s: a stall is detected after 0.5 s; the rest allows for an uneven rate. */
const STALL_NOTICED_S = 0.75;
/** Rounding error of added times, s. */
const ROUNDING_S = 1e-6;
/** Upper limit for a call that must not wait, ms. It allows for other work on the machine. */
const NO_WAIT_MS = 50;

interface Opened extends HalUnderTest {
  /** The calls of the listener: `lost serial.chain`. */
  readonly told: string[];
}

function recordingListener(told: string[]): HalListener {
  return {
    lost: (source) => told.push(`lost ${source}`),
    recovered: (source) => told.push(`recovered ${source}`),
    warned: (source, finding) => told.push(`warned ${source}: ${finding}`),
    emergencyStop: () => {},
  };
}

function conformanceCase(name: string, check: (subject: HalUnderTest) => Promise<void>): ConformanceCase {
  return {
    name,
    run: async (makeHal) => {
      const subject = await makeHal();
      try {
        await check(subject);
      } finally {
        await subject.dispose();
      }
    },
  };
}

function caseWhenOpen(name: string, check: (opened: Opened) => Promise<void>): ConformanceCase {
  return conformanceCase(name, async (subject) => {
    const told: string[] = [];
    await subject.hal.open(subject.nowS(), recordingListener(told));
    const { hal, source } = subject;
    const nowS = (): number => subject.nowS();
    const pass: HalUnderTest['pass'] = (seconds, how) => subject.pass(seconds, how);
    const dispose = (): Promise<void> => subject.dispose();
    await check({ hal, source, nowS, pass, dispose, told });
  });
}

function safeValues(hal: Hal): Float64Array {
  return Float64Array.from(hal.outputs, (output) => output.safe);
}

function assertAllGood({ samples }: Hal, when: string): void {
  samples.names.forEach((name, i) => {
    assert.equal(samples.quality[i], QUALITY.good, `${name} is not good ${when}`);
    assert.ok(Number.isFinite(samples.value[i]), `${name} has no value ${when}`);
  });
}

function areAllGood({ samples }: Hal, laterThanS: number): boolean {
  return samples.quality.every((quality, i) => quality === QUALITY.good && samples.timeS[i]! > laterThanS);
}

/** Lets time pass until every channel has a new sample, for at most `limitS` seconds. */
async function passUntilGood({ hal, nowS, pass }: HalUnderTest, limitS: number, when: string): Promise<void> {
  const sinceS = nowS();
  while (!areAllGood(hal, sinceS) && nowS() - sinceS < limitS) {
    await pass(0.1);
  }
  assertAllGood(hal, when);
  assert.ok(areAllGood(hal, sinceS), `not every channel was measured again ${when}`);
}

function assertDoesNotWait(what: string, call: () => unknown): void {
  const startMs = performance.now();
  assert.equal(call(), undefined, `${what} returns something, so it may be waiting`);
  const tookMs = performance.now() - startMs;
  assert.ok(tookMs < NO_WAIT_MS, `${what} took ${tookMs.toFixed(1)} ms`);
}

const before: readonly ConformanceCase[] = [
  conformanceCase(
    'measures channels that exist, each in one row, without a value before the first sample',
    async ({ hal }) => {
      const known = new Set(SENSOR_CHANNELS.map(({ name }) => name));
      assert.ok(hal.samples.names.length > 0, 'there is no channel');
      assert.equal(new Set(hal.samples.names).size, hal.samples.names.length);
      hal.samples.names.forEach((name, i) => {
        assert.ok(known.has(name), `${name} is not a channel of the plant`);
        assert.ok(Number.isNaN(hal.samples.value[i]), `${name} has a value before it was measured`);
        assert.equal(hal.samples.quality[i], QUALITY.bad);
      });
    },
  ),
  conformanceCase(
    'names each output and each counter once, with a safe value and a number',
    async ({ hal }) => {
      const outputs = hal.outputs.map(({ name }) => name);
      assert.equal(new Set(outputs).size, outputs.length);
      assert.ok(hal.outputs.every(({ safe }) => Number.isFinite(safe)));
      assert.equal(new Set(hal.counters.names).size, hal.counters.names.length);
      assert.equal(hal.counters.names.length, hal.counters.values.length);
      assert.ok(hal.counters.values.every((count) => count === 0));
    },
  ),
  conformanceCase('counts silence from the time of opening', async ({ hal, nowS }) => {
    const openedS = nowS();
    await hal.open(openedS, recordingListener([]));
    hal.samples.timeS.forEach((timeS, i) => {
      assert.ok(timeS >= openedS, `${hal.samples.names[i]} is ${openedS - timeS} s older than the opening`);
    });
  }),
];

const running: readonly ConformanceCase[] = [
  caseWhenOpen('delivers every channel it declares', async (opened) => {
    await passUntilGood(opened, FIRST_SAMPLE_S, `${FIRST_SAMPLE_S} s after the opening`);
  }),
  caseWhenOpen('gives samples times that rise and are never ahead', async (opened) => {
    const { hal, nowS, pass } = opened;
    await passUntilGood(opened, FIRST_SAMPLE_S, 'after the opening');
    const lastS = hal.samples.timeS.slice();
    const lastDeliveries = hal.samples.deliveries.slice();
    for (let i = 0; i < 5; i++) {
      await pass(0.2);
      hal.samples.names.forEach((name, row) => {
        const timeS = hal.samples.timeS[row]!;
        assert.ok(timeS > lastS[row]!, `${name} was not measured again in 0.2 s`);
        assert.ok(timeS <= nowS() + ROUNDING_S, `${name} is measured in the future`);
        assert.ok(
          hal.samples.deliveries[row]! > lastDeliveries[row]!,
          `${name} was not counted as delivered`,
        );
      });
      lastS.set(hal.samples.timeS);
      lastDeliveries.set(hal.samples.deliveries);
    }
  }),
  caseWhenOpen('counts upwards', async ({ hal, pass }) => {
    const last = hal.counters.values.slice();
    for (let i = 0; i < 5; i++) {
      await pass(0.1);
      hal.counters.values.forEach((count, c) => {
        assert.ok(count >= last[c]!, `${hal.counters.names[c]} went back`);
      });
      last.set(hal.counters.values);
    }
    assert.ok(
      last.some((count) => count > 0),
      'nothing was counted',
    );
  }),
  caseWhenOpen('takes safe values, and any others, for its outputs', async (opened) => {
    const { hal, pass } = opened;
    const any = [
      safeValues(hal),
      safeValues(hal).fill(1),
      safeValues(hal).fill(Number.NaN),
      safeValues(hal).fill(-1e9),
    ];
    for (const setpoints of any) {
      hal.write(setpoints);
      await pass(0.1);
    }
    await passUntilGood(opened, FIRST_SAMPLE_S, 'after the outputs were written');
  }),
  caseWhenOpen(
    'lets the guard have lines of its outputs, the same ones while it is open',
    async ({ hal, pass }) => {
      const lines = hal.guardedLines();
      const guarded = lines.outputs.map(({ name }) => name);
      const own = new Set(hal.outputs.map(({ name }) => name));
      assert.equal(new Set(guarded).size, guarded.length, 'an output has two lines');
      assert.deepEqual(
        guarded.filter((name) => !own.has(name)),
        [],
        'a line belongs to an output that does not exist',
      );
      await pass(0.1);
      assert.deepEqual(hal.guardedLines(), lines);
    },
  ),
  caseWhenOpen('never waits in a call of the control loop', async ({ hal, source, nowS, pass }) => {
    const setpoints = safeValues(hal);
    for (let i = 0; i < 20; i++) {
      await pass(1 / 60);
      assertDoesNotWait('advance', () => hal.advance(nowS()));
      assertDoesNotWait('write', () => hal.write(setpoints));
    }
    assertDoesNotWait('discardInput', () => hal.discardInput(nowS()));
    assertDoesNotWait('reopen', () => hal.reopen(source));
  }),
];

const lossAndStall: readonly ConformanceCase[] = [
  caseWhenOpen('ignores the reopening of a source that it does not have', async (opened) => {
    const { hal, told } = opened;
    await passUntilGood(opened, FIRST_SAMPLE_S, 'after the opening');
    hal.reopen('no.such.source');
    await passUntilGood(opened, 0.5, 'after the reopening of an unknown source');
    assert.deepEqual(told, []);
  }),
  caseWhenOpen(
    'delivers again after a source was reopened, and tells loss and recovery in pairs',
    async (opened) => {
      const { hal, source, told } = opened;
      await passUntilGood(opened, FIRST_SAMPLE_S, 'after the opening');
      hal.reopen(source);
      await passUntilGood(opened, FIRST_SAMPLE_S, 'after the reopening');
      assert.ok(told.length === 0 || told.length === 2, `told ${told.join(', ')}`);
      assert.deepEqual(told, [`lost ${source}`, `recovered ${source}`].slice(0, told.length));
    },
  ),
  caseWhenOpen('takes no input for fresh that was sent in a stall', async (opened) => {
    const { hal, nowS, pass } = opened;
    await passUntilGood(opened, FIRST_SAMPLE_S, 'after the opening');
    const before = hal.samples.deliveries.slice();
    await pass(1);
    const perSecond = hal.samples.deliveries.map((count, i) => count - before[i]!);
    before.set(hal.samples.deliveries);
    await pass(2, 'stalled');
    hal.discardInput(nowS());
    hal.samples.names.forEach((name, i) => {
      const taken = hal.samples.deliveries[i]! - before[i]!;
      assert.ok(taken <= perSecond[i]! * STALL_NOTICED_S, `${name} took ${taken} samples in a stall`);
    });
    await passUntilGood(opened, AFTER_STALL_S, 'after a stall');
  }),
];

const ending: readonly ConformanceCase[] = [
  caseWhenOpen('is opened once', async (opened) => {
    await assert.rejects(opened.hal.open(opened.nowS(), recordingListener([])));
    await passUntilGood(opened, FIRST_SAMPLE_S, 'after a second opening was refused');
  }),
  caseWhenOpen('delivers nothing, and tells nothing, once it is closed', async (opened) => {
    const { hal, pass, told } = opened;
    await passUntilGood(opened, FIRST_SAMPLE_S, 'after the opening');
    await hal.close();
    const deliveries = hal.samples.deliveries.slice();
    const toldBefore = told.length;
    await pass(0.5);
    assert.deepEqual(hal.samples.deliveries, deliveries);
    assert.equal(told.length, toldBefore);
  }),
  caseWhenOpen('can be closed twice', async ({ hal }) => {
    await hal.close();
    await hal.close();
  }),
  conformanceCase('can be closed without having been opened', async ({ hal }) => {
    await hal.close();
  }),
  {
    name: 'leaves no timer or handle behind',
    run: async (makeHal) => {
      const others = activeResources();
      const { hal, nowS, pass, dispose } = await makeHal();
      await hal.open(nowS(), recordingListener([]));
      await pass(0.5);
      await hal.close();
      await dispose();
      const left = activeResources();
      for (const kind of others) {
        const at = left.indexOf(kind);
        left.splice(at, at < 0 ? 0 : 1);
      }
      assert.deepEqual(left, []);
    },
  },
];

/** The resources that keep a program from ending, by kind. */
function activeResources(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => /^(Timeout|Immediate|FSReqCallback|FSReqPromise|FSEventWrap|ProcessWrap)$/.test(kind));
}

/** All cases. Each makes its own HAL, so they can run in any order. */
export const HAL_CONFORMANCE: readonly ConformanceCase[] = [
  ...before,
  ...running,
  ...lossAndStall,
  ...ending,
];
