// The exchange of files: after a power cut at any moment it can be completed, and a failure undoes it.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planPath } from '../../src/backup/plan-path.js';
import { complete, exchange, interruptedPlan, type Plan } from '../../src/backup/swap.js';
import { temporaryDirectory } from '../store/fixtures.js';
import { contentOf } from './fixtures.js';

/** A store with its write-ahead log, a configuration that is new, and a folder. */
function prepared() {
  const folder = temporaryDirectory();
  const at = (name: string) => join(folder, name);
  for (const name of ['db', 'db-wal']) writeFileSync(at(name), `old ${name}`);
  for (const name of ['db', 'config']) writeFileSync(at(`${name}.new`), `new ${name}`);
  for (const state of ['rec', 'rec.new']) {
    mkdirSync(at(state));
    writeFileSync(join(at(state), 'a'), state);
  }
  const move = (name: string, isNew: boolean) => ({
    ...{ staged: isNew ? at(`${name}.new`) : null, target: at(name), kept: at(`${name}.old`) },
  });
  const moves = [
    ...[
      move('db-wal', false),
      move('db-shm', false),
      move('db', true),
      move('config', true),
      move('rec', true),
    ],
  ];
  const plan: Plan = { archive: '/a.tar.gz', storePath: at('db'), moves };
  return { folder, plan, configFile: at('config') };
}

/** The renames of a plan, one by one. */
function renames({ moves }: Plan): (readonly [string, string])[] {
  return moves.flatMap(({ staged, target, kept }) => [
    ...(existsSync(target) ? [[target, kept] as const] : []),
    ...(staged === null ? [] : [[staged, target] as const]),
  ]);
}

function expectNew(folder: string): void {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  expect([read('db'), read('config'), read('rec/a')]).toEqual(['new db', 'new config', 'rec.new']);
  expect([read('db.old'), read('db-wal.old'), read('rec.old/a')]).toEqual(['old db', 'old db-wal', 'rec']);
  expect(existsSync(join(folder, 'db-wal'))).toBe(false);
}

describe('an exchange', () => {
  it('moves the new files to their places and keeps the old ones', () => {
    const { folder, plan, configFile } = prepared();
    exchange(plan, configFile);
    expectNew(folder);
    expect(interruptedPlan(configFile)).toBeNull();
  });

  it('can be completed when it was interrupted after any of its renames', () => {
    const count = renames(prepared().plan).length;
    expect(count).toBe(6);
    for (let made = 0; made <= count; made++) {
      const { folder, plan, configFile } = prepared();
      writeFileSync(planPath(configFile), JSON.stringify(plan));
      for (const [from, to] of renames(plan).slice(0, made)) renameSync(from, to);
      complete(interruptedPlan(configFile)!, configFile);
      expectNew(folder);
      expect(existsSync(planPath(configFile))).toBe(false);
    }
  });

  it('that fails is undone', () => {
    for (let failing = 0; failing < 5; failing++) {
      const { folder, plan, configFile } = prepared();
      writeFileSync(join(folder, 'db-shm'), 'old db-shm');
      writeFileSync(join(folder, 'config'), 'old config');
      const before = contentOf(folder);
      const moves = plan.moves.map((move, i) => (i === failing ? { ...move, kept: '/nowhere/kept' } : move));
      expect(() => exchange({ ...plan, moves }, configFile)).toThrow(
        expect.objectContaining({ code: 'failed' }),
      );
      expect(contentOf(folder)).toEqual(before);
    }
  });

  it('whose plan cannot be read is reported', () => {
    const { configFile } = prepared();
    writeFileSync(planPath(configFile), 'half a pl');
    expect(() => interruptedPlan(configFile)).toThrow(expect.objectContaining({ code: 'failed' }));
  });
});
