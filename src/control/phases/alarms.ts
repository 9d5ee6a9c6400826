// alarms: tells the alarm engine which built-in conditions hold, lets it judge, and makes events of what changed.
import { VERDICT } from '../../../hal/samples.js';
import type { WatchedPlant } from '../../catalogue/alarm-definition.js';
import type { AlarmHandle } from '../alarms/handles.js';
import { STALL_LIMIT_S } from '../plant/interlocks.js';
import { promisedPower } from '../plant/promised-power.js';
import type { EnergyFinding } from '../stability/energy-balance.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput, type TickOutput } from '../tick.js';
import { isHostSilent, isOutOfBalance } from './sensor.js';

/** The ways in which an energy balance can be off, as the alarm tells them; the likely cause follows. */
const ENERGY_FINDINGS: Readonly<Record<EnergyFinding, string>> = {
  excess: 'more energy comes out than goes in; most likely',
  electrical: 'the electrical power is not what torque and speed promise; most likely',
  force: 'the force of the chain is not what gear and generator take; most likely',
};

/** Tolerance: ticks are not whole numbers of milliseconds. */
const ROUNDING_S = 1e-9;

export function alarms(state: ControlState, input: TickInput, output: TickOutput): void {
  raiseSensorAlarms(state, input);
  raiseLoopAlarms(state, input);
  raiseFeedbackAlarms(state);
  raiseModelAlarms(state, input.clock);
  raiseOutsideAlarms(state, input);
  state.alarms.judgeBuiltIns(watchedPlant(state, input));
  const { alarms: monitor, image, plant, optimizer } = state;
  // The channels that were computed in this tick.
  image.noteChanges(state.plan.sensorCount);
  monitor.leastDelay.seconds = efficiencyWaitS(state, input);
  const out = state.changedAlerts;
  if (out.length > 0) out.length = 0;
  // The ladder's own step: a trip, which is published as step 5, does not rest the twin.
  monitor.evaluate(input.clock, image, plant.state === 'running', optimizer.ladder.step, out);
  for (let i = 0; i < out.length; i++) {
    const alert = out[i]!;
    output.events.push({
      type: 'alert',
      ts: alert.ts,
      data: alert as unknown as Readonly<Record<string, unknown>>,
    });
  }
}

/** A value that a scenario sets is not from the window of the efficiency, so it has to hold for the configured delays only. */
function efficiencyWaitS({ plan, efficiencyWait }: ControlState, { forced }: TickInput): number {
  const isForced = forced !== null && !Number.isNaN(forced[plan.at.efficiency] ?? Number.NaN);
  return isForced ? 0 : efficiencyWait.seconds;
}

/** Silent sensors, and sensors with unusable values. After a standstill of the process each sensor gets its full time again. */
function raiseSensorAlarms(state: ControlState, input: TickInput): void {
  const { plan, sensorTrouble } = state;
  const nowS = input.clock[CLOCK.nowS]!;
  if (input.clock[CLOCK.stalledS]! > 0) state.silenceCountsFromS = nowS;
  const { timeS, staleAfterS, verdict, spread } = input.samples;
  const { judgesConditions, stuck } = state.stability;
  for (let i = 0; i < plan.sensorCount; i++) {
    const heardS = Math.max(timeS[i]!, state.silenceCountsFromS);
    const isLost = nowS - heardS > staleAfterS[i]! + ROUNDING_S;
    const invalid = invalidity(verdict[i]!);
    const disagrees = spread[i]! > plan.maxDifference[i]!;
    const isStuck = judgesConditions && stuck[i] === 1;
    const isTroubled = isLost || invalid !== null || disagrees || isStuck;
    // A sensor without trouble, now and on the tick before, leaves its alarms as they are.
    if (!isTroubled && sensorTrouble[i] === 0) continue;
    raiseAlarmsOf(state, input, i, isLost, invalid, disagrees);
    // A stuck sensor whose condition is not judged now stays in trouble.
    const staysStuck = !judgesConditions && sensorTrouble[i] === 1;
    sensorTrouble[i] = isTroubled || staysStuck || state.stability.stuckReported[i] === 1 ? 1 : 0;
  }
}

