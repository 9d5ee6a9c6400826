// systemd's own checks of the service's unit: no warning, and how much a taken-over service could reach.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { requireProgram } from '../../support/programs.js';
import { SYSTEMD } from '../../support/service/unit-file.js';

/** The unit with some of its drop-ins, in a folder of its own. */
function installed(...dropIns: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'kpp-unit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const unit = join(folder, 'kpp-controller.service');
  copyFileSync(`${SYSTEMD}kpp-controller.service`, unit);
  mkdirSync(`${unit}.d`);
  for (const name of dropIns) copyFileSync(`${SYSTEMD}drop-ins/${name}`, join(`${unit}.d`, name));
  return unit;
}

/** Node may be installed at another place on this machine. */
function complaints(unit: string): string[] {
  const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
  return stderr.split('\n').filter((line) => line !== '' && !line.includes('is not executable'));
}

function exposure(unit: string): number {
  const args = ['security', '--offline=true', '--no-pager', unit];
  const text = execFileSync('systemd-analyze', args, { encoding: 'utf8' });
  return Number(/exposure level for .*: ([\d.]+)/.exec(text)?.[1]);
}

function version(): number {
  const text = execFileSync('systemd-analyze', ['--version'], { encoding: 'utf8' });
  return Number(/^systemd (\d+)/.exec(text)?.[1]);
}

describe.skipIf(!requireProgram('systemd-analyze'))('the unit', () => {
  it('gives no warning of systemd, with each of its drop-ins', () => {
    const known = version() >= 254 ? ['10-systemd-254.conf'] : [];
    for (const dropIns of [[], known, ['network.conf'], ['gpio-sysfs.conf']])
      expect(complaints(installed(...dropIns))).toEqual([]);
  });

  it('is exposed by 1.1 at most with serial ports, I2C and the GPIO character device, by 1.9 with GPIO through sysfs', () => {
    expect(exposure(installed())).toBeLessThanOrEqual(1.1);
    expect(exposure(installed('gpio-sysfs.conf'))).toBeLessThanOrEqual(1.9);
    expect(exposure(installed('gpio-sysfs.conf', 'network.conf'))).toBeLessThanOrEqual(1.9);
  });
});
