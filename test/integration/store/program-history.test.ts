// The history of a running controller: a short peak is in it at once, and most of it outlives a kill of the program.
import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lineOf } from '../../../hal/linux/serial/checksum.js';
import { CHUNK_MS } from '../../../src/history/chunk.js';
import { requireProgram } from '../../support/programs.js';
import { runningOnSerial } from '../../support/running.js';
import { until } from '../../support/until.js';

const MORE = `
channels:
  bearing.temperature: { unit: degC, min: -20, max: 150 }
`;
const RECORD = '        KPPBT: [seq, timeMs, bearing.temperature]\n';
const LINE_MS = 50;

describe.skipIf(!requireProgram('mosquitto') || !requireProgram('socat'))('the history', () => {
  it('has a peak of 0.15 s, and loses at most ten seconds when the program is killed', async () => {
    const { pty, program, config, subscriber } = await runningOnSerial({ more: MORE, records: RECORD });
    const url = /the live page is at (\S+)/.exec(program.stderr)![1];
    let [seq, temperature] = [0, 60.5];
    const timer = setInterval(() => {
      seq++;
      pty.send(`${lineOf(`KPPBT,${seq},${seq * LINE_MS},${temperature}`)}\r\n`);
    }, LINE_MS);
    onTestFinished(() => clearInterval(timer));
    await subscriber.hears(
      'telemetry',
      'a temperature',
      ({ quality }) => !('bearing.temperature' in quality),
    );
    const peakMs = Date.now();
    temperature = 95;
    await delay(3 * LINE_MS);
    temperature = 60.5;

    const ask = async () => {
      const query = `channel=bearing.temperature&from=${peakMs - 1000}&points=600`;
      return (await (await fetch(`${url}api/history?${query}`)).json()) as {
        unit: string;
        resolution: number;
        points: [number, number, number, number][];
      };
    };
    let answer = await ask();
    const peakOf = () => answer.points.find(([, , , max]) => max === 95);
    // A later point shows that the second of the peak is complete: until then its mean can be that of the peak alone.
    const isComplete = () => answer.points.some(([ts]) => ts > (peakOf()?.[0] ?? Number.POSITIVE_INFINITY));
    for (; !isComplete(); answer = await ask()) await delay(LINE_MS);
    const { unit, resolution } = answer;
    const peak = peakOf()!;
    expect([unit, resolution]).toEqual(['degC', 1]);
    expect(Math.abs(peak[0] - peakMs)).toBeLessThan(2000);
    expect(peak[2]).toBeLessThan(95);

    // The chunk of the peak, and the beginning of the next one.
    await until('another chunk begins', () => Date.now() > peakMs + CHUNK_MS + 1000);
    await program.kill();
    const killedMs = Date.now();
    const times = ['--from', String(peakMs - 1000), '--to', String(killedMs)];
    const args = ['export', '--config', config, ...times, '--channels', 'bearing.temperature'];
    const exported = spawnSync(process.execPath, ['dist/src/cli/kpp.cjs', ...args], { encoding: 'utf8' });
    expect(exported.status).toBe(0);
    const rows = exported.stdout
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row) => row.split(','));
    expect(rows.find(([ts]) => Number(ts) === peak[0])).toMatchObject({ 1: 'bearing.temperature', 5: '95' });
    expect(Number(rows.at(-1)![0])).toBeGreaterThan(killedMs - CHUNK_MS - 2000);
  });
});
