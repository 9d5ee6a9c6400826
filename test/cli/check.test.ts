// `kpp check` prints every problem with its place, and its exit status is one that a script can use.
import { describe, expect, it } from 'vitest';
import { check } from '../../src/cli/commands/check.js';
import { captured, temporaryFile } from './captured.js';

/** The contract's example of the hardware, word for word. */
const HARDWARE = `
hal:
  kind: linux
  serial:
    chain:
      path: /dev/serial/by-id/usb-chain
      baudRate: 115200
      format: nmea
      records:
        KPPCH: [seq, timeMs, chain.velocity, chain.position, chain.tension]
        KPPGN: [seq, timeMs, generator.speed, generator.torque, generator.voltage, generator.current, generator.temperature]
      scale: { chain.tension: 1.0 }     # value = raw * scale + offset
      staleAfter: 0.2
  i2c:
    - { bus: 1, address: 0x40, device: ina226, shuntOhms: 0.002, channels: { voltage: generator.voltage, current: generator.current } }
    - { bus: 1, address: 0x41, device: ina226, shuntOhms: 0.001, channels: { power: pneumatics.compressorPower } }
    - { bus: 1, address: 0x48, device: ads1115, inputs: { 0: { channel: pneumatics.tankPressure, scale: 250000, offset: -125000 } } }
    - { bus: 1, address: 0x18, device: mcp9808, channels: { temperature: water.temperature } }
  gpioChip: auto
  gpio:
    pulses:  { line: 17, channel: chain.velocity, metresPerPulse: 0.05 }
    estop:   { line: 27, role: emergencyStop, activeLow: true }
  outputs:
    brake:     { line: 22, energised: release, safe: 0 }
    contactor: { line: 23, energised: connect, safe: 0 }
    heartbeat: { line: 24, role: heartbeat }
    load:      { serial: chain, record: KPPLD, unit: fraction, safe: 0, timeout: drive }
`;

function checked(text: string, set: readonly string[] = [], json = false) {
  const file = temporaryFile('k.yaml', text);
  return captured(() => check({ config: file, set, json })).then((result) => {
    return { ...result, stdout: result.stdout.replaceAll(file, 'k.yaml') };
  });
}

function lines(stdout: string): string[] {
  return stdout.trimEnd().split('\n');
}

describe('kpp check', () => {
  it('accepts an empty file, and says so', async () => {
    expect(await checked('')).toEqual({ code: 0, stdout: 'k.yaml: no problems\n', stderr: '' });
  });

  it("accepts the contract's example without a warning", async () => {
    const { code, stdout } = await checked(`${HARDWARE}\nplant: { height: 11 }\n`);
    expect([code, stdout]).toEqual([0, 'k.yaml: no problems\n']);
  });

  it('warns when `plant` is all defaults on a machine, and exits with 0', async () => {
    const { code, stdout } = await checked(HARDWARE);
    expect(code).toBe(0);
    expect(lines(stdout)).toHaveLength(1);
    expect(stdout).toMatch(/^k\.yaml:1:1 plant: warning: is all defaults, .* docs\/plant\.md /);
  });

  it('prints every problem as FILE:LINE:COLUMN key: problem, in order, and exits with 78', async () => {
    const { code, stdout, stderr } = await checked(
      'control:\n  rateHz: 7\n  mood: good\nalerts:\n  hot: { channel: chain.temper, above: 1 }\n',
    );
    expect([code, stderr]).toEqual([78, '']);
    expect(lines(stdout).map((line) => line.split(': ')[0])).toEqual([
      'k.yaml:2:11 control.rateHz',
      'k.yaml:3:3 control.mood',
      'k.yaml:5:19 alerts.hot.channel',
    ]);
  });

  it('locates a wrong --set by its number, after the problems of the file', async () => {
    const { code, stdout } = await checked('control: { mode: fast }\n', [
      'control.rateHz=15',
      'nonsense',
      'control.rateHz=7',
    ]);
    expect(code).toBe(78);
    expect(lines(stdout).map((line) => line.split(': ')[0])).toEqual([
      'k.yaml:1:18 control.mode',
      '--set:2:1 -',
      '--set:3:1 control.rateHz',
    ]);
  });

  it('reports a syntax error with the key -', async () => {
    const { code, stdout } = await checked('control:\n  rateHz: 15\n bad indent: [\n');
    expect(code).toBe(78);
    expect(stdout).toMatch(/^k\.yaml:\d+:\d+ -: not valid YAML/);
  });

  it('reports a missing file with the key -', async () => {
    const { code, stdout } = await captured(() => check({ config: '/nowhere/k.yaml', set: [] }));
    expect([code, stdout]).toEqual([78, '/nowhere/k.yaml:1:1 -: there is no such file\n']);
  });

  it('marks a warning after the key, and exits with 0', async () => {
    const { code, stdout } = await checked(
      'alerts:\n  hot: { channel: water.temperature, above: 1 }\nhal: { kind: linux }\n',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('k.yaml:2:19 alerts.hot.channel: warning: ');
  });

  it('refuses a HAL that this version does not have, as a run does', async () => {
    const { code, stdout } = await checked('hal:\n  kind: replay\n');
    expect(code).toBe(78);
    expect(lines(stdout)).toEqual([
      'k.yaml:2:9 hal.kind: must be sim or linux (this version cannot replay recordings); found `replay`; known are sim, linux',
    ]);
  });

  it('prints only one JSON document with --json', async () => {
    const { code, stdout } = await checked('control: { rateHz: 7 }\n', [], true);
    expect(code).toBe(78);
    expect(JSON.parse(stdout)).toEqual({
      file: 'k.yaml',
      usable: false,
      problems: [
        {
          file: 'k.yaml',
          line: 1,
          column: 20,
          key: 'control.rateHz',
          message: expect.stringContaining('found 7'),
          severity: 'error',
        },
      ],
    });
  });
});
