// What the configuration's tests share: parsing into lines, and into a configuration that must be right.
import type { Config, Layers } from '../../src/config/index.js';
import { formatProblem, parseConfig } from '../../src/config/index.js';

/** The problems of a text, as `kpp check` prints them. */
export function problemsOf(text: string, layers: Layers = {}): string[] {
  return parseConfig(text, 'k.yaml', layers).problems.map(formatProblem);
}

/** The configuration of a text that has no error; its warnings are of no interest. */
export function configOf(text: string, layers: Layers = {}): Config {
  const { config, problems } = parseConfig(text, 'k.yaml', layers);
  if (config === undefined) throw new Error(problems.map(formatProblem).join('\n'));
  return config;
}
