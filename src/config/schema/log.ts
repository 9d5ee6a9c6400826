// Schema of the log: its level and format.
import { z } from 'zod';
import { reloadable } from './traits.js';

export const log = reloadable(
  z
    .strictObject({
      level: z
        .enum(['debug', 'info', 'warning', 'error'])
        .default('info')
        .describe('lowest level of messages that are written'),
      format: z
        .enum(['text', 'json'])
        .default('text')
        .describe(
          'text for people and the journal; json for one object per line: ts, level, thread, message',
        ),
    })
    .prefault({})
    .describe('log lines, on standard error'),
);
