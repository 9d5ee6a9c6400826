// `resend`: publishes events of the journal once more.
import { commsCommand } from '../definition.js';
import { sequenceNumber } from '../field.js';

export const resend = commsCommand({
  name: 'resend',
  summary: 'Publishes events of the present log again on `<base>/events`, at most 10,000 at a time.',
  fields: {
    fromSeq: sequenceNumber('`seq` of the first event'),
    toSeq: sequenceNumber('`seq` of the last event'),
  },
  needsTimestamp: false,
  isAllowedByDefault: false,
  contradiction: ({ fromSeq, toSeq }) => (fromSeq > toSeq ? 'fromSeq has to be at most toSeq' : undefined),
  apply: (range, comms) => comms.resend(range),
});
