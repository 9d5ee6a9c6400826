// The list of injected faults: applies each of them to its channel or to the plant between its start and its end.
import {
  type ChannelFault,
  checkFault,
  type Fault,
  FaultError,
  type FaultSpan,
  type PassingSample,
  type PlantFault,
  type SampleEffect,
  type SurroundingsFault,
  sampleEffect,
} from './faults.js';
import type { Plant } from './plant.js';
import type { Random } from './random.js';

/** Tolerance of comparisons: times are multiples of 1/60 s, which a double cannot represent exactly. */
const ROUNDING_S = 1e-9;

interface Injected {
  readonly fault: Fault;
  readonly startS: number;
  readonly endS: number;
}

interface InjectedOnChannel extends Injected {
  readonly effect: SampleEffect;
}

function isPlantFault(fault: Fault): fault is PlantFault {
  return fault.kind === 'chainSlip' || fault.kind === 'airLeak' || fault.kind === 'loadLoss';
}

function isSurroundingsFault(fault: Fault): fault is SurroundingsFault {
  return fault.kind === 'emergencyStop';
}

/** A change replaces a list by a new one, so that it never disturbs a step in progress. Steps allocate nothing. */
export class FaultBank {
  private readonly channels: readonly string[];
  private readonly random: Random;
  private readonly stepS: number;
  /** The faults of each channel, in the order of `channels`. */
  private readonly onChannels: (readonly InjectedOnChannel[])[];
  private onPlant: readonly (Injected & { readonly fault: PlantFault })[] = [];
  private onSurroundings: readonly Injected[] = [];

  constructor(channels: readonly string[], random: Random, stepS: number) {
    this.channels = channels;
    this.random = random;
    this.stepS = stepS;
    this.onChannels = channels.map(() => []);
  }

  /**
   * Injects a fault. The returned function ends it early.
   *
   * @throws {FaultError} on an unknown channel, values out of range, or an end that is not after the start
   */
  inject(fault: Fault, nowS: number, span: FaultSpan): () => void {
    checkFault(fault);
    const { startS = nowS, endS = Infinity } = span;
    if (!(endS > startS)) {
      throw new FaultError(
        'invalid_value',
        `fault ${fault.kind}: its end, ${endS} s, is not after its start, ${startS} s`,
      );
    }
    if (isSurroundingsFault(fault)) return this.injectOnSurroundings(fault, startS, endS);
    return isPlantFault(fault)
      ? this.injectOnPlant(fault, startS, endS)
      : this.injectOnChannel(fault, startS, endS);
  }

  /** Applies the faults of the plant that are active at `timeS`. Of several faults of a kind the worst one counts. */
  applyToPlant(plant: Plant, timeS: number): void {
    let slip = 0;
    let leak = 0;
    let loadLost = false;
    for (const injected of this.onPlant) {
      if (!isActive(injected, timeS)) continue;
      const { fault } = injected;
      if (fault.kind === 'loadLoss') loadLost = true;
      else if (fault.kind === 'chainSlip') slip = Math.max(slip, fault.share);
      else leak = Math.max(leak, fault.share);
    }
    plant.drivetrain.slip = slip;
    plant.drivetrain.loadLost = loadLost;
    plant.pneumatics.leak = leak;
  }

  /** Whether the emergency stop is pressed at `timeS`. */
  isEmergencyStopPressed(timeS: number): boolean {
    for (const injected of this.onSurroundings) {
      if (isActive(injected, timeS)) return true;
    }
    return false;
  }

  /** Whether the channel has any fault, also one that has ended or has not begun. */
  has(index: number): boolean {
    return this.onChannels[index]!.length > 0;
  }

  /** Applies the active faults of a channel to the sample of the time `timeS`. */
  applyToSample(index: number, sample: PassingSample, timeS: number): void {
    for (const injected of this.onChannels[index]!) {
      if (isActive(injected, timeS)) injected.effect(sample, timeS - injected.startS);
    }
  }

  /** Removes the faults that have ended at `timeS`. */
  prune(timeS: number): void {
    const lasts = (injected: Injected) => timeS < injected.endS - ROUNDING_S;
    this.onPlant = this.onPlant.filter(lasts);
    this.onSurroundings = this.onSurroundings.filter(lasts);
    this.onChannels.forEach((faults, i) => {
      this.onChannels[i] = faults.filter(lasts);
    });
  }

  private injectOnPlant(fault: PlantFault, startS: number, endS: number): () => void {
    const injected = { fault, startS, endS };
    this.onPlant = [...this.onPlant, injected];
    return () => {
      this.onPlant = this.onPlant.filter((other) => other !== injected);
    };
  }

  private injectOnSurroundings(fault: SurroundingsFault, startS: number, endS: number): () => void {
    const injected = { fault, startS, endS };
    this.onSurroundings = [...this.onSurroundings, injected];
    return () => {
      this.onSurroundings = this.onSurroundings.filter((other) => other !== injected);
    };
  }

  private injectOnChannel(fault: ChannelFault, startS: number, endS: number): () => void {
    const index = this.channels.indexOf(fault.channel);
    if (index < 0) {
      throw new FaultError(
        'unknown_channel',
        `fault ${fault.kind}: the simulation has no channel ${fault.channel}; it has ${this.channels.join(', ')}`,
      );
    }
    const injected = { fault, startS, endS, effect: sampleEffect(fault, this.random, this.stepS) };
    this.onChannels[index] = [...this.onChannels[index]!, injected];
    return () => {
      this.onChannels[index] = this.onChannels[index]!.filter((other) => other !== injected);
    };
  }
}

function isActive(injected: Injected, timeS: number): boolean {
  return timeS > injected.startS - ROUNDING_S && timeS < injected.endS - ROUNDING_S;
}
