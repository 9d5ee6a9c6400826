// Makes the packages of the given architectures and the bill of materials in one folder.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, root } from '../prepare.mjs';
import { writeControl } from './control.mjs';
import { modulesIn } from './copyright.mjs';
import { packDeb } from './deb.mjs';
import { identity } from './identity.mjs';
import { copyProgram } from './program.mjs';
import { billOfMaterials } from './sbom.mjs';
import { isProgram, stagePackage } from './stage.mjs';
import { filesBelow, normalise, sizeOf } from './tree.mjs';

/**
 * @param architectures entries of `ARCHITECTURES`
 * @param folder where the packages go; it is made when it does not exist
 * @returns what was made: for each package its file, the number of its files and their size in bytes
 * @throws an error that says what is missing on this machine, or which step failed
 */
export async function makePackages(architectures, folder) {
  const who = identity();
  const work = mkdtempSync(join(tmpdir(), 'kpp-package-'));
  const made = [];
  const modules = new Set();
  try {
    const compiled = join(work, 'compiled');
    mkdirSync(compiled);
    if (!build()) throw new Error('The program could not be compiled: see above');
    copyProgram(join(compiled, 'dist'));
    // The pages about commands and configuration are made from the compiled program, which needs its modules for that.
    symlinkSync(join(root, 'node_modules'), join(compiled, 'node_modules'));
    writeFileSync(join(compiled, 'package.json'), JSON.stringify({ type: 'module', version: who.version }));
    for (const architecture of architectures) {
      console.log(`Making the package for ${architecture.name} ...`);
      const { stage, shipped } = await stagePackage(
        join(work, architecture.name),
        compiled,
        who,
        architecture,
      );
      for (const name of modulesIn(shipped)) modules.add(name.replace(/^.*node_modules\//, ''));
      const content = { files: filesBelow(stage).length, bytes: sizeOf(stage) };
      writeControl(stage, who, architecture);
      normalise(stage, who.epochS, isProgram);
      const file = join(folder, `${who.name}_${who.version}_${architecture.name}.deb`);
      packDeb(stage, file, who);
      made.push({ file, ...content });
    }
    const bill = join(folder, `${who.name}_${who.version}.cdx.json`);
    writeFileSync(bill, billOfMaterials(modules, who));
    return { packages: made, bill };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
