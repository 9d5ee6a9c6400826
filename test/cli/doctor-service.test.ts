// What `kpp doctor` says about the user of the installed service.
import { describe, expect, it, vi } from 'vitest';
import { type FileOwner, parseAcl } from '../../src/cli/doctor/acl.js';
import { serial } from '../../src/cli/doctor/probes/serial.js';
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

async function findings({ unit = UNIT, files = {}, owners = {} }: Setup = {}, more = '', file?: string) {
  const all: Readonly<Record<string, FileOwner>> = { ...OWNERS, ...owners };
  const machine = fakeMachine(
    { files: { '/dev/gpiochip0': '', ...USERS, ...(unit === null ? {} : { [FOLDER]: unit }), ...files } },
    { ownerOf: (path) => all[path] ?? null },
  );
  const { config } = parseConfig(`${CONFIG}${more}`, 'k.yaml');
  return service({ machine, config: config!, isRunning: false, ...(file === undefined ? {} : { file }) });
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

describe('an access control list', () => {
  const list = (text: string) => ({ '/dev/ttyUSB0': { ...owned(0, 0o20660), acl: parseAcl(text) } });
  const level = async (text: string) => {
    const all = await findings({ owners: list(text) });
    return all.find(({ id }) => id === 'service.serial.chain')?.level ?? 'ok';
  };

  it.each([
    ['gives the user the right', 'user::rw-\nuser:990:rw-\ngroup::rw-\nmask::rw-\nother::---\n', 'ok'],
    [
      'gives a group of the user the right',
      'user::rw-\ngroup::rw-\ngroup:20:rw-\nmask::rw-\nother::---\n',
      'ok',
    ],
    ['takes it away by its mask', 'user::rw-\nuser:990:rw-\ngroup::rw-\nmask::r--\nother::---\n', 'error'],
    ['is for another user', 'user::rw-\nuser:1000:rw-\ngroup::rw-\nmask::rw-\nother::---\n', 'error'],
    // Then the bits of owner, group and mode count.
    ['is empty', 'user::rw-\ngroup::rw-\nother::---\n', 'error'],
  ])('that %s is considered', async (_what, text, expected) => {
    expect(await level(text)).toBe(expected);
  });
});

describe('the files of the service', () => {
  const START = 'ExecStart=/usr/bin/node /usr/lib/kpp.cjs run --config /etc/kpp/controller.yaml\n';
  const CONFINED = `${UNIT}${START}StateDirectory=kpp\nProtectSystem=strict\n`;
  const FILE = '/etc/kpp/controller.yaml';
  const folder = (mode: number): FileOwner => ({ uid: 0, gid: 0, mode: 0o40000 | mode });

  async function problems(setup: Setup, more = '', file = FILE) {
    const all = await findings({ unit: CONFINED, ...setup }, more, file);
    return all.filter(({ level }) => level !== 'ok');
  }

  it('are fine when the user may read them', async () => {
    expect(await problems({ owners: { [FILE]: owned(990, 0o640), '/etc/kpp': folder(0o755) } })).toEqual([]);
  });

  it('are an error when the user may not read the configuration, or not go to it', async () => {
    expect(await problems({ owners: { [FILE]: owned(0, 0o640) } })).toEqual([
      {
        id: 'service.configuration',
        level: 'error',
        what: "The service's user kpp has no permission to read /etc/kpp/controller.yaml.",
        fix: 'Give it to the group of the service: `chgrp kpp /etc/kpp/controller.yaml && chmod g+r /etc/kpp/controller.yaml`.',
      },
    ]);
    const [found] = await problems({ owners: { [FILE]: owned(0, 0o644), '/etc/kpp': folder(0o700) } });
    expect(found?.what).toBe(
      "The service's user kpp may not go through /etc/kpp, so it cannot read /etc/kpp/controller.yaml.",
    );
  });

  it('include those that the configuration names', async () => {
    const owners = { '/etc/kpp/password': owned(0, 0o600) };
    const [found] = await problems({ owners }, 'mqtt: { username: kpp, passwordFile: /etc/kpp/password }');
    expect(found).toMatchObject({ id: 'service.mqtt.passwordFile', level: 'error' });
  });

  it('may be credentials, which the unit has to load', async () => {
    const more = 'mqtt: { username: kpp, passwordFile: "credential:mqtt" }';
    const [found] = await problems({}, more);
    expect(found).toMatchObject({ id: 'service.mqtt.passwordFile', level: 'error' });
    expect(found?.what).toBe('The unit of the service does not load the credential mqtt.');
    const files = { [`${FOLDER}.d/credentials.conf`]: '[Service]\nLoadCredential=mqtt:kpp.mqtt\n' };
    expect(await problems({ files }, more)).toEqual([]);
  });

  it('may name a broker that the unit does not let through', async () => {
    const more = 'mqtt: { url: "mqtt://broker.lan" }';
    const unit = `${UNIT}IPAddressDeny=any\nIPAddressAllow=localhost\n`;
    expect(await problems({ unit }, more)).toMatchObject([{ id: 'service.network', level: 'error' }]);
    expect(await problems({ unit }, '')).toEqual([]);
    const files = { [`${FOLDER}.d/network.conf`]: '[Service]\nIPAddressDeny=\nIPAddressAllow=\n' };
    expect(await problems({ unit, files }, more)).toEqual([]);
  });

  it('are not checked when another configuration is examined, which is said', async () => {
    expect(await problems({ owners: { [FILE]: owned(0, 0o640) } }, '', '/home/pi/k.yaml')).toMatchObject([
      {
        id: 'service.configuration',
        level: 'warning',
        what: 'The service reads /etc/kpp/controller.yaml, and this examination was of /home/pi/k.yaml.',
      },
    ]);
  });

  it('include the store, which is read-only for a confined service outside of its own folders', async () => {
    const store = 'store: { path: /data/kpp/kpp.db }';
    const [found] = await problems({}, store);
    expect(found).toMatchObject({ id: 'service.store', level: 'error' });
    expect(found?.fix).toContain('ReadWritePaths=/data/kpp');
    expect(await problems({ unit: `${CONFINED}ReadWritePaths=-/data/kpp\n` }, store)).toEqual([]);
    const owners = { '/data/kpp': folder(0o755) };
    expect((await problems({ unit: `${UNIT}${START}`, owners }, store))[0]?.what).toBe(
      "The service's user kpp has no permission to write to /data/kpp.",
    );
  });
});

describe('a caller without rights', () => {
  it('gets a warning where the user of the service has them, and an error where not', async () => {
    const machine = fakeMachine(
      { files: { ...USERS, [FOLDER]: UNIT, '/dev/ttyUSB0': '', '/dev/ttyUSB1': '' } },
      { ownerOf: (path) => (path === '/dev/ttyUSB0' ? owned(20) : owned(0, 0o20600)) },
    );
    vi.spyOn(machine, 'isReadableAndWritable').mockReturnValue(false);
    const { config } = parseConfig(
      'hal: { kind: linux, serial: { a: { path: /dev/ttyUSB0, records: { A: [chain.velocity] } }, b: { path: /dev/ttyUSB1 } } }',
      'k.yaml',
    );
    const all = await serial({ machine, config: config!, isRunning: false });
    const [first, second] = ['serial.a', 'serial.b'].map((id) => all.find((one) => one.id === id));
    expect(first).toEqual({
      id: 'serial.a',
      level: 'warning',
      what: `The user ${machine.user} has no permission to open /dev/ttyUSB0, but the service's user kpp has it: the service can start.`,
      fix: 'Run the doctor as root (`sudo kpp doctor`) to examine this part as well.',
    });
    expect(second?.level).toBe('error');
    // Nobody listens on a port that cannot be opened.
    expect(all.map(({ id }) => id)).not.toContain('serial.a.lines');
  });
});
