// The settings of each mode: how often telemetry is sent and how deep the checks go.
import type { Mode, ValidationDepth } from '../../vocabulary/words.js';

export interface ModeSettings {
  readonly streamHz: number;
  readonly validation: ValidationDepth;
}

export const MODE_SETTINGS: Readonly<Record<Mode, ModeSettings>> = {
  performance: { streamHz: 5, validation: 'reduced' },
  balanced: { streamHz: 10, validation: 'normal' },
  accuracy: { streamHz: 20, validation: 'full' },
};
