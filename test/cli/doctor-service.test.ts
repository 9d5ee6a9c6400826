// What `kpp doctor` says about the user of the installed service.
import { describe, expect, it } from 'vitest';
import type { FileOwner } from '../../src/cli/doctor/machine.js';
import { service } from '../../src/cli/doctor/probes/service.js';
import { parseConfig } from '../../src/config/index.js';
import { fakeMachine } from './fake-machine.js';

const CONFIG = `
hal:
  kind: linux
  serial: { chain: { path: /dev/ttyUSB0, records: { KPPCH: [chain.velocity] } } }
  i2c: [{ bus: 1, address: 0x18, device: mcp9808, channels: { temperature: water.temperature } }]
  gpio: { estop: { line: 27, role: emergencyStop, activeLow: true } }
`;

const UNIT = '[Service]\nUser=kpp\nGroup=kpp\nSupplementaryGroups=dialout\n';
const FOLDER = '/etc/systemd/system/kpp-controller.service';
const USERS = {
  '/etc/passwd': 'root:x:0:0::/root:/bin/sh\nkpp:x:990:990::/:/usr/sbin/nologin\n',
  '/etc/group': 'root:x:0:\ndialout:x:20:\ni2c:x:998:kpp\ngpio:x:997:pi,kpp\nkpp:x:990:\n',
};
const owned = (gid: number, mode = 0o20660): FileOwner => ({ uid: 0, gid, mode });
const OWNERS = { '/dev/ttyUSB0': owned(20), '/dev/i2c-1': owned(998), '/dev/gpiochip0': owned(997) };

interface Setup {
  readonly unit?: string | null;
  readonly files?: Readonly<Record<string, string>>;
  readonly owners?: Readonly<Record<string, FileOwner>>;
}

async function findings({ unit = UNIT, files = {}, owners = {} }: Setup = {}) {
  const all: Readonly<Record<string, FileOwner>> = { ...OWNERS, ...owners };
  const machine = fakeMachine(
    { files: { '/dev/gpiochip0': '', ...USERS, ...(unit === null ? {} : { [FOLDER]: unit }), ...files } },
    { ownerOf: (path) => all[path] ?? null },
  );
  const { config } = parseConfig(CONFIG, 'k.yaml');
  return service({ machine, config: config!, isRunning: false });
}

describe('the user of the service', () => {
  it('is not mentioned when no unit is installed', async () => {
    expect(await findings({ unit: null })).toEqual([]);
  });

  it('is fine when its own groups and those of the unit may open all', async () => {
    expect(await findings()).toEqual([
      {
        id: 'service.user',
        level: 'ok',
        what: 'The service runs as kpp, with the groups dialout, i2c, gpio, kpp, and may open what it needs.',
        fix: 'Nothing to do.',
      },
    ]);
  });

  it('prevents the start when it may not open a port, a bus or the lines', async () => {
    const files = { '/etc/group': 'dialout:x:20:\ni2c:x:998:pi\ngpio:x:997:pi\nkpp:x:990:\n' };
    expect(await findings({ files })).toEqual([
      {
        id: 'service.i2c.1',
        level: 'error',
        what: "The service's user kpp has no permission to open /dev/i2c-1.",
        fix: 'Add the user to the group: `usermod -aG i2c kpp`, and restart the service.',
      },
      expect.objectContaining({ id: 'service.gpio', level: 'error' }),
    ]);
  });

  it('is told to use a udev rule for a port that belongs to root alone', async () => {
    const [finding] = await findings({ owners: { '/dev/ttyUSB0': owned(0, 0o20600) } });
    expect(finding).toMatchObject({ id: 'service.serial.chain', level: 'error' });
    expect(finding?.fix).toContain('udev rule');
  });

  it('needs to read and to write', async () => {
    const [finding] = await findings({ owners: { '/dev/ttyUSB0': owned(20, 0o20640) } });
    expect(finding?.id).toBe('service.serial.chain');
  });

  it('needs one way to the lines: sysfs or the character device', async () => {
    const owners = { '/sys/class/gpio/export': owned(0, 0o20600) };
    expect((await findings({ owners })).map(({ level }) => level)).toEqual(['ok']);
    // Nobody can read `export`.
    const sysfs = { '/sys/class/gpio/export': owned(997, 0o220), '/dev/gpiochip0': owned(0, 0o20600) };
    expect((await findings({ owners: sysfs })).map(({ level }) => level)).toEqual(['ok']);
  });

  it('must exist, and so must the groups of the unit', async () => {
    const unit = UNIT.replace('User=kpp', 'User=plant').replace('dialout', 'dialout uucp');
    expect((await findings({ unit })).map(({ what }) => what)).toEqual([
      'The service runs as plant, and this machine has no such user: systemd refuses to start it.',
      'The service needs the group uucp, which this machine does not have: systemd refuses to start it.',
    ]);
  });

  it('may be changed by a drop-in; root may open all', async () => {
    const files = { [`${FOLDER}.d/override.conf`]: '[Service]\nUser=root\nGroup=\nSupplementaryGroups=\n' };
    const owners = { '/dev/ttyUSB0': owned(0, 0o20600) };
    expect((await findings({ files, owners }))[0]?.what).toBe(
      'The service runs as root, with the groups root, and may open what it needs.',
    );
  });

  it('is found in the folder of packages, too', async () => {
    const files = { '/usr/lib/systemd/system/kpp-controller.service': UNIT };
    expect((await findings({ unit: null, files }))[0]?.level).toBe('ok');
  });

  it('does not need a port that does not exist', async () => {
    const { '/dev/ttyUSB0': _gone, ...rest } = OWNERS;
    const machine = fakeMachine(
      { files: { ...USERS, [FOLDER]: UNIT } },
      { ownerOf: (path) => (rest as Readonly<Record<string, FileOwner>>)[path] ?? null },
    );
    const { config } = parseConfig(CONFIG, 'k.yaml');
    expect((await service({ machine, config: config!, isRunning: false }))[0]?.level).toBe('ok');
  });
});
