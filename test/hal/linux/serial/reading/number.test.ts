// The number grammar of the contract, field by field.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FIELD,
  NumberField,
  type NumberForm,
  STRICT,
} from '../../../../../hal/linux/serial/reading/number.js';

const GRAMMAR = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;
const LOOSE_GRAMMAR = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

function read(text: string, form: Partial<NumberForm> = {}): { kind: number; value: number } {
  const field = new NumberField({ ...STRICT, ...form });
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

  it.each(['nan', 'NaN', 'NAN', '-nan', '+NaN', 'inf', 'INF', '-inf', '+Inf', 'ovf', 'OVF'])(
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

  it.each([
    ['the contract', {}, GRAMMAR],
    ['the loose form', { loose: true }, LOOSE_GRAMMAR],
  ])('follows the grammar of %s for every text made of the characters of numbers', (_, form, grammar) => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789+-.eE'), maxLength: 24 });
    fc.assert(
      fc.property(text, (candidate) => {
        const isNumber = grammar.test(candidate) && Number.isFinite(Number(candidate));
        const { kind, value } = read(candidate, form);
        expect(kind === FIELD.number).toBe(isNumber);
        if (isNumber) {
          expect(value).toBe(Number(candidate));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a numeric field in the loose form', () => {
  it.each([
    ['+1.5', 1.5],
    ['.5', 0.5],
    ['-.5', -0.5],
    ['12.', 12],
    ['12.e2', 1200],
    ['  1.5', 1.5],
    ['1.5\t', 1.5],
  ])('reads %j', (text, value) => {
    expect(read(text, { loose: true })).toEqual({ kind: FIELD.number, value });
  });

  it('is empty when it has only blanks', () => {
    expect(read('   ', { loose: true }).kind).toBe(FIELD.empty);
  });

  it.each(['infinity', '-Infinity', ' nan '])('takes %j as a sensor without a value', (text) => {
    expect(read(text, { loose: true }).kind).toBe(FIELD.notFinite);
  });

  it.each(['.', '+', '+.', '1 2', '- 1', '+-1', '0x10', '12abc'])('refuses %j', (text) => {
    expect(read(text, { loose: true }).kind).toBe(FIELD.invalid);
  });
});

describe('a numeric field with a decimal comma', () => {
  it.each([
    ['1,5', 1.5],
    ['-131,9', -131.9],
    ['1,5e3', 1500],
    ['0,1234567890123456789', 0.12345678901234568],
    ['7', 7],
  ])('reads %s', (text, value) => {
    expect(read(text, { decimal: 'comma' })).toEqual({ kind: FIELD.number, value });
  });

  it.each(['1.5', '1,2,3', ',5'])('refuses %s', (text) => {
    expect(read(text, { decimal: 'comma' }).kind).toBe(FIELD.invalid);
  });
});

describe('a numeric field with a unit', () => {
  it.each([
    ['12.3V', 12.3],
    ['12.3 V', 12.3],
    ['21.5\xc2\xb0C', 21.5],
    ['21.5*C', 21.5],
    ['40%', 40],
    ['9.81m/s^2', 9.81],
    ['9.81 m/s2', 9.81],
    ['3m3/h', 3],
    ['40[s-1]', 40],
    ['2eV', 2],
    ['2e3V', 2000],
    ['-0.1234567890123456789 A', -0.12345678901234568],
  ])('reads %j', (text, value) => {
    expect(read(text, { units: true })).toEqual({ kind: FIELD.number, value });
  });

  it('takes nan with its unit as a sensor without a value', () => {
    expect(read('nan *C', { units: true }).kind).toBe(FIELD.notFinite);
    expect(read('nanC', { units: true }).kind).toBe(FIELD.notFinite);
  });

  it.each(['V', '12.3V5', '57a0', '0x10', '1.2.3', '1_0', '12:30', '1 V A', '5)', `1${'m'.repeat(17)}`])(
    'refuses %j',
    (text) => {
      expect(read(text, { units: true }).kind).toBe(FIELD.invalid);
    },
  );
});
