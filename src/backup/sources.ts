// What a configuration says about the files of a backup: where they are, and which ones are left out.
import { dirname, join } from 'node:path';
import type { Config } from '../config/index.js';
import type { Manifest } from './manifest.js';

/** The folder of the recordings: beside the store. */
export function recordingsPathOf({ store }: Config): string {
  return join(dirname(store.path), 'recordings');
}

/** Files with secrets and certificates that the configuration names. They are not in a backup. */
export function filesNotIncluded({ mqtt }: Config): Manifest['notIncluded'] {
  const files = [
    ['mqtt.passwordFile', mqtt.passwordFile],
    ['mqtt.ca', mqtt.ca],
    ['mqtt.cert', mqtt.cert],
    ['mqtt.key', mqtt.key],
  ] as const;
  return files.flatMap(([key, path]) => (path === undefined ? [] : [{ key, path }]));
}
