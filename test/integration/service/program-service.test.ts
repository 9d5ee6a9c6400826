// The compiled program under a small service manager that listens on a real notification socket.
import { describe, expect, it } from 'vitest';
import { simConfig } from '../../support/controller-config.js';
import { blockThread, harmControl, inside, killThread } from '../../support/inside.js';
import { Folder, RunningProgram } from '../../support/program.js';
import { holdThread } from '../../support/service/held-thread.js';
import { NotifyListener } from '../../support/service/notify-listener.js';
import { until } from '../../support/until.js';

/** Nobody listens there: the service has to be ready without a broker. */
const NO_BROKER = 'mqtt://127.0.0.1:1';
const WATCHDOG_MS = 2000;
const SETTLES_MS = 2000;
const BLOCKED_MS = 4500;

function service(watchdogMs = WATCHDOG_MS) {
  const folder = new Folder();
  const socket = `${folder.path}/notify`;
  const listener = new NotifyListener(socket);
  const text = simConfig({ mqttUrl: NO_BROKER, storePath: `${folder.path}/kpp.db` });
  const config = folder.write('k.yaml', text);
  const program = new RunningProgram(['run', '--config', config], folder, {
    preload: inside(folder),
    env: { NOTIFY_SOCKET: socket, WATCHDOG_USEC: String(watchdogMs * 1000) },
  });
  const feeds = (fromMs: number, toMs = Number.POSITIVE_INFINITY) =>
    listener.with('WATCHDOG=1').filter(({ atMs }) => atMs > fromMs && atMs < toMs);
  return { folder, listener, text, program, feeds };
}

const pass = (ms: number) => {
  const endMs = performance.now() + ms;
  return until(`${ms} ms have passed`, () => performance.now() >= endMs, ms + 60_000);
};

describe('kpp run as a service', () => {
  it('says when it is ready, reloads and stops, and that its plant changes', async () => {
    const { folder, listener, text, program, feeds } = service();
    await until('it is ready', () => listener.with('READY=1').length === 1);
    expect(listener.heard[0]!.text).toBe('STATUS=opens the store');
    expect(listener.with('READY=1')[0]!.text).toMatch(/^READY=1\nSTATUS=standby, mode balanced, /);
    await until('the lost broker is its worst alarm', () =>
      listener.texts.some((text) => text.includes('STATUS=standby, mode balanced, alarm broker_lost (')),
    );
    await until('the watchdog is fed', () => feeds(0).length >= 3);

    folder.write('k.yaml', `${text}\nnonsense: 1\n`);
    program.signal('SIGHUP');
    await until('the refused reload has ended', () => listener.with('READY=1').length === 2);
    folder.write('k.yaml', `${text}\nlog: { level: debug }\n`);
    program.signal('SIGHUP');
    await until('the reload has ended', () => listener.with('READY=1').length === 3);
    const reloads = listener
      .with('RELOADING=1')
      .map(({ text }) => Number(/MONOTONIC_USEC=(\d+)/.exec(text)?.[1]));
    expect(reloads).toHaveLength(2);
    // The clock of both: CLOCK_MONOTONIC of this machine, in microseconds.
    const nowUs = Number(process.hrtime.bigint() / 1000n);
    for (const us of reloads) expect(Math.abs(nowUs - us)).toBeLessThan(60e6);

    expect((await program.stop()).code).toBe(0);
    await until('its end is heard', () => listener.with('STOPPING=1').length === 1);
    const stoppedMs = listener.with('STOPPING=1')[0]!.atMs;
    expect(feeds(stoppedMs)).toEqual([]);
  });

  it('feeds the watchdog while its threads go on, and not while one of them hangs', async () => {
    const { listener, program, feeds } = service();
    await until('the watchdog is fed', () => feeds(0).length >= 2);
    const hangs = {
      comms: async () => program.send(blockThread('comms', BLOCKED_MS)),
      control: async () => program.send(harmControl({ hangMs: BLOCKED_MS })),
      guard: async () => {
        const letGo = holdThread(program.pid, 'kpp-guard');
        await pass(BLOCKED_MS);
        letGo();
      },
    };
    for (const [thread, hang] of Object.entries(hangs)) {
      const beganMs = performance.now();
      const hanging = hang();
      await Promise.all([hanging, pass(BLOCKED_MS)]);
      const silent = feeds(beganMs + SETTLES_MS, beganMs + BLOCKED_MS - 500);
      expect([thread, silent]).toEqual([thread, []]);
      const overMs = performance.now();
      await until(`the watchdog is fed again after ${thread}`, () => feeds(overMs).length >= 2);
    }
    program.send(killThread('comms'));
    await until('the watchdog waits longer', () => listener.with('WATCHDOG_USEC=15000000').length === 1);
    await until('and as before', () => listener.with('WATCHDOG_USEC=2000000').length === 1);
    expect((await program.stop()).code).toBe(0);
  });

  it('goes on when its service manager takes no more messages', async () => {
    const folder = new Folder();
    const socket = `${folder.path}/notify`;
    new NotifyListener(socket, false);
    const storePath = `${folder.path}/kpp.db`;
    const config = folder.write('k.yaml', simConfig({ mqttUrl: NO_BROKER, storePath }));
    const program = new RunningProgram(['run', '--config', config], folder, {
      env: { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '40000' },
    });
    await program.says('systemd does not take a message (EAGAIN');
    await pass(1000);
    expect(program.stderr.split('systemd does not take').length).toBe(2);
    expect((await program.stop()).code).toBe(0);
  });
});
