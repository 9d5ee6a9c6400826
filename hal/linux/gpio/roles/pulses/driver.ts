// Drives one pulse input: takes edges and delivers the chain's speed or path once a tick.
import { SENSOR_CHANNELS } from '../../../../channels.js';
import type { OutputInfo } from '../../../../hal.js';
import type { Driver, DriverContext } from '../../../driver.js';
import { SourceHealth } from '../../../source-health.js';
import type { InputLine } from '../../lines.js';
import { openInput, timeErrorS } from '../../open-input.js';
import type { SharedLines } from '../../shared-lines.js';
import { PulseMeter, type PulseMeterOptions } from './pulse-meter.js';
import { isOfChain, isTotal, type PulseInputConfig } from './schema.js';

/**
 * `edges` counts all pulses that were received, `glitches` those that came too soon, `implausible` those that need an impossible
 * acceleration. `missed` counts pulses that did not fit in the kernel's buffer; they still count as path. `failed` counts failed reads.
 */
const COUNTERS = ['edges', 'glitches', 'implausible', 'missed', 'failed'] as const;
type CounterName = (typeof COUNTERS)[number];

/** Limits of a real chain. Pulses that would need more are disturbances. */
const MAX_SPEED_MPS = plausibleMax('chain.velocity');
const MAX_ACCELERATION_MPS2 = plausibleMax('chain.acceleration');
/** More pulses of a channel of one's own than this in a second are disturbances. */
const MOST_PULSES_HZ = 2000;

type PulseLimits = Pick<PulseMeterOptions, 'maxSpeedMps' | 'maxAccelerationMps2'>;

/** @param name of the input in the configuration */
export function createDriver(name: string, config: PulseInputConfig, lines: SharedLines): Driver {
  return new PulseDriver(name, config, lines);
}

/**
 * A chain at standstill gives no pulses, but its speed is still known. So the channel is delivered with each tick while
 * the line can be read.
 */
class PulseDriver implements Driver {
  readonly source: string;
  readonly channels: readonly string[];
  readonly staleAfterS: number;
  readonly counterNames = COUNTERS;
  readonly outputs: readonly OutputInfo[] = [];
  private context: DriverContext | null = null;
  private health: SourceHealth | null = null;
  private input: InputLine | null = null;
  private meter: PulseMeter | null = null;
  private row = -1;
  private deliveredPulses = -1;

  constructor(
    name: string,
    private readonly config: PulseInputConfig,
    private readonly lines: SharedLines,
  ) {
    this.source = `gpio.${name}`;
    this.channels = [config.channel];
    this.staleAfterS = config.staleAfter;
  }

  async open(nowS: number, context: DriverContext): Promise<void> {
    const { channel, metresPerPulse, chip, activeLow } = this.config;
    this.context = context;
    this.health = new SourceHealth(this.source, context.listener);
    this.row = context.samples.indexOf(channel);
    const gpio = await this.lines.open(chip);
    this.meter = new PulseMeter({
      metresPerPulse,
      ...limitsOf(this.config),
      timeErrorS: timeErrorS(gpio, this.config),
    });
    this.meter.restart(nowS);
    const edges = activeLow ? 'falling' : 'rising';
    const warn = (finding: string) => context.listener.warned(this.source, finding);
    this.input = await openInput(
      gpio,
      this.config,
      edges,
      (_level, timeS, missed) => this.pulse(timeS, missed),
      warn,
    );
  }

  advance(nowS: number): void {
    if (this.input === null || this.meter === null) return;
    this.input.poll();
    if (!this.isReadable(this.input)) return;
    const value = isTotal(this.config) ? this.meter.pathM : this.meter.speedAt(nowS);
    if (!Number.isNaN(value)) this.deliver(value, nowS);
  }

  write(): void {}

  /** Keeps the path of a stall and drops the speed from before it. */
  discardInput(nowS: number): void {
    this.input?.poll();
    this.meter?.restart(nowS);
  }

  /** Does nothing: the line is read with each tick anyway. */
  reopen(): void {}

  async close(): Promise<void> {
    this.input?.close();
    this.input = null;
  }

  private pulse(timeS: number, missed: number): void {
    this.count('edges');
    this.count('missed', missed);
    const verdict = this.meter!.pulse(timeS, missed);
    if (verdict === 'glitch') this.count('glitches');
    else if (verdict === 'implausible') this.count('implausible');
  }

  /** Without a new pulse the value only repeats what the last pulse has shown. */
  private deliver(value: number, nowS: number): void {
    const { samples } = this.context!;
    const { pulses } = this.meter!;
    if (pulses === this.deliveredPulses) samples.repeat(this.row, value, nowS);
    else samples.put(this.row, value, nowS);
    this.deliveredPulses = pulses;
  }

  private isReadable(input: InputLine): boolean {
    try {
      input.read();
    } catch (error) {
      this.count('failed');
      this.health!.failed(error);
      return false;
    }
    this.health!.works();
    return true;
  }

  private count(name: CounterName, by = 1): void {
    this.context!.counters[COUNTERS.indexOf(name)]! += by;
  }
}

/** Nothing is known of what a channel of one's own counts: only pulses that are too close together are disturbances. */
function limitsOf({ channel, metresPerPulse }: PulseInputConfig): PulseLimits {
  if (isOfChain(channel)) return { maxSpeedMps: MAX_SPEED_MPS, maxAccelerationMps2: MAX_ACCELERATION_MPS2 };
  return { maxSpeedMps: metresPerPulse * MOST_PULSES_HZ, maxAccelerationMps2: Number.POSITIVE_INFINITY };
}

function plausibleMax(channel: string): number {
  return SENSOR_CHANNELS.find(({ name }) => name === channel)!.max;
}
