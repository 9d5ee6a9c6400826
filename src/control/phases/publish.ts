// publish: writes the frame of this tick, and says when the health is due.

import { MODES, PLANT_STATES, positionOf } from '../../vocabulary/words.js';
import { FRAME } from '../records/frame.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput, type TickOutput } from '../tick.js';

export function publish(state: ControlState, input: TickInput, output: TickOutput): void {
  const { streams } = state;
  streams.advance(input.tick, input.isControlTick);
  writeFrame(state, input, output);
  output.healthDue = streams.healthDue;
  if (streams.healthTaken) {
    state.healthClock.set(input.clock);
    state.healthTicks = state.ticks;
  }
}

function writeFrame(state: ControlState, input: TickInput, output: TickOutput): void {
  const { image, streams, plan } = state;
  const { frame, setpoints } = output;
  const { layout } = plan;
  frame[FRAME.tick] = input.tick;
  frame[FRAME.ts] = input.clock[CLOCK.wallMs]!;
  frame[FRAME.telemetrySeq] = streams.telemetryDue ? streams.telemetrySeq : 0;
  frame[FRAME.prioritySeq] = streams.priorityDue ? streams.prioritySeq : 0;
  frame[FRAME.mode] = positionOf(MODES, state.mode);
  frame[FRAME.degradation] = state.degradation;
  frame[FRAME.plant] = positionOf(PLANT_STATES, state.plant.state);
  image.report(frame, layout.values, layout.qualities);
  for (let i = 0; i < setpoints.length; i++) frame[layout.setpoints + i] = setpoints[i]!;
}
