// `mode`: changes the operating mode.
import { MODES } from '../../vocabulary/words.js';
import { controlCommand } from '../definition.js';
import { oneOf } from '../field.js';
import { done } from '../targets.js';

export const mode = controlCommand({
  name: 'mode',
  summary: 'Changes the operating mode.',
  fields: { mode: oneOf(MODES, 'the mode') },
  needsTimestamp: false,
  isAllowedByDefault: false,
  apply({ mode }, plant) {
    const from = plant.mode;
    if (mode === from) return done(`the mode is ${mode} already`);
    plant.record('mode', { from, to: mode });
    plant.mode = mode;
    return done(`the mode is ${mode}`);
  },
});
