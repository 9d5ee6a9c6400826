// The switching cabinet: combines outputs, emergency stop and watchdog relay to brake, contactor and load (docs/hardware.md).
import type { Level } from '../../hal.js';
import type { GpioOutputConfig, SwitchOutputConfig } from '../../linux/gpio/outputs/schema.js';
import type { LinuxHalConfig } from '../../linux/schema.js';
import type { VirtualChips } from '../gpio/virtual-chips.js';
import { type ArrivingLoad, thereAre } from '../sources.js';
import { Contactor, type ContactorFault } from './contactor.js';
import { WatchdogRelay } from './watchdog-relay.js';

/** The load when no output sets it, 0..1 of the rated torque. The chain can start against it within seconds. */
const FIXED_LOAD = 0.2;

/**
 * The contacts are in series. A coil has current when its output is energised, the emergency stop is not pressed, and the watchdog
 * relay is closed (when there is a heartbeat). The brake is released, and the generator connected, when the contactors of all outputs
 * for it are closed; without such outputs unless the emergency stop is pressed. Without an output for the load, the load is fixed.
 */
export class Cabinet {
  private readonly contactors: ReadonlyMap<string, Contactor>;
  private readonly releasing: readonly Contactor[];
  private readonly connecting: readonly Contactor[];
  private readonly heartbeats: readonly {
    readonly output: GpioOutputConfig;
    readonly relay: WatchdogRelay;
  }[];

  constructor(
    outputs: LinuxHalConfig['outputs'],
    private readonly chips: VirtualChips,
    private readonly loads: readonly ArrivingLoad[],
  ) {
    const lines = Object.entries(outputs).filter(
      (entry): entry is [string, GpioOutputConfig] => 'line' in entry[1],
    );
    this.contactors = new Map(
      lines
        .filter((entry): entry is [string, SwitchOutputConfig] => 'energised' in entry[1])
        .map(([name, output]) => [name, new Contactor(output, chips)]),
    );
    const withEffect = (effect: SwitchOutputConfig['energised']) =>
      [...this.contactors.values()].filter(({ energised }) => energised === effect);
    this.releasing = withEffect('release');
    this.connecting = withEffect('connect');
    this.heartbeats = lines
      .filter(([, output]) => 'role' in output)
      .map(([, output]) => ({ output, relay: new WatchdogRelay() }));
  }

  /** Looks at the outputs, and moves the feedback contacts. Called with each step of the plant. */
  look(nowS: number, isStopPressed: boolean): void {
    for (const { output, relay } of this.heartbeats) relay.look(this.levelOf(output), nowS);
    const isFed = this.isFed(nowS, isStopPressed);
    for (const contactor of this.contactors.values()) contactor.showFeedback(isFed, nowS);
  }

  isBrakeReleased(nowS: number, isStopPressed: boolean): boolean {
    return this.areClosed(this.releasing, nowS, isStopPressed);
  }

  isContactorClosed(nowS: number, isStopPressed: boolean): boolean {
    return this.areClosed(this.connecting, nowS, isStopPressed);
  }

  load(nowS: number): number {
    return this.loads.length === 0 ? FIXED_LOAD : Math.max(...this.loads.map((arriving) => arriving(nowS)));
  }

  /** @throws Error when there is no such contactor or brake */
  assertSwitch(output: string): void {
    if (this.contactors.has(output)) return;
    const names = [...this.contactors.keys()];
    throw new Error(`no output ${output} switches a contactor or a brake; ${thereAre(names)}`);
  }

  /** Disturbs the contactor or the brake relay of an output. The returned function repairs it. */
  disturb(output: string, fault: ContactorFault): () => void {
    const contactor = this.contactors.get(output)!;
    contactor.fault = fault;
    return () => {
      if (contactor.fault === fault) contactor.fault = null;
    };
  }

  private areClosed(contactors: readonly Contactor[], nowS: number, isStopPressed: boolean): boolean {
    if (contactors.length === 0) return !isStopPressed;
    const isFed = this.isFed(nowS, isStopPressed);
    return contactors.every((contactor) => contactor.isClosed(isFed));
  }

  /** Whether the coils get current up to the contacts that the outputs switch. */
  private isFed(nowS: number, isStopPressed: boolean): boolean {
    return !isStopPressed && this.heartbeats.every(({ relay }) => relay.isClosed(nowS));
  }

  private levelOf({ chip, line }: GpioOutputConfig): Level {
    return this.chips.of(chip).level(line);
  }
}
