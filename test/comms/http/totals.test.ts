// The totals over HTTP: the document, and the reset with its token and its reason.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { totalsDocument } from '../../../src/totals/document.js';
import { NO_FIGURES } from '../../../src/totals/totals.js';
import { ask, type RequestOptions } from './client.js';
import { HttpBench } from './http-bench.js';

const DOCUMENT = totalsDocument({ ...NO_FIGURES, starts: 3, poweredTicks: 216_000, ts: 2, since: 1 });
let bench: HttpBench;

beforeEach(async () => {
  bench = await HttpBench.start({ token: 'secret' });
});

afterEach(() => bench.stop());

it('`/api/totals` has the totals, and 503 while the store has not been read', async () => {
  expect((await ask(`${bench.url}api/totals`)).status).toBe(503);
  bench.totals.document = DOCUMENT;
  const { status, json } = await ask(`${bench.url}api/totals`);
  expect([status, json]).toEqual([200, JSON.parse(JSON.stringify(DOCUMENT))]);
  expect(json).toMatchObject({ starts: 3, hours: { powered: 1 }, availability: 1, unmeasuredHours: 0 });
});

describe('a reset', () => {
  const reasons: string[] = [];

  const reset = (body: unknown, more: RequestOptions = {}) =>
    ask(`${bench.url}api/totals/reset`, {
      method: 'POST',
      headers: { authorization: 'Bearer secret' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...more,
    });

  beforeEach(() => {
    reasons.length = 0;
    bench.totals.reset = (reason) => {
      reasons.push(reason);
      return Promise.resolve(DOCUMENT);
    };
  });

  it('takes a reason and answers with the old totals', async () => {
    const { status, json } = await reset({ reason: ' new generator ' });
    expect([status, json, reasons]).toMatchObject([200, { before: { starts: 3 } }, ['new generator']]);
  });

  it.each([
    ['without a body', ''],
    ['with a body that is not JSON', '{reason'],
    ['with a body that is no object', 'null'],
    ['without a reason', '{}'],
    ['with an empty reason', { reason: '  ' }],
    ['with a reason that is no text', { reason: 7 }],
    ['with a reason of more than 500 characters', { reason: 'x'.repeat(501) }],
  ])('is refused %s', async (_, body) => {
    const { status, json } = await reset(body);
    expect([status, json.error, reasons]).toEqual([400, 'invalid', []]);
  });

  it('is refused without the token', async () => {
    expect((await reset({ reason: 'x' }, { headers: {} })).status).toBe(401);
    expect(reasons).toEqual([]);
  });

  it('that the store does not confirm is answered with 503', async () => {
    bench.totals.reset = () => Promise.reject(new Error('the store is away'));
    expect((await reset({ reason: 'x' })).status).toBe(503);
  });
});
