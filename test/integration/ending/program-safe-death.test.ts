// Whatever ends the program, the drive gets the safe setpoint or none, and `kpp safe-outputs` does the rest.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Drive } from '../../support/drive.js';
import { EXHAUSTING, harmControl } from '../../support/inside.js';
import { kpp, RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { energisedOnSerial, runningOnSerial } from '../../support/running.js';
import { until } from '../../support/until.js';

/** Longer than it takes a setpoint to arrive. */
const SILENT_MS = 500;

type Energised = Awaited<ReturnType<typeof energisedOnSerial>>;

const fractions = (drive: Drive, since: number) =>
  drive.setpoints.slice(since).map(({ fraction }) => fraction);

async function expectSilence(drive: Drive): Promise<void> {
  await delay(SILENT_MS);
  const before = drive.setpoints.length;
  await delay(SILENT_MS);
  expect(drive.setpoints.length).toBe(before);
}

/** The command that the service manager runs after every end. */
async function expectMadeSafe({ drive, folder, config }: Energised): Promise<void> {
  const before = drive.setpoints.length;
  const outcome = await kpp(['safe-outputs', '--config', config], folder);
  expect(outcome).toEqual({ code: 0, stdout: 'load: safe\n', stderr: '' });
  await until('the drive hears it', () => drive.setpoints.length > before);
  expect(new Set(fractions(drive, before))).toEqual(new Set([0]));
}

async function expectCrashOnRecord({ folder, config, subscriber }: Energised): Promise<void> {
  const again = new RunningProgram(['run', '--config', config], folder);
  await again.says('run 2 of kpp-01');
  const trip = await subscriber.hears('events', 'a trip', ({ type }) => type === 'trip');
  expect(trip.body.data).toMatchObject({ cause: 'crash' });
  await again.stop();
}

describe.skipIf(!requireProgram('mosquitto') || !requireProgram('socat'))(
  'the end of an energised plant',
  () => {
    it.each(['SIGTERM', 'SIGINT'] as const)('by %s sends the safe setpoint last', async (signal) => {
      const { program, drive } = await energisedOnSerial();
      program.signal(signal);
      expect((await program.ended).code).toBe(0);
      expect(drive.load).toBe(0);
      await expectSilence(drive);
    });

    it.each(['throw', 'reject'] as const)(
      'by an uncaught error (%s) sends the safe setpoint last, the exit status is 1, and the next run begins tripped',
      async (harm) => {
        const around = await energisedOnSerial();
        const { program, drive } = around;
        program.send(harmControl(harm));
        expect((await program.ended).code).toBe(1);
        expect(program.stderr).toContain(
          'fatal error, the outputs are safe and the controller ends: Error: injected',
        );
        expect(drive.load).toBe(0);
        await expectSilence(drive);
        await expectCrashOnRecord(around);
      },
    );

    it('by SIGKILL sends no setpoint; then safe-outputs sends the safe one, whatever the configuration contains by then', async () => {
      const around = await energisedOnSerial();
      const { program, drive, feeder, folder, config } = around;
      const list = JSON.parse(readFileSync(join(folder.path, 'outputs-kpp-01.json'), 'utf8'));
      expect(list.outputs).toMatchObject([{ name: 'load', kind: 'serial', record: 'KPPLD', safe: 0 }]);
      await program.kill();
      // Values that nobody reads would fill the pseudo-terminal, and socat would then forward no setpoint to the drive.
      feeder.stop();
      await expectSilence(drive);
      const right = readFileSync(config, 'utf8');
      writeFileSync(config, 'hal: [ this is no configuration');
      const before = drive.setpoints.length;
      const outcome = await kpp(['safe-outputs', '--config', config], folder);
      expect(outcome).toMatchObject({ code: 0, stdout: 'load: safe\n' });
      expect(outcome.stderr).toContain('cannot be read as YAML');
      await until('the drive hears it', () => drive.setpoints.length > before);
      expect(new Set(fractions(drive, before))).toEqual(new Set([0]));
      writeFileSync(config, right);
      await expectCrashOnRecord(around);
    });

    it('by a lack of memory is like an end by SIGKILL', async () => {
      const around = await energisedOnSerial({ nodeOptions: ['--max-old-space-size=96'] });
      around.program.send(harmControl('exhaust'));
      await around.program.says(EXHAUSTING);
      // A program without memory takes seconds to die, and reads nothing meanwhile. Values that nobody reads would fill the
      // pseudo-terminal, and socat would then forward nothing in the other direction either. A real line loses the values.
      around.feeder.stop();
      const { code, signal } = await around.program.ended;
      expect(code === 0 || signal === 'SIGTERM').toBe(false);
      expect(around.program.stderr).toContain('heap');
      await expectSilence(around.drive);
      await expectMadeSafe(around);
      await expectCrashOnRecord(around);
    });
  },
);

describe.skipIf(!requireProgram('mosquitto') || !requireProgram('socat'))(
  'a plant whose outputs cannot be listed',
  () => {
    it('does not start, and the program says what to do', async () => {
      const { folder, config, program } = await runningOnSerial();
      await program.stop();
      const list = join(folder.path, 'outputs-kpp-01.json');
      rmSync(list);
      mkdirSync(list);
      const outcome = await kpp(['run', '--config', config], folder);
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toContain('The list of outputs cannot be written');
      expect(outcome.stderr).toContain('RUNTIME_DIRECTORY');
    });
  },
);
