// recover: reports the present symptoms to the recovery and lets it try its strategies.
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput, type TickOutput } from '../tick.js';

export function recover(state: ControlState, input: TickInput, output: TickOutput): void {
  const { recovery, troubles, optimizer, plant, twin } = state;
  const nowS = input.clock[CLOCK.nowS]!;
  recovery.beginTick(nowS, input.clock[CLOCK.wallMs]!, output);
  if (input.notices.length > 0) troubles.takeNotices(input.notices);
  troubles.watchSources(troubles.sources.judge(input.samples, nowS, state.silenceCountsFromS));
  troubles.watchTwin(twin);
  troubles.watchConditions(input.conditions);
  troubles.watchOverload(optimizer.ladder.overloaded, plant.state === 'tripped');
  recovery.advance();
}
