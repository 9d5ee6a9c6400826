// The settings of the digital twin that may change while it runs.
import type { Config } from '../../config/schema.js';

export type TwinSettings = Config['twin'] & {
  /** Longest time for which the twin may replace a lost channel, s. A channel that is not named is not replaced. */
  readonly holdS?: Readonly<Record<string, number>>;
};

export function twinSettings({ twin, channels }: Config): TwinSettings {
  const holds = Object.entries(channels).map(([name, { twinHold }]) => [name, twinHold] as const);
  return { ...twin, holdS: Object.fromEntries(holds) };
}
