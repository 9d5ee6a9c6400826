// Applies commands at the start of a scan: each leaves a reply, and an event for the audit trail.
import type { Command, CommandReply } from '../../commands/command.js';
import { findCommand } from '../../commands/lookup.js';
import { type Outcome, refused } from '../../commands/targets.js';
import type { ControlState } from '../state/control-state.js';
import type { TickInput, TickOutput } from '../tick.js';
import { PlantOfTick } from './commanded-plant.js';

/** Applies the commands in the order of their arrival. */
export function applyCommands(state: ControlState, input: TickInput, output: TickOutput): void {
  if (input.commands.length === 0) return;
  const plant = new PlantOfTick(state, input, output);
  for (const command of input.commands) {
    const outcome = apply(command, plant);
    const { requestId, by, origin, request } = command;
    const { name, ...parameters } = request;
    plant.record('command', { name, parameters, requestId, by, origin, ...outcome });
    output.replies.push(reply(requestId, outcome));
  }
}

function apply({ request }: Command, plant: PlantOfTick): Outcome {
  const definition = findCommand(request.name);
  if (definition?.where === 'control') return definition.apply(request, plant);
  return refused(`the control core has no command ${request.name}`);
}

function reply(requestId: string, { ok, message }: Outcome): CommandReply {
  return { requestId, ok, error: ok ? null : 'refused', message };
}
