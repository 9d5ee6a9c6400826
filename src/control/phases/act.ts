// act: turns the plant's state and the load setpoint into a value for each output.
import type { OutputInfo } from '../../../hal/hal.js';
import type { ControlState, Drive } from '../state/control-state.js';
import type { TickOutput } from '../tick.js';

export function act(state: ControlState, output: TickOutput): void {
  decide(state);
  const { outputs } = state.plan;
  const tripped = state.plant.state === 'tripped';
  for (let i = 0; i < outputs.length; i++) {
    output.setpoints[i] = setpoint(outputs[i]!, state.drive, tripped);
  }
}

/**
 * | state    | brake    | contactor | load                  | heartbeat |
 * |----------|----------|-----------|-----------------------|-----------|
 * | standby  | safe     | safe      | safe                  | toggles   |
 * | starting | released | connected | the setpoint's ramp   | toggles   |
 * | running  | released | connected | the setpoint          | toggles   |
 * | stopping | safe     | connected | safe                  | toggles   |
 * | tripped  | safe     | safe      | safe                  | safe      |
 */
function decide({ drive, plant, loadSetpoint, loadShare }: ControlState): void {
  const energised = plant.isEnergised;
  const stopping = plant.state === 'stopping';
  drive.connected = energised;
  drive.released = energised && !stopping;
  drive.load = drive.released ? loadSetpoint * (plant.state === 'starting' ? loadShare : 1) : 0;
  drive.heartbeat = !drive.heartbeat;
}

function setpoint({ role, safe }: OutputInfo, drive: Drive, tripped: boolean): number {
  switch (role) {
    case 'brake':
      return drive.released ? 1 : safe;
    case 'contactor':
      return drive.connected ? 1 : safe;
    case 'load':
      return drive.released ? drive.load : safe;
    case 'heartbeat':
      return tripped || !drive.heartbeat ? safe : 1;
  }
}
