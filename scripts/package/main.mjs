// The command line of `npm run package`.
import { statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { installPackages, root } from '../prepare.mjs';
import { ARCHITECTURES } from './architectures.mjs';
import { makePackages } from './make.mjs';
import { verifyPackages } from './verify.mjs';

const USAGE = `npm run package -- [options]
  --arch amd64,arm64   the architectures (default: both)
  --out FOLDER         where the packages go (default: packages)
  --verify             makes everything a second time from a copy of the tree in another folder, and compares the bytes
`;
const EXIT_FAILED = 1;
const EXIT_USAGE = 64;

/** @throws an error that says which option is wrong */
function optionsOf(args) {
  const { values } = parseArgs({
    args,
    options: {
      arch: { type: 'string', default: Object.keys(ARCHITECTURES).join(',') },
      out: { type: 'string', default: join(root, 'packages') },
      verify: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const architectures = values.arch.split(',').map((name) => {
    if (!Object.hasOwn(ARCHITECTURES, name)) {
      throw new Error(`--arch: there is no ${name}; choose from ${Object.keys(ARCHITECTURES).join(', ')}`);
    }
    return ARCHITECTURES[name];
  });
  return { ...values, architectures };
}

/** Returns the exit status. */
export async function main(args) {
  let options;
  try {
    options = optionsOf(args);
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    return EXIT_USAGE;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  try {
    if (!installPackages()) return EXIT_FAILED;
    const { packages, bill } = await makePackages(options.architectures, options.out);
    for (const made of packages) console.log(lineOf(made));
    console.log(relative(process.cwd(), bill));
    if (options.verify) verifyPackages(options.arch, [...packages.map(({ file }) => file), bill]);
    return 0;
  } catch (error) {
    console.error(error.message);
    return EXIT_FAILED;
  }
}

function lineOf({ file, files, bytes }) {
  const megabytes = (size) => `${(size / 1e6).toFixed(1)} MB`;
  const packed = megabytes(statSync(file).size);
  return `${relative(process.cwd(), file)}: ${packed}, ${files} files of ${megabytes(bytes)}`;
}