function raiseAlarmsOf(
  { alarms: monitor, builtIns, stability }: ControlState,
  { samples }: TickInput,
  i: number,
  isLost: boolean,
  invalid: string | null,
  disagrees: boolean,
): void {
  const { value, refused, spread } = samples;
  const { sensor_lost, sensor_invalid, sensor_disagreement, sensor_stuck } = builtIns;
  const { judgesConditions, stuck, stuckReported } = stability;
  monitor.setConditionOf(sensor_lost[i]!, isLost, value, i);
  if (invalid !== null) monitor.explain(sensor_invalid[i]!, invalid);
  monitor.setConditionOf(sensor_invalid[i]!, invalid !== null, invalid === null ? value : refused, i);
  monitor.setConditionOf(sensor_disagreement[i]!, disagrees, spread, i);
  // A silent sensor repeats nothing.
  monitor.setJudged(sensor_stuck[i]!, !isLost && invalid === null);
  if (judgesConditions) monitor.setConditionOf(sensor_stuck[i]!, stuck[i] === 1, value, i);
  stuckReported[i] = monitor.isRaised(sensor_stuck[i]!) ? 1 : 0;
}

/** What is wrong with the last value of a sensor; null when it is usable. */
function invalidity(verdict: number): string | null {
  if (verdict === VERDICT.notFinite) return 'not a finite number';
  return verdict === VERDICT.outOfRange ? 'out of range' : null;
}

function raiseLoopAlarms(state: ControlState, { clock }: TickInput): void {
  raiseStall(state, clock);
  raiseOverspeed(state);
}

function raiseFeedbackAlarms({ alarms: monitor, builtIns, feedback }: ControlState): void {
  const { watched } = feedback;
  for (let n = 0; n < watched.length; n++) {
    const handle = builtIns.output_feedback[n]!;
    const output = watched[n]!;
    const isWrong = feedback.isWrong(output);
    if (isWrong) monitor.explain(handle, feedback.describe(output));
    monitor.setCondition(handle, isWrong);
  }
}

function raiseOverspeed({ alarms: monitor, builtIns, plan, image, interlocks }: ControlState): void {
  const { overspeed } = interlocks;
  const handle = builtIns.overspeed;
  const channel = plan.at.overspeed;
  if (overspeed.holds) {
    monitor.conditionValues[handle] = overspeed.value;
    if (overspeed.channel !== image.names[channel]) monitor.explain(handle, 'seen by', overspeed.channel);
    else monitor.explain(handle, overspeed.channel);
  } else if (channel >= 0) monitor.conditionValues[handle] = image.reported(channel);
  monitor.setCondition(handle, overspeed.holds);
}

/** What the threads and the hardware around the core report. */
function raiseOutsideAlarms(
  { alarms: monitor, outsideAlarms }: ControlState,
  { conditions }: TickInput,
): void {
  for (let i = 0; i < outsideAlarms.length; i++) monitor.setCondition(outsideAlarms[i]!, conditions[i] === 1);
}

/** Fills in the state that the conditions of the table read in this tick. */
function watchedPlant(state: ControlState, input: TickInput): WatchedPlant {
  const { clock } = input;
  const { watched, plan, plant, rate, degradation, optimizer, motion, progress } = state;
  watched.note();
  watched.state = plant.state;
  watched.rateHz = rate.rateHz();
  watched.configuredRateHz = plan.config.control.rateHz;
  watched.degradation = degradation;
  watched.degradationCause = optimizer.ladder.cause;
  watched.stateForS = clock[CLOCK.nowS]! - plant.sinceS;
  watched.chainTurns = motion.turns;
  watched.chainIsSlow = motion.isSlow;
  watched.chainSpeedMps = motion.speedMps;
  watched.startFailed = progress.startFailed;
  // Without a speed sensor the time alone ends the stop.
  watched.stopFailed =
    motion.hasSensor && plant.state === 'stopping' && progress.isStopOver(plant.sinceS, clock);
  watched.load = state.drive.load;
  watched.promisedPowerW = promisedPower(state);
  watched.powerIsDoubted = isPowerDoubted(state);
  watched.supplyIsDoubted = isSupplyDoubted(state);
  watched.hostIsSilent = isHostSilent(input);
  return watched;
}

