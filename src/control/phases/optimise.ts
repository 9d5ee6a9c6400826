// optimise: chooses the rate of the telemetry and the depth of the checks from the mode.
import type { ControlState } from '../control-state.js';
import { MODE_SETTINGS } from '../optimizer/modes.js';

export function optimise(state: ControlState): void {
  const settings = MODE_SETTINGS[state.mode];
  state.validation = settings.validation;
  state.streams.setTelemetryHz(state.plan.config.streams.baseRateHz ?? settings.streamHz);
}
