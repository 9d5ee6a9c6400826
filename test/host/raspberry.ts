// The files in which a Raspberry Pi describes itself, as far as the figures of the computer need them.

/** A healthy board; each entry may be replaced. */
export const RASPBERRY: Readonly<Record<string, string>> = {
  '/proc/loadavg': '1.00 0.50 0.25 2/183 4711\n',
  '/proc/meminfo': 'MemTotal:        3884356 kB\nMemFree:          200000 kB\nMemAvailable:    2000000 kB\n',
  '/proc/stat': 'cpu  1 2 3\ncpu0 1 2 3\ncpu1 1 2 3\ncpu2 1 2 3\ncpu3 1 2 3\nintr 5\n',
  '/sys/class/hwmon/hwmon0/name': 'cpu_thermal\n',
  '/sys/class/hwmon/hwmon1/name': 'rpi_volt\n',
  '/sys/class/hwmon/hwmon1/in0_lcrit_alarm': '0\n',
  '/sys/class/thermal/thermal_zone0/type': 'cpu-thermal\n',
  '/sys/class/thermal/thermal_zone0/temp': '48312\n',
  '/sys/devices/platform/soc/soc:firmware/get_throttled': '0\n',
  '/sys/fs/ext4/features/lazy_itable_init': 'supported\n',
  '/sys/fs/ext4/mmcblk0p2/errors_count': '0\n',
};
