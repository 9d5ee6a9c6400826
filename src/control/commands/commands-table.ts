// What each command does: one function a command, applied at the start of a scan.

import { movePlant } from '../phases/interlock.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, isEmergencyStop, type TickInput, type TickOutput } from '../tick.js';
import type { Command, CommandName, CommandReply, CommandRequest } from './commands.js';

/** `ok` and what to tell the sender. */
interface Outcome {
  readonly ok: boolean;
  readonly message: string;
}

const done = (message: string): Outcome => ({ ok: true, message });
const refused = (message: string): Outcome => ({ ok: false, message });

type Handlers = {
  readonly [N in CommandName]: (
    request: Extract<CommandRequest, { name: N }>,
    state: ControlState,
    input: TickInput,
    output: TickOutput,
  ) => Outcome;
};

const HANDLERS: Handlers = {
  start(_request, state, input, output) {
    if (isEmergencyStop(input)) return refused('the emergency stop is pressed');
    if (state.plant.state !== 'standby') return refused(`the plant is ${state.plant.state}, not in standby`);
    const missing = state.interlocks.missing(state.image);
    if (missing.length > 0) return refused(`critical channels are missing: ${missing.join(', ')}`);
    movePlant(state, 'start', input, output);
    return done('the plant starts');
  },

  stop(_request, state, input, output) {
    state.autoStartPending = false;
    if (movePlant(state, 'stop', input, output)) return done('the plant stops');
    return refused(`the plant is ${state.plant.state}: there is nothing to stop`);
  },

  reset(_request, state, input, output) {
    const { trip } = state.plant;
    if (trip === null) return refused(`the plant is ${state.plant.state}: there is no trip to reset`);
    if (isEmergencyStop(input)) return refused('the emergency stop is pressed: release it first');
    if (state.tripCause !== null) return refused(`a cause to trip is still there: ${state.tripCause}`);
    movePlant(state, 'reset', input, output);
    output.events.push({ type: 'reset', ts: input.clock[CLOCK.wallMs]!, data: { cause: trip.cause } });
    return done('the trip is reset');
  },

  mode({ mode }, state, input, output) {
    if (mode === state.mode) return done(`the mode is ${mode} already`);
    output.events.push({
      type: 'mode',
      ts: input.clock[CLOCK.wallMs]!,
      data: { from: state.mode, to: mode },
    });
    state.mode = mode;
    return done(`the mode is ${mode}`);
  },

  load({ fraction }, state) {
    state.loadSetpoint = fraction;
    state.loadOptimizer.setByHand();
    const pauses =
      state.loadOptimizer.objective === 'off' ? '' : '; the search on the load pauses until the next start';
    return done(`the load setpoint is ${fraction}${pauses}`);
  },

  acknowledge({ rule }, state, input) {
    return state.alarms.acknowledge(rule, input.clock);
  },

  shelve({ rule, seconds }, state, input) {
    return state.alarms.shelve(rule, seconds, input.clock);
  },
};

/** Applies the commands in the order of their arrival, and leaves an audit event and a reply for each. */
export function applyCommands(state: ControlState, input: TickInput, output: TickOutput): void {
  for (const command of input.commands) {
    const outcome = handle(command, state, input, output);
    const { requestId, by, origin, request } = command;
    const { name, ...parameters } = request;
    output.events.push({
      type: 'command',
      ts: input.clock[CLOCK.wallMs]!,
      data: { name, parameters, requestId, by, origin, ...outcome },
    });
    output.replies.push(reply(requestId, outcome));
  }
}

function handle(command: Command, state: ControlState, input: TickInput, output: TickOutput): Outcome {
  // The table's type ties each name to its request; TypeScript cannot follow that through an index.
  const handler = HANDLERS[command.request.name] as (...of: unknown[]) => Outcome;
  return handler(command.request, state, input, output);
}

function reply(requestId: string, { ok, message }: Outcome): CommandReply {
  return { requestId, ok, error: ok ? null : 'refused', message };
}
