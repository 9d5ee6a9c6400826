// Says which option of the port makes a number of a field that is not one.
import { FIELD, NumberField, type NumberForm } from './number.js';

const REFUSAL = 'is not a number';

export class NumberAdvice {
  private readonly options: readonly { readonly name: string; readonly field: NumberField }[];

  /** @param form the form in which the numbers of the port are written */
  constructor(form: NumberForm) {
    const changes: readonly [name: string, change: Partial<NumberForm>][] = [
      ['numbers: loose', { loose: true }],
      ['units: strip', { units: true }],
      ['decimal: comma', { decimal: 'comma' }],
    ];
    this.options = changes.map(([name, change]) => ({
      name,
      field: new NumberField({ ...form, ...change }),
    }));
  }

  /** The reason why the text from `start` to `end` cannot be read, with the option that helps, when one does. */
  reasonFor(text: string, start: number, end: number): string {
    const option = this.options.find(({ field }) => field.read(text, start, end) !== FIELD.invalid);
    return option === undefined ? REFUSAL : `${REFUSAL}; \`${option.name}\` makes it one`;
  }
}
