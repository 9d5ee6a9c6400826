// All GPIO inputs of a configuration on lines in memory, connected to the simulated plant by their roles.
import type { WiredInput } from '../../linux/gpio/roles/role.js';
import { type GpioInputConfig, inputChannels } from '../../linux/gpio/schema.js';
import type { Signals, Span } from '../../linux/signals.js';
import type { ArrivingLoad, VirtualSources } from '../sources.js';
import type { VirtualChips } from './virtual-chips.js';
import { wireInput } from './wired-inputs.js';

export class VirtualInputs implements VirtualSources {
  readonly environment: VirtualSources['environment'];
  readonly loads: readonly ArrivingLoad[] = [];
  private readonly inputs: readonly WiredInput[];
  private readonly channels: readonly string[];

  constructor(gpio: Readonly<Record<string, GpioInputConfig>>, chips: VirtualChips) {
    const configs = Object.values(gpio);
    this.inputs = configs.map((config) => wireInput(config, chips.of(config.chip)));
    this.channels = configs.flatMap(inputChannels);
    this.environment = { openGpio: chips.open };
  }

  feed(signals: Signals, span: Span): void {
    for (const input of this.inputs) input.feed(signals, span);
  }

  /** A line has only a level, so it cannot report that there is no value. */
  canReportNaN(channel: string): boolean {
    return !this.channels.includes(channel);
  }

  /** The emergency stop was pressed or released at `nowS`, monotonic seconds. */
  press(isPressed: boolean, nowS: number): void {
    for (const input of this.inputs) input.press(isPressed, nowS);
  }
}
