// A channel of one's own from a line on a pseudo-terminal to everything that publishes and stores it.
import { spawnSync } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lineOf } from '../../../hal/linux/serial/checksum.js';
import { requireProgram } from '../../support/programs.js';
import { keys, reloadAsItIs } from '../../support/reload.js';
import { runningOnSerial } from '../../support/running.js';
import { until } from '../../support/until.js';

const MORE = `
channels:
  bearing.temperature: { unit: degC, description: upper bearing, min: -20, max: 150 }
alerts:
  bearing_hot: { channel: bearing.temperature, above: 90, hysteresis: 5 }
`;
const RECORD = '        KPPBT: [seq, timeMs, bearing.temperature]\n';

describe.skipIf(!requireProgram('mosquitto') || !requireProgram('socat'))('a channel of one’s own', () => {
  it('reaches telemetry, meta, a stream, a rule, the store and its export', async () => {
    const around = await runningOnSerial({ more: MORE, records: RECORD });
    const { pty, subscriber, config, folder } = around;
    let [seq, temperature] = [0, 60.5];
    const timer = setInterval(() => {
      seq++;
      pty.send(`${lineOf(`KPPBT,${seq},${seq * 50},${temperature}`)}\r\n`);
    }, 50);
    onTestFinished(() => clearInterval(timer));
    const good = await subscriber.hears(
      'telemetry',
      'a temperature',
      ({ quality }) => !('bearing.temperature' in quality),
    );
    expect(good.body).toMatchObject({ bearing: { temperature: 60.5 } });
    expect(subscriber.last('meta')!.channels).toMatchObject({
      'bearing.temperature': {
        unit: 'degC',
        min: -20,
        max: 150,
        source: 'serial.chain',
        description: 'upper bearing',
      },
    });

    temperature = 95;
    await subscriber.hears(
      'events',
      'it is hot',
      ({ type, data }) => type === 'alert' && data.rule === 'bearing_hot',
    );
    await until('the alert is published', () => subscriber.alertState('bearing_hot') === 'active');
    clearInterval(timer);
    await subscriber.hears(
      'telemetry',
      'it is stale',
      ({ quality }) => quality['bearing.temperature'] === 'stale',
    );

    folder.write('controller.yaml', around.text.replace(MORE, '').replace(RECORD, ''));
    expect(keys((await reloadAsItIs(around)).needsRestart)).toContain('channels.bearing.temperature');
    await around.program.stop();

    // The channel is not configured any more; what was stored of it is there.
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        ...['dist/src/cli/kpp.cjs', 'export', '--config', config, '--features', '--format', 'jsonl'],
        ...['--from', '2020-01-01', '--to', '2100-01-01'],
      ],
      { encoding: 'utf8' },
    );
    expect(status).toBe(0);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.some(({ series }) => series['bearing.temperature']?.max === 95)).toBe(true);
  });
});
