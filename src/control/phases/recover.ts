// recover: reports the present symptoms to the recovery and lets it try its strategies.
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput, type TickOutput } from '../tick.js';

export function recover(state: ControlState, input: TickInput, output: TickOutput): void {
  const { recovery, troubles, optimizer, plant, twin } = state;
  const nowS = input.clock[CLOCK.nowS]!;
  recovery.beginTick(nowS, input.clock[CLOCK.wallMs]!, output);
  if (input.notices.length > 0) {
    troubles.takeNotices(input.notices);
    passWarningsOn(input, output);
  }
  troubles.watchSources(troubles.sources.judge(input.samples, nowS, state.silenceCountsFromS));
  troubles.watchTwin(twin);
  troubles.watchConditions(input.conditions);
  troubles.watchOverload(optimizer.ladder.overloaded, plant.state === 'tripped');
  recovery.advance();
}

/** A source that warns becomes an event, and with it a line in the log. */
function passWarningsOn({ notices, clock }: TickInput, { events }: TickOutput): void {
  const ts = clock[CLOCK.wallMs]!;
  for (const { source, state, reason } of notices)
    if (state === 'warned') events.push({ type: 'lifecycle', ts, data: { source, warning: reason } });
}
