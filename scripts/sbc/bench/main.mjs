// The command line of `npm run test:sbc`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages, root } from '../../prepare.mjs';
import { conclude, runTests } from '../../test/vitest.mjs';
import { buildImage } from './image.mjs';
import { buildKernel } from './kernel.mjs';
import { buildOlderPackage, buildPackage, writePayload } from './packages.mjs';
import { installPrograms } from './programs.mjs';
import { buildSystem } from './system.mjs';

/**
 * Builds what the guest needs, then runs the cases. The last line is `N passed, N failed`.
 *
 * @param args are passed on to vitest, `-t "emergency stop"` for example
 * @returns the exit status
 */
export async function main(args) {
  const folder = mkdtempSync(join(tmpdir(), 'kpp-sbc-build-'));
  try {
    if (!installPackages()) throw new Error('npm ci failed.');
    process.env.KPP_SBC = JSON.stringify(build(folder));
    const counts = runTests(['--config', join(root, 'test', 'sbc', 'vitest.config.ts'), ...args], 'verbose');
    // A case that did not run because the guest does not start has failed. Only `-t` leaves cases out.
    const isSelection = args.some((arg) => arg.startsWith('-t') || arg.startsWith('--testNamePattern'));
    conclude([], isSelection ? counts : { ...counts, failed: counts.failed + counts.skipped, skipped: 0 });
    return process.exitCode;
  } catch (error) {
    console.error(error.message);
    console.log('0 passed, 1 failed');
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the paths that the cases need. */
function build(folder) {
  installPrograms();
  const kernel = buildKernel();
  const disk = join(buildImage(kernel, buildSystem()), 'disk.img');
  const payload = join(folder, 'packages.tar');
  const given = process.env.KPP_SBC_DEB;
  writePayload(payload, {
    'older.deb': buildOlderPackage(),
    'kpp-controller.deb': given || buildPackage(folder),
  });
  return { kernel, disk, payload };
}
