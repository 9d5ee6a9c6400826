// npm test: installs what is missing (as root, also system packages), runs the checks at the same time, then runs all tests.
import { installPackages, markBuilt, needsBuild } from './prepare.mjs';
import { npmScript, runSideBySide } from './test/checks.mjs';
import { installPrograms } from './test/programs.mjs';
import { conclude, runTests } from './test/vitest.mjs';

if (!installPackages()) process.exit(1);
installPrograms();

const isToBuild = needsBuild();
const checks = await runSideBySide(
  [...(isToBuild ? ['build'] : []), 'types', 'imports', 'lint'].map(npmScript),
);
if (isToBuild && checks[0].ok) markBuilt();

console.log('\n== tests');
conclude(checks, runTests(process.argv.slice(2)));
