// The options of a serial port about how the fields of its lines are read. They are keys of the configuration.

/** A missing option has the default of the format. */
export interface ReadingOptions {
  readonly numbers?: 'strict' | 'loose' | undefined;
  readonly units?: 'none' | 'strip' | undefined;
  readonly decimal?: 'point' | 'comma' | undefined;
  readonly separator?: string | undefined;
  readonly header?: boolean | undefined;
  readonly checksum?: 'required' | 'optional' | undefined;
  readonly extraFields?: 'refuse' | 'ignore' | undefined;
}

export type OptionName = keyof ReadingOptions;

export const OPTION_NAMES: readonly OptionName[] = [
  'numbers',
  'units',
  'decimal',
  'separator',
  'header',
  'checksum',
  'extraFields',
];
