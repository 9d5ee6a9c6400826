// validate: judges what was acquired (silence makes a channel stale, a limit may be exceeded) and computes channels by formulas.
import { QUALITY, type Quality } from '../../../hal/quality.js';
import { tankEnergy } from '../derived/efficiency.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput } from '../tick.js';
import { carryLost } from './hold.js';
import { distrustStuck, isOutOfBalance, isStuck } from './sensor.js';

/** A wrong pressure of the tank looks like a fault of these channels, as long as little is known. */
const DOUBT_THE_PRESSURE: readonly string[] = [
  'pneumatics.tankPressure',
  'pneumatics.compressorPower',
  'chain.velocity',
];

export function validate(state: ControlState, input: TickInput): void {
  const { image, plan } = state;
  image.judgeAges(input.samples, input.clock, plan.sensorCount);
  // The other channels change on control ticks only, and are noted before the rules are judged.
  image.noteChanges(0, plan.refreshedCount);
  distrustStuck(state);
  carryLost(state, input);
  derivePower(state);
  trackVelocity(state);
  if (input.isControlTick) {
    deriveAcceleration(state, input);
    deriveEfficiency(state, input);
    deriveNetPower(state, input);
  }
  if (input.forced !== null) applyForced(state, input.forced, input);
  state.motion.look(image, input.clock);
  state.interlocks.look(input.samples, image, input.clock);
  if (!input.isControlTick) return;
  state.interlocks.settle();
  state.motion.judge();
}

/** Electrical power is voltage times current, with the worse quality of the two. */
function derivePower({ image, plan }: ControlState): void {
  if (!plan.powerByFormula) return;
  const { voltage, current, power } = plan.at;
  if (image.isUsable(voltage) && image.isUsable(current)) {
    const timeS = Math.min(image.timeOf(voltage), image.timeOf(current));
    const quality = Math.max(image.qualityOf(voltage), image.qualityOf(current)) as 0 | 1;
    image.set(power, image.read(voltage) * image.read(current), timeS, quality);
  } else {
    image.downgrade(power, Math.max(image.qualityOf(voltage), image.qualityOf(current)) as 2 | 3);
  }
}

/** Runs on every base tick, so that the slope has enough samples also at a control rate of 5 Hz. */
function trackVelocity({ image, plan, velocitySlope }: ControlState): void {
  const { velocity } = plan.at;
  if (plan.accelerationByFormula && image.isGood(velocity)) {
    velocitySlope.add(image.timeOf(velocity), image.read(velocity));
  }
}

function deriveAcceleration({ image, plan, velocitySlope }: ControlState, input: TickInput): void {
  if (!plan.accelerationByFormula) return;
  const { velocity, acceleration } = plan.at;
  // Of a velocity that the twin holds, the twin gives the slope as well, in its own phase.
  if (image.isGood(velocity)) {
    const timeS = image.timeOf(velocity);
    image.set(acceleration, velocitySlope.slope(timeS), input.clock[CLOCK.nowS]!, QUALITY.good);
  } else {
    image.downgrade(acceleration, image.qualityOf(velocity));
  }
}

/**
 * Computed only while the plant runs: energy used at rest or during the start does not count. By a stuck sensor it is not known, and
 * `sensor_stuck` is the alarm.
 */
function deriveEfficiency(state: ControlState, input: TickInput): void {
  const { image, plan, plant, efficiency, efficiencyWait } = state;
  const { power, compressorPower } = plan.at;
  if (plan.at.efficiency < 0) return;
  const nowS = input.clock[CLOCK.nowS]!;
  const isTankDoubted = isTankPressureDoubted(state);
  if (isTankDoubted) efficiency.forgetTank();
  const inTankJ = isTankDoubted ? Number.NaN : energyInTank(state);
  if (plant.state === 'running') efficiencyWait.update(movingSpeedMps(state), plan.periodS);
  else efficiencyWait.clear();
  if (plant.state !== 'running') {
    efficiency.clear();
    efficiency.skip(inTankJ);
    image.set(plan.at.efficiency, Number.NaN, nowS, QUALITY.bad);
  } else if (image.isUsable(power) && image.isUsable(compressorPower) && !arePowersDoubted(state)) {
    efficiency.add(image.read(power), image.read(compressorPower), inTankJ);
    if (efficiency.isComplete) image.set(plan.at.efficiency, efficiency.efficiency(), nowS, QUALITY.good);
    else image.downgrade(plan.at.efficiency, QUALITY.stale);
  } else {
    if (arePowersDoubted(state)) efficiency.discard();
    efficiency.skip(inTankJ);
    image.downgrade(plan.at.efficiency, QUALITY.stale);
  }
}

