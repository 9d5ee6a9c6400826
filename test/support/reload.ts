// Lets a running program read its configuration again, as SIGHUP does, and waits for the outcome.
import { writeFileSync } from 'node:fs';
import { simConfig } from './controller-config.js';
import type { Around } from './running.js';

/** Writes the configuration anew and asks for it; resolves to the data of the event that tells the outcome. */
export async function reload({ folder, broker, config, program, subscriber }: Around, more: string) {
  writeFileSync(config, simConfig({ mqttUrl: broker.url, storePath: `${folder.path}/kpp.db`, more }));
  return reloadAsItIs({ program, subscriber });
}

/** Asks for the configuration as it is now. */
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

/** The keys that an outcome names. */
export const keys = (list: readonly { key: string }[]) => list.map(({ key }) => key);
