// The electrical power that the generator should give now, by its sensors and by the digital twin.
import type { PlantParameters } from '../../../hal/plant-parameters.js';
import type { ControlState } from '../state/control-state.js';
import { SPEED } from '../twin/twin-channels.js';

/** Less than this share of the generator's full power at the default speed is not judged: noise would be a large part of it. */
const LEAST_SHARE = 0.02;

/**
 * The larger of two promises, W: measured torque times measured speed, and what the load setpoint gives at the speed that the twin
 * predicts. Each is less the loss in the winding, Ra (T / k)^2 (docs/plant.md). A stuck sensor promises nothing. 0 when it is too
 * little to be judged, NaN when neither is known.
 */
export function promisedPower(state: ControlState): number {
  const { plan } = state;
  const p = plan.config.plant;
  const bySensors = sensorPromise(state, p);
  const byTwin = twinPromise(state, p);
  const promise = Number.isNaN(bySensors) || byTwin > bySensors ? byTwin : bySensors;
  const defaultSpeed = (state.motion.defaultMps * p.gearRatio) / p.sprocketRadius;
  return promise < LEAST_SHARE * p.ratedTorque * defaultSpeed ? 0 : promise;
}

function sensorPromise({ image, plan }: ControlState, p: PlantParameters): number {
  const { torque, speed } = plan.at;
  if (!image.isGood(torque) || !image.isGood(speed)) return Number.NaN;
  if (image.isMarkedStuck(torque) || image.isMarkedStuck(speed)) return Number.NaN;
  return electrical(Math.abs(image.read(torque)), Math.abs(image.read(speed)), p);
}

function twinPromise({ twin, plan, optimizer, drive }: ControlState, p: PlantParameters): number {
  const runs = plan.drivesLoad && optimizer.runsTwin && twin.unavailable === null && !twin.broken;
  if (!runs) return Number.NaN;
  const speed = Math.abs(twin.predictions[SPEED]!);
  return electrical(drive.load * p.ratedTorque * Math.min(1, speed / p.minSpeed), speed, p);
}

/** @param torque N m @param speed rad/s */
function electrical(torque: number, speed: number, p: PlantParameters): number {
  const current = torque / p.machineConstant;
  return torque * speed - p.armatureResistance * current * current;
}
