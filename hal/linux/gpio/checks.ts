// Checks of the GPIO lines: no line is used twice, and there is one emergency stop at most.
import { forEachClash, type SectionCheck } from '../../schema/section-check.js';
import { isOfChain } from './roles/pulses/schema.js';
import type { GpioInputConfig } from './schema.js';

/** The sections of the configuration in which GPIO lines are used. */
export interface GpioSections {
  readonly gpio: Readonly<Record<string, GpioInputConfig>>;
  /** Outputs of other kinds are ignored. */
  readonly outputs: Readonly<Record<string, { readonly line: number } | object>>;
}

export const checkLines: SectionCheck<GpioSections> = ({ config: { hal }, report }) => {
  const users = (['gpio', 'outputs'] as const).flatMap((section) =>
    Object.entries(hal[section]).flatMap(([name, user]) =>
      'line' in user ? [{ line: user.line, path: ['hal', section, name] }] : [],
    ),
  );
  forEachClash(
    users,
    ({ line }) => String(line),
    ({ line, path }, first) =>
      report([...path, 'line'], `line ${line} is used by ${first.path.join('.')} already`),
  );
};

/** The guard watches one line. Contacts wired in series need only one line, and none of them can be forgotten. */
export const checkEmergencyStop: SectionCheck<GpioSections> = ({ config: { hal }, report }) => {
  forEachClash(
    Object.entries(hal.gpio),
    ([, { role }]) => (role === 'emergencyStop' ? role : undefined),
    ([name], [first]) =>
      report(
        ['hal', 'gpio', name],
        `is a second emergency stop; hal.gpio.${first} is one already: wire the contacts in series`,
      ),
  );
};

/** What the pulses of the chain measure is clear from their channel. */
export const checkMeasures: SectionCheck<GpioSections> = ({ config: { hal }, report }) => {
  for (const [name, input] of Object.entries(hal.gpio)) {
    if (input.role !== 'pulses' || input.measures === undefined || !isOfChain(input.channel)) continue;
    report(
      ['hal', 'gpio', name, 'measures'],
      `is only for channels of your own: what ${input.channel} measures is known; remove it`,
    );
  }
};
