// recover: follows each loss from its first sign to the moment its symptom is gone.
import type { ControlState } from '../control-state.js';
import type { RecoveryType } from '../states.js';
import { CLOCK, CONDITIONS, type Condition, type TickInput, type TickOutput } from '../tick.js';

/** The conditions that something is done about. */
const RECOVERABLE: Readonly<Partial<Record<Condition, RecoveryType>>> = {
  broker_lost: 'broker_lost',
  store_failing: 'store_crash',
  comms_restarted: 'comms_crash',
};

export function recover(state: ControlState, input: TickInput, output: TickOutput): void {
  const nowS = input.clock[CLOCK.nowS]!;
  const ts = input.clock[CLOCK.wallMs]!;
  for (const { source, state: change, reason } of input.notices) {
    if (change === 'lost') state.recovery.begin('sensor_lost', source, reason, nowS, ts, output.events);
    else state.recovery.end('sensor_lost', source, nowS, ts, output.events);
  }
  for (let i = 0; i < CONDITIONS.length; i++) {
    if (input.conditions[i] === state.lastConditions[i]) continue;
    state.lastConditions[i] = input.conditions[i]!;
    const type = RECOVERABLE[CONDITIONS[i]!];
    if (type === undefined) continue;
    if (input.conditions[i] === 1)
      state.recovery.begin(type, 'controller', CONDITIONS[i]!, nowS, ts, output.events);
    else state.recovery.end(type, 'controller', nowS, ts, output.events);
  }
}
