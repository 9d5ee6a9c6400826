// Schema of the log: its level and format.
import { z } from 'zod';
import { LOG_FORMATS, LOG_LEVELS } from '../../vocabulary/words.js';
import { reloadable } from './traits.js';

export const log = reloadable(
  z
    .strictObject({
      level: z.enum(LOG_LEVELS).default('info').describe('lowest level of messages that are written'),
      format: z
        .enum(LOG_FORMATS)
        .default('text')
        .describe(
          'text for people and the journal; json for one object per line: ts, level, thread, message',
        ),
    })
    .prefault({})
    .describe('log lines, on standard error'),
);
