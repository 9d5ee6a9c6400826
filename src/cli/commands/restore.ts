// `kpp restore FILE`: puts the store, the configuration and the recordings of a backup back, while no controller runs.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { restoreBackup } from '../../backup/restore.js';
import { EXIT } from '../exit-codes.js';
import { exitOnSignals } from '../exit-on-signals.js';
import { ProgressBar } from '../progress-bar.js';

export interface RestoreArguments {
  readonly config: string;
  readonly set: readonly string[];
  readonly json?: boolean;
}

export async function restore(
  name: string,
  { config: configFile, set, json }: RestoreArguments,
): Promise<number> {
  exitOnSignals();
  const file = resolve(name);
  const progress = new ProgressBar();
  const { manifest, restored, kept } = await restoreBackup({
    ...{
      file,
      configFile: resolve(configFile),
      sets: set,
      nowMs: Date.now(),
      onProgress: (done, total) => progress.show(done / total, `${Math.floor(done / 1e6)} MB`),
    },
    onCompleted: (archive) =>
      process.stderr.write(`kpp: an earlier restore of ${archive} was interrupted; it is complete now\n`),
  }).finally(() => progress.end());
  const missing = manifest.notIncluded.filter(({ path }) => !existsSync(path));
  if (json === true) {
    process.stdout.write(`${JSON.stringify({ file, manifest, restored, kept, missing })}\n`);
    return EXIT.ok;
  }
  const made = new Date(manifest.ts).toISOString().replace('T', ' ').slice(0, 19);
  const lines = [
    `Restored the backup of ${manifest.device.id} from ${made} UTC:`,
    ...restored.map((path) => `  ${path}`),
    ...(kept.length === 0 ? [] : ['The old files are kept; remove them when everything works:']),
    ...kept.map((path) => `  ${path}`),
    ...missing.map(
      ({ key, path }) => `${path} (${key}) is missing on this machine: put it there before the start.`,
    ),
    'Start the controller: `systemctl start kpp-controller`.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}
