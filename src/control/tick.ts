// The input and the output of a tick: these two types explain the program.
import type { SampleTable } from '../../hal/samples.js';
import { OUTSIDE_CONDITIONS, type OutsideCondition } from '../catalogue/alarm-ids.js';
import type { Command, CommandReply } from '../commands/command.js';
import type { ControlEvent } from '../vocabulary/events.js';
import type { RecoveryRequest } from './recovery/request.js';

/** Positions in {@link TickInput.clock}; a Float64Array, because a double passed as an argument may be allocated. */
export const CLOCK = {
  /** Monotonic time of this base tick's deadline, seconds since the start. */
  nowS: 0,
  /** Wall time of the deadline, milliseconds since the epoch. */
  wallMs: 1,
  /** How long after its deadline this tick began, seconds. */
  latenessS: 2,
  /** How long the last control tick took, seconds. */
  computeS: 3,
  /** How long the process stood still before this tick, seconds; 0 when it did not. */
  stalledS: 4,
  /** How long the guard has shown no sign of life, seconds; 0 in a run without a guard. */
  guardSilentS: 5,
  length: 6,
} as const;

/** The conditions that threads and hardware around the core report. Each one holds or does not hold. */
export const CONDITIONS: readonly OutsideCondition[] = OUTSIDE_CONDITIONS;
export type Condition = OutsideCondition;

export interface TickInput {
  /** Index of this base tick since the start; 60 a second, some may be missing. */
  readonly tick: number;
  /** A control tick runs the whole scan; the others only refresh the measured channels for the streams. */
  readonly isControlTick: boolean;
  /** Control ticks skipped since the last one. */
  readonly missed: number;
  readonly clock: Float64Array;
  readonly samples: SampleTable;
  /** What the feedback contact of each output says: a FEEDBACK, in the order of the HAL's outputs. */
  readonly feedback: Uint8Array;
  /** The figures of the computer, in the order of the plan; a table without rows where it has none. */
  readonly host: SampleTable;
  /** Commands that arrived since the last control tick, in order. Empty otherwise. */
  readonly commands: readonly Command[];
  /** 1 for each of {@link CONDITIONS} that holds. */
  readonly conditions: Uint8Array;
  /** Sources that were lost or came back since the last control tick. Empty otherwise. */
  readonly notices: readonly SourceNotice[];
  /** A test bench's values for computed channels, by index of the image, NaN where it has none; null in real runs. */
  readonly forced: Float64Array | null;
}

const EMERGENCY_STOP = CONDITIONS.indexOf('emergency_stop');

/** True when the emergency stop is pressed, or was since the last control tick. */
export function isEmergencyStop({ conditions }: TickInput): boolean {
  return conditions[EMERGENCY_STOP] === 1;
}

/** Sources of notices other than sensors: threads that a supervisor restarts. */
export const THREADS = ['thread.comms', 'thread.store'] as const;
export type ThreadSource = (typeof THREADS)[number];

/** A notice of the HAL about one of its sources, or of a supervisor about one of its {@link THREADS}. */
export interface SourceNotice {
  readonly source: string;
  /**
   * A source that warns works: the recovery has nothing to do. From one that is unreadable something comes, but nothing that can be
   * used, until it has recovered: opening it again would not help.
   */
  readonly state: 'lost' | 'recovered' | 'warned' | 'unreadable';
  /** Why the source was lost, or what it warns of. Empty when it recovered. */
  readonly reason: string;
}

/** Reused from tick to tick: read it before the next step. */
export interface TickOutput {
  /** Output setpoints, in the order of the HAL's outputs. Meant for the HAL after each control tick. */
  readonly setpoints: Float64Array;
  /** The record of `frame.ts`, filled on every base tick. */
  readonly frame: Float64Array;
  /** True once a second: read the controller's health after the outputs are driven. */
  healthDue: boolean;
  /** In the order in which they happened. */
  readonly events: ControlEvent[];
  readonly replies: CommandReply[];
  /** Requests of the recovery; carried out after the outputs are driven, without waiting. */
  readonly requests: RecoveryRequest[];
}
