// recover: reports the present symptoms to the recovery and lets it try its strategies.
import { slowSensorFinding } from '../recovery/slow-sensors.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput, type TickOutput } from '../tick.js';

const UNREADABLE = 'its lines come, but none can be read';

export function recover(state: ControlState, input: TickInput, output: TickOutput): void {
  const { recovery, troubles, optimizer, plant, twin } = state;
  recovery.beginTick(input.clock, output);
  if (input.notices.length > 0) {
    troubles.takeNotices(input.notices);
    passWarningsOn(state, input, output);
  }
  reportSlowSensors(state, input, output);
  troubles.sources.heardFromS = state.silenceCountsFromS;
  troubles.watchSources(troubles.sources.judge(input.samples, input.clock));
  troubles.watchTwin(twin);
  troubles.watchConditions(input.conditions);
  troubles.watchOverload(optimizer.ladder.overloaded, plant.state === 'tripped');
  recovery.advance();
}

/** A warning of a source becomes an event, and with it a line in the log. The alarms on a source that cannot be read say so. */
function passWarningsOn(state: ControlState, { notices, clock }: TickInput, { events }: TickOutput): void {
  const ts = clock[CLOCK.wallMs]!;
  for (const { source, state: now, reason } of notices) {
    if (now === 'warned' || now === 'unreadable')
      events.push({ type: 'lifecycle', ts, data: { source, warning: reason } });
    // A source that only warns is not lost, so what the alarms say stays true.
    if (now === 'warned') continue;
    explainLoss(state, state.troubles.sources.rowsOf(source), now === 'unreadable' ? UNREADABLE : '');
  }
}

/** One finding for each source, however often its channels become stale. */
function reportSlowSensors(state: ControlState, { samples, clock }: TickInput, { events }: TickOutput): void {
  const { slow } = state.troubles.sources;
  const found = slow.look(samples, clock[CLOCK.nowS]!);
  explainLoss(state, slow.mended, '');
  for (let i = 0; i < found.length; i++) {
    const { source, rows } = found[i]!;
    const finding = slowSensorFinding(found[i]!);
    const data = { source, warning: finding, channels: rows.map((row) => samples.names[row]!) };
    events.push({ type: 'lifecycle', ts: clock[CLOCK.wallMs]!, data });
    explainLoss(state, rows, finding);
  }
}

function explainLoss({ alarms, builtIns }: ControlState, rows: readonly number[], why: string): void {
  for (const row of rows) alarms.explainAgain(builtIns.sensor_lost[row]!, why);
}
