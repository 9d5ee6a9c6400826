// `kpp backup FILE`: writes store, configuration and recordings into one archive, while the controller runs.
import { resolve } from 'node:path';
import { createBackup } from '../../backup/create.js';
import { filesNotIncluded, recordingsPathOf } from '../../backup/sources.js';
import { loadConfig } from '../../config/index.js';
import { VERSION } from '../../runtime/version.js';
import { EXIT } from '../exit-codes.js';
import { exitOnSignals } from '../exit-on-signals.js';
import { giveWay } from '../give-way.js';
import { ProgressBar } from '../progress-bar.js';

export interface BackupArguments {
  readonly config: string;
  readonly set: readonly string[];
  readonly force?: boolean;
  readonly json?: boolean;
}

export async function backup(
  name: string,
  { config: configFile, set, force, json }: BackupArguments,
): Promise<number> {
  const { config } = loadConfig({ file: configFile, sets: set, checkFiles: false });
  giveWay();
  exitOnSignals();
  const file = resolve(name);
  const progress = new ProgressBar();
  const { bytes, manifest, skipped } = await createBackup({
    ...{ file, force: force === true, configFile, version: VERSION, nowMs: Date.now() },
    storePath: config.store.path,
    recordingsPath: recordingsPathOf(config),
    notIncluded: filesNotIncluded(config),
    device: config.device,
    onProgress: (done, total) => progress.show(done / total, `${Math.floor(done / 1e6)} MB`),
  }).finally(() => progress.end());
  const { members, notIncluded } = manifest;
  if (json === true) {
    process.stdout.write(`${JSON.stringify({ file, bytes, manifest, skipped })}\n`);
    return EXIT.ok;
  }
  for (const path of skipped)
    process.stderr.write(`kpp: ${path} is not a regular file and is not in the archive\n`);
  process.stdout.write(`${file}: ${members.length} files, ${(bytes / 1e6).toFixed(1)} MB\n`);
  if (notIncluded.length > 0) {
    const named = notIncluded.map(({ key, path }) => `${path} (${key})`).join(', ');
    process.stdout.write(
      `Not in it are files with secrets and certificates; keep them elsewhere: ${named}\n`,
    );
  }
  process.stdout.write(
    'The configuration in it has http.token, if one is set: keep the archive as you keep a password.\n',
  );
  return EXIT.ok;
}
