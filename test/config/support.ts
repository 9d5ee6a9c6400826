// Shared by the configuration's tests: parses a text into problem lines, or into a configuration that must have no error.
import type { Config, ConfigInput, Layers } from '../../src/config/index.js';
import { formatProblem, parseConfig } from '../../src/config/index.js';

/** A plant that is not all defaults. Without it `hal.kind: linux` gives a warning. */
const DESCRIBED: ConfigInput = { plant: { height: 11 } };

/** The problems of a text, as `kpp check` prints them, on a machine whose plant is described. */
export function problemsOf(text: string, { defaults = {}, ...layers }: Layers = {}): string[] {
  return problemsAsWritten(text, { defaults: { ...DESCRIBED, ...defaults }, ...layers });
}

/** The problems of a text over the defaults alone. */
export function problemsAsWritten(text: string, layers: Layers = {}): string[] {
  return parseConfig(text, 'k.yaml', layers).problems.map(formatProblem);
}

/** The configuration of a text without errors. Warnings are ignored. */
export function configOf(text: string, layers: Layers = {}): Config {
  const { config, problems } = parseConfig(text, 'k.yaml', layers);
  if (config === undefined) throw new Error(problems.map(formatProblem).join('\n'));
  return config;
}
