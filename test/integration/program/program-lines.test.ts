// The levels of the compiled program's output lines when it hangs, fails or is killed, in a separate /sys/class/gpio.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serialConfig } from '../../support/controller-config.js';
import { harmControl } from '../../support/inside.js';
import { canMount, PrivateSysfs } from '../../support/mounts/private-sysfs.js';
import { Folder, kpp } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { energisedOnSerial } from '../../support/running.js';
import { until } from '../../support/until.js';

const BRAKE = 22;
const CONTACTOR = 23;
const HEARTBEAT = 24;
const OUTPUTS = [
  `brake: { line: ${BRAKE}, energised: release }`,
  `contactor: { line: ${CONTACTOR}, energised: connect, activeLow: true }`,
  `heartbeat: { line: ${HEARTBEAT}, role: heartbeat }`,
];
/** The levels of brake, contactor and heartbeat; not their values. */
const SAFE = '010';
const ENERGISED = /^10[01]$/;

async function energised() {
  const folder = new Folder();
  const sysfs = new PrivateSysfs(folder, [BRAKE, CONTACTOR, HEARTBEAT]);
  const { prefix } = sysfs;
  const around = await energisedOnSerial({ folder, outputs: OUTPUTS, prefix });
  const levels = () => [BRAKE, CONTACTOR, HEARTBEAT].map((line) => sysfs.level(line)).join('');
  expect(levels()).toMatch(ENERGISED);
  return { ...around, prefix, levels };
}

describe.skipIf(!requireProgram('mosquitto') || !requireProgram('socat') || !canMount())(
  'the lines of an energised plant',
  () => {
    it('are made safe by the guard while the control thread hangs, and stay safe when it continues', async () => {
      const { program, levels, subscriber } = await energised();
      const hangMs = 2500;
      const beganMs = performance.now();
      program.send(harmControl({ hangMs }));
      await until('the lines are safe', () => levels() === SAFE);
      expect(performance.now() - beganMs).toBeLessThan(hangMs);
      const seen = new Set<string>();
      const watch = setInterval(() => seen.add(levels()), 5);
      onTestFinished(() => clearInterval(watch));
      await subscriber.hears('events', 'a trip', ({ type }) => type === 'trip');
      await delay(500);
      expect(seen).toEqual(new Set([SAFE]));
    });

    it.each(['throw', 'reject'] as const)('are safe after an uncaught error (%s)', async (harm) => {
      const { program, levels } = await energised();
      program.send(harmControl(harm));
      expect((await program.ended).code).toBe(1);
      expect(levels()).toBe(SAFE);
    });

    it('are safe after SIGTERM', async () => {
      const { program, levels } = await energised();
      expect((await program.stop()).code).toBe(0);
      expect(levels()).toBe(SAFE);
    });

    it('keep their level after SIGKILL, until safe-outputs runs', async () => {
      const { program, levels, folder, config, prefix } = await energised();
      await program.kill();
      await delay(200);
      expect(levels()).toMatch(ENERGISED);
      const { code, stdout, stderr } = await kpp(['safe-outputs', '--config', config], folder, { prefix });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout.trim().split('\n').sort()).toEqual([
        'brake: safe',
        'contactor: safe',
        'heartbeat: safe',
        'load: safe',
      ]);
      expect(levels()).toBe(SAFE);
    });

    it('belong to one controller: a second one is refused, and changes none of them', async () => {
      const { levels, prefix, broker } = await energised();
      const folder = new Folder();
      const storePath = `${folder.path}/kpp.db`;
      const devicePath = `${folder.path}/no-port`;
      const text = serialConfig({ mqttUrl: broker.url, storePath, devicePath, outputs: OUTPUTS });
      const config = folder.write('other.yaml', text);
      const { code, stderr } = await kpp(['run', '--config', config], folder, { prefix });
      expect(code).toBe(1);
      expect(stderr).toMatch(/GPIO line 2[234] of pinctrl-bcm2711 is an output of another controller/);
      expect(levels()).toMatch(ENERGISED);
    });
  },
);
