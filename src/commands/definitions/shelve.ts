// `shelve`: suppresses an alarm for a time.
import { MAX_SHELVE_S } from '../../vocabulary/words.js';
import { controlCommand } from '../definition.js';
import { numberWithin, textField } from '../field.js';

export const shelve = controlCommand({
  name: 'shelve',
  summary:
    'Suppresses an alarm for a time. An active occurrence may end during this time, but no new one is raised.',
  fields: {
    rule: textField('the id of an alarm rule', 'the alarm'),
    seconds: numberWithin(0, MAX_SHELVE_S, 'the duration, s; 0 ends the shelving', '30 days'),
  },
  needsTimestamp: false,
  isAllowedByDefault: true,
  apply: ({ rule, seconds }, plant) => plant.shelve(rule, seconds),
});
