// What each mode asks for: how often the telemetry is sent and how deep the checks go.
import type { Mode } from '../states.js';

/** NaN, range and staleness are checked at every depth; `full` runs every check there is. */
export const VALIDATION_DEPTHS = ['reduced', 'normal', 'full'] as const;
export type ValidationDepth = (typeof VALIDATION_DEPTHS)[number];

export interface ModeSettings {
  readonly streamHz: number;
  readonly validation: ValidationDepth;
}

export const MODE_SETTINGS: Readonly<Record<Mode, ModeSettings>> = {
  performance: { streamHz: 5, validation: 'reduced' },
  balanced: { streamHz: 10, validation: 'normal' },
  accuracy: { streamHz: 20, validation: 'full' },
};
