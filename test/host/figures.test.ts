// The figures of the computer, out of the files in which Linux describes it.
import { describe, expect, it } from 'vitest';
import { HOST_CHANNELS, type HostChannel } from '../../src/catalogue/host-channels.js';
import { hostFigures } from '../../src/host/figures.js';
import { FileTree } from '../../src/host/file-tree.js';
import { temporaryTree } from '../support/tree.js';
import { RASPBERRY } from './raspberry.js';

function figures(files: Readonly<Record<string, string>>) {
  const root = temporaryTree({ files });
  return hostFigures(new FileTree(root), `${root}/not/there/yet/kpp.db`);
}

describe('the figures of a Raspberry Pi', () => {
  it('are all but the wear, which an SD card does not report', () => {
    const { 'host.diskFree': diskFree, ...others } = figures(RASPBERRY);
    expect(others).toEqual({
      'host.temperature': 48.312,
      'host.undervoltage': 0,
      'host.throttled': 0,
      'host.processorLoad': 0.25,
      'host.memoryAvailable': 2_048_000_000,
      'host.fileSystemErrors': 0,
    });
    // Of the folder above the store that exists.
    expect(diskFree).toBeGreaterThan(0);
  });

  it.each<[HostChannel, number, Readonly<Record<string, string>>]>([
    ['host.undervoltage', 1, { '/sys/class/hwmon/hwmon1/in0_lcrit_alarm': '1\n' }],
    ['host.undervoltage', 1, { '/sys/devices/platform/soc/soc:firmware/get_throttled': '1\n' }],
    // It happened since the start, and it is over.
    ['host.undervoltage', 0, { '/sys/devices/platform/soc/soc:firmware/get_throttled': '50000\n' }],
    ['host.throttled', 0, { '/sys/devices/platform/soc/soc:firmware/get_throttled': '50000\n' }],
    ['host.throttled', 1, { '/sys/devices/platform/soc/soc:firmware/get_throttled': '4\n' }],
    ['host.fileSystemErrors', 12, { '/sys/fs/ext4/mmcblk0p2/errors_count': '12\n' }],
    [
      'host.fileSystemErrors',
      15,
      { '/sys/fs/ext4/mmcblk0p2/errors_count': '12\n', '/sys/fs/ext4/sda1/errors_count': '3\n' },
    ],
    ['host.diskWear', 0.9, { '/sys/block/mmcblk0/device/life_time': '0x02 0x09\n' }],
    ['host.diskWear', 1, { '/sys/block/mmcblk0/device/life_time': '0x0b 0x01\n' }],
    ['host.temperature', 61.5, { '/sys/class/thermal/thermal_zone1/temp': '61500\n' }],
  ])('include %s as %s', (channel, value, files) => {
    expect(figures({ ...RASPBERRY, ...files })[channel]).toBe(value);
  });
});

describe('a computer without these files', () => {
  it('has the free space alone', () => {
    expect(Object.keys(figures({}))).toEqual(['host.diskFree']);
  });

  it.each<[HostChannel, string]>([
    ['host.temperature', '/sys/class/thermal/thermal_zone0/temp'],
    ['host.undervoltage', '/sys/class/hwmon/hwmon1/in0_lcrit_alarm'],
    ['host.processorLoad', '/proc/loadavg'],
    ['host.processorLoad', '/proc/stat'],
    ['host.memoryAvailable', '/proc/meminfo'],
    ['host.fileSystemErrors', '/sys/fs/ext4/mmcblk0p2/errors_count'],
  ])('has no %s when %s is empty or damaged', (channel, file) => {
    const firmware = { '/sys/devices/platform/soc/soc:firmware/get_throttled': '' };
    for (const text of ['', 'not a number\n']) {
      // The alarm of the supply is set by any word but 0.
      if (channel === 'host.undervoltage' && text !== '') continue;
      expect(figures({ ...RASPBERRY, ...firmware, [file]: text })[channel]).toBeUndefined();
    }
  });
});

describe('the table of the figures', () => {
  it.each(HOST_CHANNELS)('has a unit, a range and a description of $name', (channel) => {
    expect(channel.unit).toMatch(/^(1|B|degC)$/);
    expect(channel.min).toBeLessThan(channel.max);
    expect(channel.description).not.toMatch(/\.$/);
  });
});
