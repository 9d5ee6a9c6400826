// The interface of a check that may compare all sections of the configuration with each other.
import type { SectionCheckContext } from '../../../hal/schema/section-check.js';
import type { Path } from '../problem.js';
import type { ParsedConfig } from '../schema.js';

export interface CheckContext extends SectionCheckContext<ParsedConfig['hal']> {
  readonly config: ParsedConfig;
  /** True when a file or an override has a value at the path; false when the value is a default. */
  isWritten(path: Path): boolean;
}

export type Check = (context: CheckContext) => void;
