// All files of one package, put together in a folder that looks like the root of the machine.
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../prepare.mjs';
import { readCommands } from './commands.mjs';
import { bashCompletion } from './completion/bash.mjs';
import { fishCompletion } from './completion/fish.mjs';
import { zshCompletion } from './completion/zsh.mjs';
import { addDocuments, writeCompressed, writeText } from './documents.mjs';
import { configurationPage } from './manual/configuration.mjs';
import { kppPage } from './manual/kpp.mjs';
import { copyModules, installModules } from './modules.mjs';
import { addNatives } from './natives.mjs';
import { writePackageJson } from './program.mjs';
import { addServiceFiles } from './service.mjs';
import { copyFile, copySelected } from './tree.mjs';

const ENTRY = 'dist/src/cli/kpp.cjs';

/**
 * @param work an empty folder for this package
 * @param compiled the folder with the compiled program in `dist`
 * @returns the folder with the package's files, and the `node_modules` in it
 */
export async function stagePackage(work, compiled, identity, architecture) {
  const stage = join(work, 'stage');
  const program = join(stage, 'usr', 'lib', identity.name);
  copySelected(join(compiled, 'dist'), join(program, 'dist'), () => true);
  writePackageJson(program);
  const modules = installModules(join(work, 'npm'), architecture);
  const shipped = join(program, 'node_modules');
  copyModules(modules, shipped, architecture);
  addNatives(modules, shipped, architecture);
  addServiceFiles(stage);
  addDocuments(stage, modules, shipped, identity);
  await addManualAndCompletions(stage, join(compiled, 'dist'), identity);
  linkCommand(stage, program);
  copyFile(
    join(root, 'scripts', 'package', 'debian', 'lintian-overrides'),
    join(stage, 'usr', 'share', 'lintian', 'overrides', identity.name),
  );
  return { stage, shipped };
}

async function addManualAndCompletions(stage, dist, identity) {
  const share = join(stage, 'usr', 'share');
  const program = await readCommands(dist);
  writeCompressed(join(share, 'man', 'man1', 'kpp.1.gz'), kppPage(program, identity));
  const page = await configurationPage(dist, identity);
  writeCompressed(join(share, 'man', 'man5', 'kpp-controller.yaml.5.gz'), page);
  writeText(join(share, 'bash-completion', 'completions', 'kpp'), bashCompletion(program));
  writeText(join(share, 'zsh', 'vendor-completions', '_kpp'), zshCompletion(program));
  writeText(join(share, 'fish', 'vendor_completions.d', 'kpp.fish'), fishCompletion(program));
}

/** `kpp` on the PATH is a link: Node follows it, and finds the modules beside the program. */
function linkCommand(stage, program) {
  const link = join(stage, 'usr', 'bin', 'kpp');
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(relative(dirname(link), join(program, ENTRY)), link);
}

/** Files that may be run, by their path in the package. */
export const isProgram = (path) => path.endsWith(ENTRY) || /^DEBIAN\/(?:postinst|prerm|postrm)$/.test(path);
