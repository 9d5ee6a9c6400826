// The number grammar of the contract, field by field.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD, NumberField } from '../../../../../hal/linux/serial/reading/number.js';

const GRAMMAR = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;

function read(text: string): { kind: number; value: number } {
  const field = new NumberField();
  const framed = `,${text},`;
  return { kind: field.read(framed, 1, framed.length - 1), value: field.value };
}

describe('a numeric field', () => {
  it.each([
    ['0', 0],
    ['-0', -0],
    ['007', 7],
    ['1.25', 1.25],
    ['-131.9', -131.9],
    ['1e3', 1000],
    ['1.5E-3', 0.0015],
    ['2e+2', 200],
    ['0.1234567890123456789', 0.12345678901234568],
    ['100000000000000000000', 1e20],
    ['1764000000000', 1764000000000],
  ])('reads %s', (text, value) => {
    expect(read(text)).toEqual({ kind: FIELD.number, value });
  });

  it.each(['nan', 'NaN', 'NAN', '-nan', '+NaN', 'inf', 'INF', '-inf', '+Inf'])(
    'takes %s as a sensor without a value',
    (text) => {
      expect(read(text)).toEqual({ kind: FIELD.notFinite, value: Number.NaN });
    },
  );

  it('is no new sample when it is empty', () => {
    expect(read('').kind).toBe(FIELD.empty);
  });

  it.each([
    ...[
      '+1',
      '.5',
      '1.',
      '-',
      '--1',
      '1e',
      '1e+',
      'e5',
      '0x10',
      '12abc',
      '1.2.3',
      '1e5.0',
      ' 1',
      '1 ',
      '1,2',
      '1_0',
    ],
    ...['1e999', '-1e999', 'nano', 'na', 'info', 'infinity', '++nan', '-', '1e--5', '٣'],
  ])('refuses %s', (text) => {
    expect(read(text).kind).toBe(FIELD.invalid);
  });

  it('reads every finite number as the language does', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = String(value).replace('e+', 'e');
        expect(read(text)).toEqual({ kind: FIELD.number, value: Number(text) });
      }),
    );
  });

  it('follows the grammar for every text made of the characters of numbers', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789+-.eE'), maxLength: 24 });
    fc.assert(
      fc.property(text, (candidate) => {
        const isNumber = GRAMMAR.test(candidate) && Number.isFinite(Number(candidate));
        const { kind, value } = read(candidate);
        expect(kind === FIELD.number).toBe(isNumber);
        if (isNumber) {
          expect(value).toBe(Number(candidate));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
