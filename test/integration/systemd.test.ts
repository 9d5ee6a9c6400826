// systemd's own check of the service's unit.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { requireProgram } from '../support/programs.js';

const UNIT = fileURLToPath(new URL('../../systemd/kpp-controller.service', import.meta.url));

describe.skipIf(!requireProgram('systemd-analyze'))('the unit', () => {
  it('gives no warning of systemd', () => {
    // Node may be installed at another place on this machine.
    const complaints = (() => {
      try {
        return execFileSync('systemd-analyze', ['verify', '--man=no', UNIT], {
          encoding: 'utf8',
          stdio: 'pipe',
        });
      } catch (error) {
        return String((error as { stderr: unknown }).stderr);
      }
    })()
      .split('\n')
      .filter((line) => line !== '' && !line.includes('is not executable'));
    expect(complaints).toEqual([]);
  });

  it('makes the outputs safe after every end, from a list that outlives the program', () => {
    const lines = readFileSync(UNIT, 'utf8').split('\n');
    const command = (key: string) =>
      lines
        .find((line) => line.startsWith(`${key}=`))
        ?.split(' ')
        .slice(0, 2);
    expect(command('ExecStopPost')?.[1]).toBe(command('ExecStart')?.[1]);
    expect(lines.find((line) => line.startsWith('ExecStopPost='))).toContain(
      ' safe-outputs --config /etc/kpp/controller.yaml',
    );
    expect(lines).toContain('RuntimeDirectory=kpp');
    expect(lines).toContain('RuntimeDirectoryPreserve=yes');
  });
});
