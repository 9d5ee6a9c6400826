// The full report of a running controller: requested over HTTP, answered by its control thread.
import { expect, it } from 'vitest';
import { PHASES } from '../../../src/vocabulary/words.js';
import { ask } from '../../comms/http/client.js';
import { simConfig } from '../../support/controller-config.js';
import { Folder, RunningProgram } from '../../support/program.js';

/** A port where nothing listens, because the report needs no broker. */
const NO_BROKER = 'mqtt://127.0.0.1:1';

async function running(): Promise<{ program: RunningProgram; url: string }> {
  const folder = new Folder();
  const text = simConfig({ mqttUrl: NO_BROKER, storePath: `${folder.path}/kpp.db` });
  const program = new RunningProgram(['run', '--config', folder.write('k.yaml', text)], folder);
  await program.says('run 1 of kpp-01');
  const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(program.stderr)![0];
  return { program, url };
}

it('the report has every phase, lateness, late ticks and alarms, and costs the same for any number of requests', async () => {
  const { program, url } = await running();
  const replies = await Promise.all(Array.from({ length: 20 }, () => ask(`${url}api/profile`)));
  expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
  expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  const { json } = replies[0]!;
  expect(Object.keys(json.phases as object)).toEqual([...PHASES]);
  expect(json).toMatchObject({
    run: 1,
    compute: { window: { count: expect.any(Number) }, total: { p999: expect.any(Number) } },
    lateness: { total: { standardDeviation: expect.any(Number) } },
    lateTicks: expect.any(Array),
    alarms: { isFlood: false, topOffenders: expect.any(Array), roots: expect.any(Array) },
  });
  expect((await program.stop()).code).toBe(0);
});