/** True while a sensor of the electrical power is stuck, or an energy balance names it: that is then the alarm. */
function isPowerDoubted(state: ControlState): boolean {
  const { power, voltage, current } = state.plan.at;
  if (power >= 0 && state.image.isMarkedStuck(power)) return true;
  return isOutOfBalance(state, power) || isOutOfBalance(state, voltage) || isOutOfBalance(state, current);
}

/** True while the sensor of the compressor's power is stuck: that is then the alarm. */
function isSupplyDoubted({ image, plan }: ControlState): boolean {
  const { compressorPower } = plan.at;
  return compressorPower >= 0 && image.isMarkedStuck(compressorPower);
}

/** A guard that stands still is as dangerous as a controller that stands still. */
function raiseStall({ alarms: monitor, builtIns }: ControlState, clock: Float64Array): void {
  const isStalled = clock[CLOCK.stalledS]! > STALL_LIMIT_S;
  const isGuardSilent = clock[CLOCK.guardSilentS]! > STALL_LIMIT_S;
  if (isStalled) monitor.explain(builtIns.process_stalled, '');
  else if (isGuardSilent) monitor.explain(builtIns.process_stalled, 'the guard thread is silent');
  const seconds = isStalled ? CLOCK.stalledS : CLOCK.guardSilentS;
  monitor.setConditionOf(builtIns.process_stalled, isStalled || isGuardSilent, clock, seconds);
}

/** Alarms that are not judged at a reduced depth keep their state. */
function raiseModelAlarms(state: ControlState, clock: Float64Array): void {
  const { alarms: monitor, builtIns, stability, loadOptimizer } = state;
  raiseDivergence(state, clock);
  if (!stability.judgesConditions) return;
  const { energySuspect, energyFinding, oscillation } = stability;
  if (energySuspect !== null && energyFinding !== null) {
    monitor.explain(builtIns.energy_balance, ENERGY_FINDINGS[energyFinding], energySuspect);
    monitor.blame(builtIns.energy_balance, energySuspect);
  }
  const isStuck = isStuckInstead(state, builtIns.energy_balance, energySuspect);
  monitor.setCondition(builtIns.energy_balance, stability.energyImbalance && !isStuck);
  if (oscillation.channel !== null) monitor.explain(builtIns.oscillation, oscillation.channel);
  const searching = loadOptimizer.state === 'probing' || loadOptimizer.state === 'holding';
  monitor.setCondition(builtIns.oscillation, oscillation.concernsOperator(searching));
}

/** A further fault is a new occurrence, so that the operator hears of it. */
function raiseDivergence(state: ControlState, clock: Float64Array): void {
  const { alarms: monitor, builtIns, twin } = state;
  const { divergedChannel, divergedBecause } = twin;
  const isStuck = isStuckInstead(
    state,
    builtIns.twin_divergence,
    twin.isSensorBlamed ? divergedChannel : null,
  );
  if (twin.hasAnotherFault) monitor.endOccurrence(builtIns.twin_divergence, clock);
  if (divergedChannel !== null) {
    if (divergedBecause === '') monitor.explain(builtIns.twin_divergence, 'most of all', divergedChannel);
    else monitor.explain(builtIns.twin_divergence, divergedBecause);
    monitor.blame(builtIns.twin_divergence, divergedChannel);
  }
  monitor.setCondition(builtIns.twin_divergence, twin.diverged && !isStuck);
}

/** One cause, one alarm: an alarm that names a stuck sensor waits for `sensor_stuck`, and ends when that stands. */
function isStuckInstead(
  { alarms: monitor, stability, image }: ControlState,
  handle: AlarmHandle,
  channel: string | null,
): boolean {
  if (channel === null) return false;
  return monitor.isRaised(handle)
    ? stability.stuckMarks.isReplaced(channel, image)
    : stability.stuckMarks.accuse(channel, image);
}
