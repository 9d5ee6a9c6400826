// recover: reports the present symptoms to the recovery and lets it try its strategies.
import type { ControlState } from '../state/control-state.js';
import type { TickInput, TickOutput } from '../tick.js';

export function recover(state: ControlState, input: TickInput, output: TickOutput): void {
  const { recovery, troubles, optimizer, plant, twin } = state;
  recovery.beginTick(input.clock, output);
  if (input.notices.length > 0) troubles.takeNotices(input.notices);
  troubles.sources.heardFromS = state.silenceCountsFromS;
  troubles.watchSources(troubles.sources.judge(input.samples, input.clock));
  troubles.watchTwin(twin);
  troubles.watchConditions(input.conditions);
  troubles.watchOverload(optimizer.ladder.overloaded, plant.state === 'tripped');
  recovery.advance();
}
