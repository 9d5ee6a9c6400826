// The modules that are installed in the tree itself, as the source of a package for this machine: quick, without the registry.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../prepare.mjs';
import { copyModules } from './modules.mjs';
import { COMPILED, placeOfNative } from './natives.mjs';

/**
 * Fills the `node_modules` of a package from those of the tree. The natives are those of the Node that runs this.
 *
 * @returns the folder with the complete modules
 */
export function copyInstalled(to, { cpu }) {
  const from = join(root, 'node_modules');
  const isForDevelopment = developmentModules();
  copyModules(from, to, { cpu }, (path) => !isForDevelopment(path));
  for (const { module, file } of COMPILED) {
    const place = join(to, module, placeOfNative(process.versions.modules, cpu));
    mkdirSync(place, { recursive: true });
    copyFileSync(join(from, module, 'build', 'Release', file), join(place, file));
  }
  return from;
}

/** Returns a function that is true for a path below `node_modules` of a module that is there for development only. */
function developmentModules() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return (path) => {
    const [module] = /^(?:(?:.*\/)?node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(path) ?? [];
    const entry = packages[`node_modules/${module}`];
    // A file that the lock file does not know is a link or a cache.
    return entry === undefined || entry.dev === true || entry.devOptional === true;
  };
}
