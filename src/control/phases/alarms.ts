// alarms: tells the alarm engine which built-in conditions hold, lets it judge, and makes events of what changed.
import { VERDICT } from '../../../hal/samples.js';
import { STALL_LIMIT_S } from '../plant/interlocks.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, CONDITIONS, type TickInput, type TickOutput } from '../tick.js';

/** Ticks are no whole numbers of milliseconds. */
const ROUNDING_S = 1e-9;
/** A loop that lost one tick in five seconds is not overrun: it may have tried a better step. */
const TOLERATED_MISSES_HZ = 1.5 / 5;

export function alarms(state: ControlState, input: TickInput, output: TickOutput): void {
  raiseSensorAlarms(state, input);
  raiseLoopAlarms(state, input);
  raiseModelAlarms(state);
  const { alarms: monitor, image, plant, degradation } = state;
  const out = state.changedAlerts;
  out.length = 0;
  monitor.evaluate(input.clock, image, plant.state === 'running', degradation, out);
  for (let i = 0; i < out.length; i++) {
    const alert = out[i]!;
    output.events.push({
      type: 'alert',
      ts: alert.ts,
      data: alert as unknown as Readonly<Record<string, unknown>>,
    });
  }
}

/** Silence, and values that cannot be. What was silent because the process stood still gets its time again. */
function raiseSensorAlarms(state: ControlState, input: TickInput): void {
  const { alarms: monitor, plan, sensorAlarms } = state;
  const nowS = input.clock[CLOCK.nowS]!;
  if (input.clock[CLOCK.stalledS]! > 0) state.silenceCountsFromS = nowS;
  const { timeS, staleAfterS, verdict, value, refused, spread } = input.samples;
  for (let i = 0; i < plan.sensorCount; i++) {
    const heardS = Math.max(timeS[i]!, state.silenceCountsFromS);
    monitor.setConditionOf(sensorAlarms.lost[i]!, nowS - heardS > staleAfterS[i]! + ROUNDING_S, value, i);
    const invalid = invalidity(verdict[i]!);
    if (invalid !== null) monitor.explain(sensorAlarms.invalid[i]!, invalid);
    monitor.setConditionOf(sensorAlarms.invalid[i]!, invalid !== null, invalid === null ? value : refused, i);
    monitor.setConditionOf(sensorAlarms.disagreement[i]!, spread[i]! > plan.maxDifference[i]!, spread, i);
    if (state.stability.judgesConditions)
      monitor.setConditionOf(sensorAlarms.stuck[i]!, state.stability.stuck[i] === 1, value, i);
  }
}

/** What is wrong with the last value of a sensor, null when nothing is. */
function invalidity(verdict: number): string | null {
  if (verdict === VERDICT.notFinite) return 'not a finite number';
  return verdict === VERDICT.outOfRange ? 'out of range' : null;
}

function raiseLoopAlarms(state: ControlState, input: TickInput): void {
  const { alarms: monitor, loopAlarms, plan, rate, image, degradation, optimizer } = state;
  const { clock } = input;
  const rateHz = rate.rateHz();
  monitor.conditionValues[loopAlarms.overrun] = rateHz;
  monitor.setCondition(loopAlarms.overrun, rateHz < plan.config.control.rateHz - TOLERATED_MISSES_HZ);
  raiseStall(state, clock);
  const { overspeed } = plan.at;
  if (overspeed >= 0) monitor.conditionValues[loopAlarms.overspeed] = image.reported(overspeed);
  monitor.setCondition(loopAlarms.overspeed, state.interlocks.isOverspeed(image));
  const isDegraded = degradation >= 1 && degradation <= 4;
  const { cause } = optimizer.ladder;
  if (isDegraded && cause !== null) monitor.explain(loopAlarms.degraded, 'because of', cause);
  monitor.conditionValues[loopAlarms.degraded] = degradation;
  monitor.setCondition(loopAlarms.degraded, isDegraded);
  for (let i = 0; i < CONDITIONS.length; i++) {
    monitor.setCondition(loopAlarms.conditions[i]!, input.conditions[i] === 1);
  }
}

/** A guard that stands still is as bad as a controller that does. */
function raiseStall({ alarms: monitor, loopAlarms }: ControlState, clock: Float64Array): void {
  const isStalled = clock[CLOCK.stalledS]! > STALL_LIMIT_S;
  const isGuardSilent = clock[CLOCK.guardSilentS]! > STALL_LIMIT_S;
  if (isStalled) monitor.explain(loopAlarms.stalled, '');
  else if (isGuardSilent) monitor.explain(loopAlarms.stalled, 'its guard is silent');
  const seconds = isStalled ? CLOCK.stalledS : CLOCK.guardSilentS;
  monitor.setConditionOf(loopAlarms.stalled, isStalled || isGuardSilent, clock, seconds);
}

/** What is not judged at a reduced depth keeps its state. */
function raiseModelAlarms({ alarms: monitor, loopAlarms, twin, stability }: ControlState): void {
  const { divergedChannel } = twin;
  if (divergedChannel !== null) monitor.explain(loopAlarms.divergence, 'most of all', divergedChannel);
  monitor.setCondition(loopAlarms.divergence, twin.diverged);
  if (!stability.judgesConditions) return;
  const { energySuspect, oscillatingChannel } = stability;
  if (energySuspect !== null) monitor.explain(loopAlarms.energyBalance, 'most likely', energySuspect);
  monitor.setCondition(loopAlarms.energyBalance, stability.energyImbalance);
  if (oscillatingChannel !== null) monitor.explain(loopAlarms.oscillation, oscillatingChannel);
  monitor.setCondition(loopAlarms.oscillation, oscillatingChannel !== null);
}
