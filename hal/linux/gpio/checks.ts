// Checks of the GPIO lines: no line is used twice, and there is one emergency stop at most.
import { forEachClash, type SectionCheck } from '../../schema/section-check.js';
import { lineUsers } from './line-users.js';
import type { BackendChoice } from './lines.js';
import type { GpioOutputConfig } from './outputs/schema.js';
import { isOfChain } from './roles/pulses/schema.js';
import type { GpioInputConfig } from './schema.js';

/** The sections of the configuration in which GPIO lines are used. */
export interface GpioSections {
  readonly gpioChip: string;
  readonly gpioBackend: BackendChoice;
  readonly gpio: Readonly<Record<string, GpioInputConfig>>;
  /** Outputs of other kinds are ignored. */
  readonly outputs: Readonly<Record<string, GpioOutputConfig | object>>;
}

export const checkLines: SectionCheck<GpioSections> = ({ config: { hal }, report }) => {
  forEachClash(
    lineUsers(hal),
    ({ chip, line }) => `${line} of ${chip}`,
    ({ line, path, key }, first) =>
      report(['hal', ...path, key], `line ${line} is used by hal.${first.path.join('.')} already`),
  );
};

/** Sysfs knows neither. Where `auto` ends at sysfs, the opening of the line says so. */
export const checkBackend: SectionCheck<GpioSections> = ({ config: { hal }, report }) => {
  if (hal.gpioBackend !== 'sysfs') return;
  for (const { path, key, bias, debounce } of lineUsers(hal)) {
    // An input with two lines has the keys once for both.
    if (key !== 'line') continue;
    if (bias !== undefined) report(['hal', ...path, 'bias'], needsDevice('the bias of a line'));
    if (debounce > 0) report(['hal', ...path, 'debounce'], needsDevice('the debouncing of a line'));
  }
};

function needsDevice(what: string): string {
  return `${what} needs the character device, and hal.gpioBackend is sysfs: remove one of them`;
}

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
