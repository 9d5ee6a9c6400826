// `kpp totals --reset`: the reason that it needs, and a reset while no controller runs.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { totals } from '../../src/cli/commands/totals.js';
import { StoreArchive } from '../../src/store/archive.js';
import { decodeTotals, encodeTotals, NO_FIGURES } from '../../src/totals/totals.js';
import { openStore, temporaryDirectory } from '../store/fixtures.js';
import { captured } from './captured.js';

const STORED = {
  id: 'a',
  since: 1,
  ts: 2,
  run: 3,
  tick: 4,
  counted: { starts: 5, trips: {} },
  ...NO_FIGURES,
  starts: 5,
};

describe('a reset', () => {
  it.each([
    ['without a reason', { reset: true }],
    ['with an empty reason', { reset: true, reason: ' ' }],
    ['with a reason of more than 500 characters', { reset: true, reason: 'x'.repeat(501) }],
    ['that is not asked for, with a reason', { reason: 'x' }],
  ])('is refused %s', async (_, asked) => {
    const wrong = totals({ config: '/nowhere.yaml', set: [], ...asked });
    await expect(wrong).rejects.toMatchObject({ exitCode: 64 });
  });

  it('of a stopped controller changes its store', async () => {
    const folder = temporaryDirectory();
    const path = join(folder, 'kpp.db');
    const config = join(folder, 'controller.yaml');
    writeFileSync(config, `store: { path: ${path} }\nhttp: { listen: 127.0.0.1:1 }\n`);
    const store = openStore(path);
    store.answer({ name: 'putTotals', args: [encodeTotals(STORED), true] });
    store.end();
    const { code, stdout } = await captured(() =>
      totals({ config, set: [], json: true, reset: true, reason: 'new' }),
    );
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { before: expect.objectContaining({ starts: 5, since: 1 }) },
    ]);
    const archive = new StoreArchive(path);
    const after = decodeTotals(archive.totals ?? '');
    archive.close();
    expect(after).toMatchObject({ ...{ run: 3, tick: 4, starts: 0 }, counted: { starts: 5 } });
    expect(after?.id).not.toBe('a');
  });
});
