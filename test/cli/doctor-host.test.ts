// What `kpp doctor` says about the machine itself: Node's age, supply, temperature, cards and file systems.
import { describe, expect, it } from 'vitest';
import type { Probe } from '../../src/cli/doctor/examination.js';
import type { Bindings } from '../../src/cli/doctor/machine.js';
import { host } from '../../src/cli/doctor/probes/host.js';
import { node } from '../../src/cli/doctor/probes/node.js';
import { power } from '../../src/cli/doctor/probes/power.js';
import { storage } from '../../src/cli/doctor/probes/storage.js';
import { temperature } from '../../src/cli/doctor/probes/temperature.js';
import { loadConfig } from '../../src/config/index.js';
import { RASPBERRY } from '../host/raspberry.js';
import { fakeMachine } from './fake-machine.js';

async function found(
  probe: Probe,
  files: Readonly<Record<string, string>>,
  bindings: Bindings = {},
  sets: readonly string[] = [],
) {
  const machine = fakeMachine({ files }, bindings);
  return probe({ machine, config: loadConfig({ sets }).config, isRunning: false });
}

describe("Node's age", () => {
  const at = async (version: string, day: string) => {
    const [finding] = await found(
      node,
      {},
      { node: { version, arch: 'arm64' }, now: new Date(`${day}T12:00:00Z`) },
    );
    return finding;
  };

  it('is a warning from the day after the end of its support', async () => {
    expect(await at('v20.19.5', '2026-04-30')).toMatchObject({
      level: 'ok',
      what: 'Node v20.19.5 on arm64.',
    });
    expect(await at('v20.19.5', '2026-05-01')).toEqual({
      id: 'node',
      level: 'warning',
      what: 'Node v20.19.5 on arm64 gets no corrections any more: its support ended on 2026-04-30.',
      fix: 'Install Node 22 or 24.',
    });
  });

  it.each(['v22.20.0', 'v24.1.0', 'v30.0.0'])('is not a problem with %s', async (version) => {
    expect((await at(version, '2026-11-01'))?.level).toBe('ok');
  });

  it('prevents running below 20.19', async () => {
    expect(await at('v20.18.9', '2026-11-01')).toMatchObject({
      level: 'error',
      what: 'Node v20.18.9 is too old: 20.19 is the oldest that works.',
    });
  });
});

describe('the supply', () => {
  const hwmon = (alarm: string) => ({
    '/sys/class/hwmon/hwmon0/name': 'cpu_thermal\n',
    '/sys/class/hwmon/hwmon1/name': 'rpi_volt\n',
    '/sys/class/hwmon/hwmon1/in0_lcrit_alarm': `${alarm}\n`,
  });
  const firmware = (word: string) => ({
    '/sys/devices/platform/soc/soc:firmware/get_throttled': `${word}\n`,
  });
  const brief = async (files: Readonly<Record<string, string>>) =>
    (await found(power, files)).map(({ id, level, what }) => [id, level, what]);

  it('is not mentioned on a machine that does not measure it', async () => {
    expect(await brief({ '/sys/class/hwmon/hwmon0/name': 'coretemp\n' })).toEqual([]);
  });

  it('is fine without an alarm', async () => {
    const fine = [['power', 'ok', 'The supply voltage of this board is high enough.']];
    expect(await brief(hwmon('0'))).toEqual(fine);
    expect(await brief(firmware('0'))).toEqual(fine);
  });

  it('is a warning while it is too low', async () => {
    const low = [['power', 'warning', 'The supply voltage of this board is too low.']];
    expect(await brief(hwmon('1'))).toEqual(low);
    expect(await brief(firmware('1'))).toEqual(low);
  });

  it('is a warning when it was too low since the start, and so is a processor that was slowed', async () => {
    expect(await brief({ ...hwmon('0'), ...firmware('50000') })).toEqual([
      ['power', 'warning', 'The supply voltage was too low since the start of this machine.'],
      [
        'power.throttled',
        'warning',
        'The firmware slowed the processor since the start of this machine, because of low voltage or heat.',
      ],
    ]);
    expect((await brief(firmware('50005')))[1]?.[2]).toBe(
      'The firmware slows the processor, because of low voltage or heat.',
    );
  });
});

