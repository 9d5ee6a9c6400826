// Makes a running program read its configuration again, with SIGHUP, and waits for the outcome.
import { writeFileSync } from 'node:fs';
import { simConfig } from './controller-config.js';
import type { Around } from './running.js';

/** Writes a new configuration and requests a reload. Resolves to the data of the event that reports the outcome. */
export async function reload({ folder, broker, config, program, subscriber }: Around, more: string) {
  writeFileSync(config, simConfig({ mqttUrl: broker.url, storePath: `${folder.path}/kpp.db`, more }));
  return reloadAsItIs({ program, subscriber });
}

/** Requests a reload of the present file. */
export async function reloadAsItIs({ program, subscriber }: Pick<Around, 'program' | 'subscriber'>) {
  const heard = subscriber.heard;
  program.signal('SIGHUP');
  const { body } = await subscriber.hears(
    'events',
    'the outcome of the reload',
    ({ type }, { order }) => type === 'configuration' && order >= heard,
  );
  return body.data as Record<string, unknown> & {
    changes: { key: string }[];
    needsRestart: { key: string }[];
  };
}

/** The keys in an outcome. */
export const keys = (list: readonly { key: string }[]) => list.map(({ key }) => key);
