// `shelve`: keeps an alarm quiet for a time.
import { MAX_SHELVE_S } from '../../control/vocabulary.js';
import { controlCommand } from '../definition.js';
import { numberWithin, textField } from '../field.js';

export const shelve = controlCommand({
  name: 'shelve',
  summary: 'Keeps an alarm quiet for a time. An occurrence may end meanwhile, but no new one is raised.',
  fields: {
    rule: textField('the id of an alarm rule', 'the alarm'),
    seconds: numberWithin(0, MAX_SHELVE_S, 'how long, in seconds; 0 ends the shelving', '30 days'),
  },
  needsTimestamp: false,
  isAllowedByDefault: true,
  apply: ({ rule, seconds }, plant) => plant.shelve(rule, seconds),
});
