// The virtual sensors: they measure the plant's state with noise, resolution and latency.
import type { Plant } from './plant.js';
import type { Random } from './random.js';

export interface SensorInfo {
  readonly channel: string;
  /** Value at the default operating point. The noise is a share of it. */
  readonly reference: number;
  /** Resolution of the device, as the fraction `numerator / denominator` in the channel's unit. */
  readonly numerator: number;
  readonly denominator: number;
}

function sensor(channel: string, reference: number, numerator: number, denominator: number): SensorInfo {
  return { channel, reference, numerator, denominator };
}

/** The channels that the simulation measures, with the resolutions of the devices of a real plant. */
export const SENSORS: readonly SensorInfo[] = [
  // A serial line with three decimals. A position has no typical value: the reference is one metre.
  sensor('chain.velocity', 1.549, 1, 1000),
  sensor('chain.position', 1, 1, 1000),
  // A load cell, in whole newtons.
  sensor('chain.tension', 5470, 1, 1),
  // A serial line with two decimals, and with one for the temperature.
  sensor('generator.speed', 39.3, 1, 100),
  sensor('generator.torque', 120, 1, 100),
  // An INA226: 1.25 mV behind a divider by ten, 2.5 uV across a shunt of 2 mohm.
  sensor('generator.voltage', 155.2, 1, 80),
  sensor('generator.current', 28.57, 1, 800),
  sensor('generator.temperature', 51, 1, 10),
  // An ADS1115 with 125 uV for each step, behind a transmitter with 250 kPa for each volt.
  sensor('pneumatics.tankPressure', 257_200, 125, 4),
  // The power register of an INA226: 25 times its current step of 2.5 mA, behind a divider by ten.
  sensor('pneumatics.compressorPower', 12_000, 5, 8),
  // An MCP9808.
  sensor('water.temperature', 12, 1, 16),
];

/** More channels, which the controller computes when no sensor measures them. Their order continues {@link SENSORS}. */
export const MORE_SENSORS: readonly SensorInfo[] = [
  sensor('chain.acceleration', 1, 1, 1000),
  sensor('generator.power', 4434, 1, 1),
];

/** Writes the true values of {@link SENSORS} and then {@link MORE_SENSORS} into `out`, as many as it has elements. */
function readPlant(plant: Plant, out: Float64Array): void {
  const { drivetrain, pneumatics, velocity } = plant;
  const speed = drivetrain.shaftSpeed(velocity);
  out[0] = velocity;
  out[1] = plant.position;
  out[2] = drivetrain.tension(velocity);
  out[3] = speed;
  out[4] = drivetrain.torque(speed);
  out[5] = drivetrain.voltage(speed);
  out[6] = drivetrain.current(speed);
  out[7] = drivetrain.temperature;
  out[8] = pneumatics.pressure;
  out[9] = pneumatics.compressorPower;
  out[10] = plant.waterTemperature;
  out[11] = plant.acceleration;
  out[12] = plant.electricalPower;
}

export class VirtualSensors {
  /** The reported values in the order of the sensors: those of the previous measurement. */
  readonly reported: Float64Array;
  private readonly measured: Float64Array;
  private readonly normal: Float64Array;
  private readonly sigma: Float64Array;
  private readonly numerator: Float64Array;
  private readonly denominator: Float64Array;
  private measurements = 0;

  /**
   * @param noise standard deviation as a share of the value at the default operating point
   * @param sensors {@link SENSORS}, or these followed by {@link MORE_SENSORS}
   */
  constructor(
    noise: number,
    private readonly random: Random,
    sensors: readonly SensorInfo[] = SENSORS,
  ) {
    this.reported = new Float64Array(sensors.length);
    this.measured = new Float64Array(sensors.length);
    this.normal = new Float64Array(sensors.length);
    this.sigma = Float64Array.from(sensors, ({ reference }) => noise * reference);
    this.numerator = Float64Array.from(sensors, (info) => info.numerator);
    this.denominator = Float64Array.from(sensors, (info) => info.denominator);
  }

  /** Whether {@link reported} holds a measurement. */
  get ready(): boolean {
    return this.measurements > 1;
  }

  /** Reports the previous measurement, then takes the next one. */
  measure(plant: Plant): void {
    const { reported, measured, normal, sigma, numerator, denominator } = this;
    for (let i = 0; i < measured.length; i++) reported[i] = measured[i]!;
    this.random.fillNormal(normal);
    readPlant(plant, measured);
    for (let i = 0; i < measured.length; i++) {
      const noisy = measured[i]! + sigma[i]! * normal[i]!;
      // One integer divided by another, so that 1.55 is not reported as 1.5500000000000003.
      measured[i] = (Math.round((noisy * denominator[i]!) / numerator[i]!) * numerator[i]!) / denominator[i]!;
    }
    this.measurements++;
  }

  /** Drops the measurement that is not reported yet. */
  discard(): void {
    this.measurements = 0;
  }
}
