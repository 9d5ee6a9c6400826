// How log lines are written.
import { z } from 'zod';
import { reloadable } from './traits.js';

export const log = reloadable(
  z
    .strictObject({
      level: z
        .enum(['debug', 'info', 'warning', 'error'])
        .default('info')
        .describe('the least important messages that are written'),
      format: z
        .enum(['text', 'json'])
        .default('text')
        .describe('text for people and the journal, or one JSON object a line: ts, level, thread, message'),
    })
    .prefault({})
    .describe('log lines, on standard error'),
);
