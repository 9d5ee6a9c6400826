// Checks an entry of a written list before it is used: the entry may be damaged, or come from another version.
import { BACKEND_CHOICES } from '../../../hal/linux/gpio/line-schema.js';
import type { OutputEntry } from './entries.js';

type Kind = OutputEntry['kind'];
type Keys<K extends Kind> = Exclude<keyof Extract<OutputEntry, { kind: K }>, 'name' | 'kind'>;
type Test = (value: unknown) => boolean;

const text: Test = (value) => typeof value === 'string' && value !== '';
const whole: Test = (value) => Number.isInteger(value) && (value as number) >= 0;
const flag: Test = (value) => typeof value === 'boolean';
const level: Test = (value) => value === 0 || value === 1;
const modemLine: Test = (value) => value === 'on' || value === 'off';
const seconds: Test = (value) => typeof value === 'number' && value >= 0 && value <= 60;
const backend: Test = (value) => BACKEND_CHOICES.some((choice) => choice === value);
const ifGiven =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);
const fraction: Test = (value) => typeof value === 'number' && value >= 0 && value <= 1;

const FORMS: { readonly [K in Kind]: Readonly<Record<Keys<K>, Test>> } = {
  gpio: { chip: text, line: whole, backend: ifGiven(backend), activeLow: flag, safe: level },
  serial: {
    path: text,
    baudRate: whole,
    dataBits: whole,
    parity: text,
    stopBits: whole,
    rtscts: ifGiven(flag),
    hupcl: ifGiven(flag),
    dtr: ifGiven(modemLine),
    rts: ifGiven(modemLine),
    restart: ifGiven(seconds),
    record: text,
    safe: fraction,
  },
  i2c: { bus: whole, address: whole, device: text, safe: fraction },
};

/**
 * Why an entry cannot be used; null when it can. A kind that this version does not know is not an error of form: the output is
 * reported as unreachable.
 */
export function faultOfEntry(entry: unknown): string | null {
  if (typeof entry !== 'object' || entry === null) return 'an entry is not an output';
  const { name, kind, ...keys } = entry as Record<string, unknown>;
  if (!text(name)) return 'an entry has no name';
  if (!text(kind)) return `the entry of ${name} has no kind`;
  const form = Object.hasOwn(FORMS, kind as string) ? FORMS[kind as Kind] : {};
  const wrong = Object.entries<Test>(form).find(([key, test]) => !test(keys[key]));
  if (wrong === undefined) return null;
  const [key] = wrong;
  const found = key in keys ? JSON.stringify(keys[key]) : 'nothing';
  return `the entry of ${name} has ${found} for ${key}`;
}
