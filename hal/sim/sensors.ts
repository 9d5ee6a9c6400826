// The virtual sensors: noise, resolution and latency between the plant's state and what is measured of it.
import type { Plant } from './plant.js';
import type { Random } from './random.js';

export interface SensorInfo {
  readonly channel: string;
  /** Value at the default operating point, of which the noise is a share. */
  readonly reference: number;
  /** Smallest difference that the device can tell, as the fraction `numerator / denominator` of the channel's unit. */
  readonly numerator: number;
  readonly denominator: number;
}

function sensor(channel: string, reference: number, numerator: number, denominator: number): SensorInfo {
  return { channel, reference, numerator, denominator };
}

/** What the simulation measures, with the resolution of the devices that measure it on a real plant. */
export const SENSORS: readonly SensorInfo[] = [
  // A serial line with three decimals. A position has no value of its own: the noise is that of one metre.
  sensor('chain.velocity', 1.549, 1, 1000),
  sensor('chain.position', 1, 1, 1000),
  // A load cell, in whole newtons.
  sensor('chain.tension', 5470, 1, 1),
  // A serial line with two decimals; of the temperature, one.
  sensor('generator.speed', 39.3, 1, 100),
  sensor('generator.torque', 120, 1, 100),
  // An INA226: 1.25 mV behind a divider by ten, 2.5 uV across a shunt of 2 mohm.
  sensor('generator.voltage', 155.2, 1, 80),
  sensor('generator.current', 28.57, 1, 800),
  sensor('generator.temperature', 51, 1, 10),
  // An ADS1115, 125 uV a step, with a transmitter of 250 kPa a volt.
  sensor('pneumatics.tankPressure', 257_200, 125, 4),
  // The power register of an INA226: 25 times the step of a current of 2.5 mA, behind a divider by ten.
  sensor('pneumatics.compressorPower', 12_000, 5, 8),
  // An MCP9808.
  sensor('water.temperature', 12, 1, 16),
];

/** What the controller computes where no sensor measures it; they come after {@link SENSORS}. */
export const MORE_SENSORS: readonly SensorInfo[] = [
  sensor('chain.acceleration', 1, 1, 1000),
  sensor('generator.power', 4434, 1, 1),
];

/** Writes the true values of all {@link SENSORS} and {@link MORE_SENSORS}, in their order, as far as `out` has room for them. */
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
  /** What the sensors report, in their order: the plant as it was one measurement earlier. */
  readonly reported: Float64Array;
  private readonly measured: Float64Array;
  private readonly normal: Float64Array;
  private readonly sigma: Float64Array;
  private readonly numerator: Float64Array;
  private readonly denominator: Float64Array;
  private measurements = 0;

  /**
   * @param noise standard deviation as a share of the value at the default operating point
   * @param sensors {@link SENSORS}, with {@link MORE_SENSORS} behind them or not
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

  /** Reports the previous measurement, then takes the next. */
  measure(plant: Plant): void {
    const { reported, measured, normal, sigma, numerator, denominator } = this;
    for (let i = 0; i < measured.length; i++) reported[i] = measured[i]!;
    this.random.fillNormal(normal);
    readPlant(plant, measured);
    for (let i = 0; i < measured.length; i++) {
      const noisy = measured[i]! + sigma[i]! * normal[i]!;
      // An integer over an integer, so that 1.55 is not reported as 1.5500000000000003.
      measured[i] = (Math.round((noisy * denominator[i]!) / numerator[i]!) * numerator[i]!) / denominator[i]!;
    }
    this.measurements++;
  }

  /** Forgets what was measured and not yet reported. */
  discard(): void {
    this.measurements = 0;
  }
}