/**
 * True while a pressure that is not the tank's may be in the window: its sensor is stuck or invalid, or the twin sees a fault that may
 * as well be a wrong pressure.
 */
function isTankPressureDoubted(state: ControlState): boolean {
  const { image, plan, twin } = state;
  const { tankPressure } = plan.at;
  if (tankPressure < 0) return false;
  if (isStuck(state, tankPressure) || image.qualityOf(tankPressure) === QUALITY.bad) return true;
  return twin.divergedChannel !== null && DOUBT_THE_PRESSURE.includes(twin.divergedChannel);
}

/** The speed of the chain, m/s, by a good sensor that is not stuck: a constant value would hide the swings. NaN when there is none. */
function movingSpeedMps(state: ControlState): number {
  const { image, plan } = state;
  const { velocity, speed } = plan.at;
  if (image.isGood(velocity) && !isStuck(state, velocity)) return Math.abs(image.read(velocity));
  if (!image.isGood(speed) || isStuck(state, speed)) return Number.NaN;
  const { sprocketRadius, gearRatio } = plan.config.plant;
  return (Math.abs(image.read(speed)) * sprocketRadius) / gearRatio;
}

/** True while a power is stuck, or an alarm says that it is wrong: that is then the alarm, and the efficiency would follow from it. */
function arePowersDoubted(state: ControlState): boolean {
  const { voltage, current, power, compressorPower } = state.plan.at;
  if (isStuck(state, compressorPower) || isBlamed(state, compressorPower)) return true;
  if (isBlamed(state, voltage) || isBlamed(state, current) || isBlamed(state, power)) return true;
  return state.plan.powerByFormula
    ? isStuck(state, voltage) || isStuck(state, current)
    : isStuck(state, power);
}

/** True while `energy_balance` or the twin names the channel as one whose sensor is wrong. */
function isBlamed(state: ControlState, channel: number): boolean {
  const { toldSensor } = state.twin.diagnosis;
  const isTold = channel >= 0 && toldSensor !== null && state.image.indexOf(toldSensor) === channel;
  return isTold || isOutOfBalance(state, channel);
}

/** J; NaN while the tank's pressure is not known. */
function energyInTank(state: ControlState): number {
  const { image } = state;
  const { at, config } = state.plan;
  const { p0, tankVolume } = config.plant;
  return image.isUsable(at.tankPressure)
    ? tankEnergy(image.read(at.tankPressure), p0, tankVolume)
    : Number.NaN;
}

/** The electrical power less the compressor's, in every state of the plant, with the worse quality of the two. */
function deriveNetPower({ image, plan }: ControlState, input: TickInput): void {
  const { power, compressorPower, netPower } = plan.at;
  const quality = Math.max(image.qualityOf(power), image.qualityOf(compressorPower)) as Quality;
  if (image.isUsable(power) && image.isUsable(compressorPower)) {
    const net = image.read(power) - image.read(compressorPower);
    image.set(netPower, net, input.clock[CLOCK.nowS]!, quality);
  } else {
    image.downgrade(netPower, quality);
  }
}

/** A test bench may force computed channels: they have no sensor into which a fault could be injected. */
export function applyForced({ image, plan }: ControlState, forced: Float64Array, input: TickInput): void {
  for (let i = plan.sensorCount; i < forced.length; i++) {
    const value = forced[i]!;
    if (!Number.isNaN(value)) image.set(i, value, input.clock[CLOCK.nowS]!, QUALITY.good);
  }
}
