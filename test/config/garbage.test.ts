// Random input: parsing gives a configuration or a list of problems, and never throws.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { formatProblem, parseConfig } from '../../src/config/index.js';

const EXAMPLE = `control: { rateHz: 15, mode: balanced }
alerts:
  high_velocity: { above: 8.0, level: warning }
hal:
  kind: linux
  serial: { chain: { path: /dev/ttyUSB0, records: { KPPCH: [seq, chain.velocity] }, scale: { chain.velocity: 2 } } }
  i2c: [{ bus: 1, address: 0x40, device: ina226, shuntOhms: 0.002, channels: { power: generator.power } }]
  gpio: { estop: { line: 27, role: emergencyStop } }
  outputs: { load: { serial: chain, timeout: drive } }
`;
const KEYS = [
  'control',
  'rateHz',
  'alerts',
  'high_velocity',
  'hal',
  'kind',
  'serial',
  'i2c',
  'gpio',
  'outputs',
  'sim',
];

function expectAnAnswer(text: string, sets: string[] = []): void {
  const { config, problems } = parseConfig(text, 'k.yaml', { sets });
  const errors = problems.filter(({ severity }) => severity === 'error');
  expect(errors.length > 0).toBe(config === undefined);
  for (const problem of problems) {
    expect(formatProblem(problem)).toMatch(/^(k\.yaml|--set):[1-9]\d*:[1-9]\d* [\s\S]+: [\s\S]+$/);
  }
}

describe('a configuration of', () => {
  it('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => expectAnAnswer(text)));
  });

  it('characters that mean something in YAML', () => {
    const unit = fc.constantFrom(...'abc0.-:?&*!|>%@`\'"#{}[], \n\t', '<<', '---', '...', '&a ', '*a');
    fc.assert(fc.property(fc.string({ unit, maxLength: 60 }), (text) => expectAnAnswer(text)));
  });

  it('an example with a part replaced', () => {
    const span = fc.tuple(fc.nat(EXAMPLE.length), fc.nat(12), fc.string({ maxLength: 8 }));
    fc.assert(
      fc.property(span, ([start, length, text]) =>
        expectAnAnswer(EXAMPLE.slice(0, start) + text + EXAMPLE.slice(start + length)),
      ),
    );
  });

  it('known keys with any values', () => {
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null)),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...KEYS), value), (plain) =>
        expectAnAnswer(stringify(plain)),
      ),
    );
  });

  it('any --set', () => {
    const key = fc.array(fc.constantFrom(...KEYS, 'chain', 'velocity', '0', 'scale'), {
      minLength: 1,
      maxLength: 6,
    });
    const set = fc.oneof(
      fc.string(),
      fc.tuple(key, fc.string({ maxLength: 20 })).map(([parts, value]) => `${parts.join('.')}=${value}`),
    );
    fc.assert(fc.property(fc.array(set, { maxLength: 4 }), (sets) => expectAnAnswer(EXAMPLE, sets)));
  });
});
