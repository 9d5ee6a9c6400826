// The files of systemd/ say what the service promises: when it is ready, when it is ended and restarted, and what it reaches.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.js';
import { last, SYSTEMD, unitSettings } from '../support/service/unit-file.js';

const UNIT = 'kpp-controller.service';
const unit = unitSettings(UNIT);
const value = (key: string) => last(unit, key);

describe('the unit', () => {
  it('runs node itself, which tells when it is ready, and feeds the watchdog', () => {
    expect(value('Type')).toBe('notify');
    expect(value('NotifyAccess')).toBe('main');
    expect(value('ExecStart')).toMatch(
      /^\/usr\/bin\/node \/usr\/lib\/kpp-controller\/dist\/src\/cli\/kpp.cjs run /,
    );
    expect(value('WatchdogSec')).toBe('2');
    expect(value('WatchdogSignal')).toBe('SIGKILL');
    expect(value('LimitCORE')).toBe('0');
  });

  it('makes the outputs safe after every end, from a list that outlives the program', () => {
    const program = (key: string) => value(key)?.split(' ').slice(0, 2);
    expect(program('ExecStopPost')).toEqual(program('ExecStart'));
    expect(value('ExecStopPost')).toContain(' safe-outputs --config /etc/kpp/controller.yaml');
    expect(value('RuntimeDirectory')).toBe('kpp');
    expect(value('RuntimeDirectoryPreserve')).toBe('yes');
  });

  it('is restarted without a limit, except after a wrong configuration or wrong usage', () => {
    expect(value('Restart')).toBe('always');
    expect(value('StartLimitIntervalSec')).toBe('0');
    expect(value('RestartPreventExitStatus')?.split(' ').map(Number)).toEqual([EXIT.usage, EXIT.config]);
  });

  it('gives real time to the control thread alone', () => {
    expect(value('CPUSchedulingPolicy')).toBe('fifo');
    expect(value('CPUSchedulingResetOnFork')).toBe('yes');
    // The kernel's own interrupt threads have 50, and the control thread waits for them.
    expect(Number(value('CPUSchedulingPriority'))).toBeLessThan(50);
  });

  it('loads the secrets as credentials that may be missing: by a name, not by a path', () => {
    expect(unit.get('LoadCredential')).toEqual(['mqtt:kpp.mqtt', 'mqtt.key:kpp.mqtt.key']);
  });

  it('lets the program write nothing but its own folders, and open nothing but its kinds of devices', () => {
    expect(value('ProtectSystem')).toBe('strict');
    expect(value('StateDirectory')).toBe('kpp');
    expect(value('DevicePolicy')).toBe('closed');
    expect(unit.get('DeviceAllow')?.map((entry) => entry.split(' ')[0])).toEqual(
      ['ttyUSB', 'ttyACM', 'ttyAMA', 'ttyS', 'ttySC', 'i2c', 'gpiochip'].map((kind) => `char-${kind}`),
    );
  });

  it('says why each directive that is not taken is not taken', () => {
    const text = readFileSync(`${SYSTEMD}${UNIT}`, 'utf8');
    const refused = [...unit].filter(([, values]) => values.at(-1) === 'no').map(([key]) => key);
    expect(refused.length).toBeGreaterThan(0);
    for (const key of [...refused, 'RootDirectory', 'ProcSubset'])
      expect(text).toMatch(new RegExp(`# [^\n]*${key}=[^\n]*: not taken[.,] `));
  });
});

describe('the drop-in for systemd 254', () => {
  const merged = unitSettings(UNIT, 'drop-ins/10-systemd-254.conf');

  it('makes a reload one that systemd waits for', () => {
    expect(last(merged, 'Type')).toBe('notify-reload');
    expect(merged.get('ExecReload')).toEqual([]);
  });

  it('lets the pause before a restart grow', () => {
    expect(Number(last(merged, 'RestartSteps'))).toBeGreaterThan(1);
    expect(Number(last(merged, 'RestartMaxDelaySec'))).toBeGreaterThan(Number(last(merged, 'RestartSec')));
  });
});

describe('the drop-in for the network', () => {
  it('opens it, and tells the program so', () => {
    const merged = unitSettings(UNIT, 'drop-ins/network.conf');
    expect(unit.get('IPAddressDeny')).toEqual(['any']);
    expect([merged.get('IPAddressDeny'), merged.get('IPAddressAllow')]).toEqual([[], []]);
    expect([last(unit, 'Environment'), last(merged, 'Environment')]).toEqual([
      'KPP_REACH=local',
      'KPP_REACH=any',
    ]);
  });
});

describe('the user, the folders and the drivers', () => {
  const lines = (file: string) =>
    readFileSync(`${SYSTEMD}${file}`, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));

  it('are those of the unit', () => {
    const sysusers = lines('sysusers.d/kpp-controller.conf');
    expect(sysusers[0]).toMatch(new RegExp(`^u ${value('User')} `));
    expect(sysusers.slice(1)).toEqual(
      ['dialout', 'i2c', 'gpio'].map((group) => `m ${value('User')} ${group}`),
    );
    expect(lines('tmpfiles.d/kpp-controller.conf')).toContain('d /etc/credstore 0700 root root -');
    expect(lines('modules-load.d/kpp-controller.conf')).toEqual(['i2c-dev', 'usbserial', 'cdc_acm']);
    for (const rule of lines('udev/rules.d/70-kpp-controller.rules'))
      expect(rule).toMatch(/^SUBSYSTEM=="(gpio|i2c-dev)", .*GROUP="(gpio|i2c)", MODE="0660"$/);
  });
});
