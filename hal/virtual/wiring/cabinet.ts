// The switching cabinet: combines outputs, emergency stop and watchdog relay to brake, contactor and load (docs/hardware.md).
import type { Level } from '../../hal.js';
import type { GpioOutputConfig, SwitchOutputConfig } from '../../linux/gpio/outputs/schema.js';
import type { LinuxHalConfig } from '../../linux/schema.js';
import type { VirtualChips } from '../gpio/virtual-chips.js';
import type { ArrivingLoad } from '../sources.js';
import { WatchdogRelay } from './watchdog-relay.js';

/** The load when no output sets it, 0..1 of the rated torque. The chain can start against it within seconds. */
const FIXED_LOAD = 0.2;

/**
 * The contacts are in series. A coil has current when all its outputs are energised, the emergency stop is not pressed, and
 * the watchdog relay is closed (when there is a heartbeat). A coil without outputs has current unless the emergency stop is
 * pressed. Without an output for the load, the load is fixed.
 */
export class Cabinet {
  private readonly releases: readonly SwitchOutputConfig[];
  private readonly connects: readonly SwitchOutputConfig[];
  private readonly heartbeats: readonly {
    readonly output: GpioOutputConfig;
    readonly relay: WatchdogRelay;
  }[];

  constructor(
    outputs: LinuxHalConfig['outputs'],
    private readonly chips: VirtualChips,
    private readonly loads: readonly ArrivingLoad[],
  ) {
    const lines = Object.values(outputs).filter((output): output is GpioOutputConfig => 'line' in output);
    const switches = lines.filter((output): output is SwitchOutputConfig => 'energised' in output);
    this.releases = switches.filter(({ energised }) => energised === 'release');
    this.connects = switches.filter(({ energised }) => energised === 'connect');
    this.heartbeats = lines
      .filter((output) => 'role' in output)
      .map((output) => ({ output, relay: new WatchdogRelay() }));
  }

  /** Looks at the outputs. Called with each step of the plant. */
  look(nowS: number): void {
    for (const { output, relay } of this.heartbeats) relay.look(this.levelOf(output), nowS);
  }

  isBrakeReleased(nowS: number, isStopPressed: boolean): boolean {
    return this.hasCurrent(this.releases, nowS, isStopPressed);
  }

  isContactorClosed(nowS: number, isStopPressed: boolean): boolean {
    return this.hasCurrent(this.connects, nowS, isStopPressed);
  }

  load(nowS: number): number {
    return this.loads.length === 0 ? FIXED_LOAD : Math.max(...this.loads.map((arriving) => arriving(nowS)));
  }

  private hasCurrent(outputs: readonly SwitchOutputConfig[], nowS: number, isStopPressed: boolean): boolean {
    if (isStopPressed) return false;
    if (outputs.length > 0 && this.heartbeats.some(({ relay }) => !relay.isClosed(nowS))) return false;
    return outputs.every((output) => this.levelOf(output) === (output.activeLow ? 0 : 1));
  }

  private levelOf({ chip, line }: GpioOutputConfig): Level {
    return this.chips.of(chip).level(line);
  }
}
