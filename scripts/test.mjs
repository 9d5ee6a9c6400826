// npm test: installs what is missing (system packages too when it runs as root), then the checks side by side, then all tests.
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
