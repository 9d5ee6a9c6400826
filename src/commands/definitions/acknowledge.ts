// `acknowledge`: the operator has seen an alarm.
import { controlCommand } from '../definition.js';
import { textField } from '../field.js';

export const acknowledge = controlCommand({
  name: 'acknowledge',
  summary: 'Acknowledges an alarm, or all alarms.',
  fields: { rule: textField('the id of an alarm rule, or "*" for all', 'the alarm') },
  needsTimestamp: false,
  isAllowedByDefault: true,
  apply: ({ rule }, plant) => plant.acknowledge(rule),
});
