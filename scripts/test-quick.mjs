// npm run test:quick: lint, types, and the unit tests of what changed since the branch left main, in less than a minute.
import { spawnSync } from 'node:child_process';
import { relative } from 'node:path';
import { installPackages, root } from './prepare.mjs';
import { npmScript, runSideBySide } from './test/checks.mjs';
import { choose } from './test/selection.mjs';
import { conclude, runTests, VITEST } from './test/vitest.mjs';

function output(program, args) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: 'utf8' });
  return { ok: status === 0, stdout, stderr };
}

/** The commit to compare with: the first argument, or the commit where the branch left main, or the last commit. */
function base() {
  const named = process.argv[2];
  const candidates = named === undefined ? ['main', 'origin/main', 'HEAD'] : [named];
  const found = candidates.map((name) => output('git', ['merge-base', name, 'HEAD'])).find(({ ok }) => ok);
  if (found === undefined)
    throw new Error(
      `git knows none of these commits: ${candidates.join(', ')}. Give a commit as the argument`,
    );
  return found.stdout.trim();
}

/** Files that were changed since then, committed or not, and new files. */
function changedSince(commit) {
  const lists = [
    ['diff', '--name-only', commit],
    ['ls-files', '--others', '--exclude-standard'],
  ];
  return lists.flatMap((args) => output('git', args).stdout.split('\n').filter(Boolean));
}

/** Unit tests that import a file that changed, directly or through others. */
function relatedTests(commit) {
  const list = [VITEST, 'list', '--filesOnly', '--json', '--project', 'unit*', '--changed', commit];
  const { ok, stdout, stderr } = output(process.execPath, list);
  if (!ok) throw new Error(`vitest could not list the tests:\n${stderr}`);
  return JSON.parse(stdout).map(({ file }) => relative(root, file));
}

if (!installPackages()) process.exit(1);
const commit = base();
const checks = await runSideBySide([npmScript('types'), npmScript('lint')]);
const { chosen, left } = choose(relatedTests(commit), changedSince(commit));
console.log(`\n== tests of what changed since ${commit.slice(0, 8)}: ${chosen.length} files`);
if (left > 0) console.log(`${left} more files are related. Run npm test for all of them.`);
const none = { passed: 0, failed: 0, skipped: 0 };
conclude(checks, chosen.length === 0 ? none : runTests(['--project', 'unit*', ...chosen]));