describe('the temperature', () => {
  const zones = (...milli: readonly string[]) =>
    Object.fromEntries(
      milli.flatMap((text, i) => [
        [`/sys/class/thermal/thermal_zone${i}/type`, `zone-${i}\n`],
        [`/sys/class/thermal/thermal_zone${i}/temp`, `${text}\n`],
      ]),
    );

  it('is that of the hottest sensor, and impossible numbers are left out', async () => {
    expect(await found(temperature, zones('48300', '-274000', '51800', '4294967'))).toEqual([
      expect.objectContaining({
        level: 'ok',
        what: 'The hottest sensor of this machine (zone-2) shows 52 °C.',
      }),
    ]);
  });

  it('is a warning from 80 degrees on', async () => {
    expect((await found(temperature, zones('79900')))[0]?.level).toBe('ok');
    expect((await found(temperature, zones('80000')))[0]?.level).toBe('warning');
  });

  it('is not mentioned without a sensor', async () => {
    expect(await found(temperature, {})).toEqual([]);
  });
});

describe('the storage', () => {
  it('has the errors that each file system recorded', async () => {
    const files = (errors: string) => ({
      '/sys/fs/ext4/features/lazy_itable_init': 'supported\n',
      '/sys/fs/ext4/mmcblk0p2/errors_count': `${errors}\n`,
    });
    expect(await found(storage, files('0'))).toEqual([
      expect.objectContaining({ id: 'storage', level: 'ok', what: 'No error is recorded on mmcblk0p2.' }),
    ]);
    expect(await found(storage, files('12'))).toEqual([
      expect.objectContaining({
        id: 'storage.mmcblk0p2',
        level: 'warning',
        what: 'The file system on mmcblk0p2 has recorded 12 errors.',
      }),
    ]);
  });

  it('has the wear of an eMMC from 80 % of its life time on', async () => {
    const emmc = (life: string, reserve: string) => ({
      '/sys/block/mmcblk0/device/life_time': `${life}\n`,
      '/sys/block/mmcblk0/device/pre_eol_info': `${reserve}\n`,
      '/sys/block/mmcblk0boot0/device/life_time': '0x0b 0x0b\n',
    });
    expect(await found(storage, emmc('0x08 0x02', '0x01'))).toEqual([]);
    expect((await found(storage, emmc('0x02 0x09', '0x02')))[0]?.what).toBe(
      'The eMMC mmcblk0 is worn: up to 90 % of its expected life time is used and its reserve blocks are nearly used up.',
    );
    expect((await found(storage, emmc('0x0b 0x01', '0x01')))[0]?.what).toBe(
      'The eMMC mmcblk0 is worn: its expected life time is over.',
    );
  });

  it('has no word about an SD card, which reports no wear', async () => {
    expect(await found(storage, { '/sys/block/mmcblk0/device/type': 'SD\n' })).toEqual([]);
  });
});

describe('the figures that are channels', () => {
  it('are those that the machine has', async () => {
    expect(await found(host, RASPBERRY)).toEqual([
      expect.objectContaining({
        id: 'host',
        level: 'ok',
        what: 'This computer has the channels host.temperature, host.undervoltage, host.throttled, host.processorLoad, host.memoryAvailable, host.diskFree, host.fileSystemErrors.',
      }),
    ]);
  });

  it('are missed where a rule or the priority stream names another', async () => {
    const sets = [
      'alerts.low_volts={ channel: host.undervoltage, above: 0.5 }',
      'alerts.off={ channel: host.diskWear, above: 0.5, enabled: false }',
      'streams.priority=[chain.velocity, host.temperature]',
    ];
    expect((await found(host, {}, {}, sets)).slice(1)).toEqual([
      {
        id: 'host.undervoltage',
        level: 'warning',
        what: 'alerts.low_volts names host.undervoltage, which this computer does not have: the rule would never be judged.',
        fix: 'Name another channel, or remove it from alerts.low_volts.',
      },
      expect.objectContaining({
        id: 'host.temperature',
        what: 'streams.priority names host.temperature, which this computer does not have: the stream would be without it.',
      }),
    ]);
  });
});
