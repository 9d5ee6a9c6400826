// Damaged and crafted archives: each is refused, and store, configuration and folder are byte for byte as before.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SEAL_BYTES } from '../../src/backup/archive/seal.js';
import { tarHeader } from '../../src/backup/archive/tar-header.js';
import { CONFIGURATION_NAME, STORE_NAME } from '../../src/backup/manifest.js';
import { Database } from '../../src/store/worker/database/database.js';
import { temporaryDirectory } from '../store/fixtures.js';
import { seededRandom } from '../support/feeder.js';
import {
  archiveOf,
  type CraftedMember,
  contentOf,
  crafted,
  Device,
  manifestOf,
  soundMembers,
} from './fixtures.js';

/** `KPP_LONG=1` tries more. */
const ROUNDS = process.env.KPP_LONG === undefined ? 300 : 3000;

/** A device whose archive is not damaged, so that a test shows that only its own change is refused. */
async function device() {
  const one = new Device();
  one.stores(20);
  one.record('a.mcap', 'a recording');
  const file = join(temporaryDirectory(), 'backup.tar.gz');
  await one.backup(file);
  return { one, file, sound: readFileSync(file) };
}

async function refused(one: Device, file: string, bytes: Buffer, code = 'damaged'): Promise<string> {
  writeFileSync(file, bytes);
  const before = contentOf(one.folder);
  const error = await one.restore(file).then(
    () => null,
    (reason: unknown) => reason as Error,
  );
  expect(error).toMatchObject({ name: 'BackupError', code });
  expect(contentOf(one.folder)).toEqual(before);
  return error!.message;
}

describe('a damaged archive', () => {
  it(`is refused, and nothing is changed (${ROUNDS} ways)`, { timeout: 300_000 }, async () => {
    const { one, file, sound } = await device();
    const random = seededRandom(14);
    const below = (limit: number) => Math.floor(random() * limit);
    const before = contentOf(one.folder);
    const accepted: string[] = [];
    const flip = (bytes: Buffer) => {
      bytes[below(bytes.length)]! ^= 1 << below(8);
      return bytes;
    };
    const cut = (bytes: Buffer, from = below(bytes.length), length = 1 + below(600)) =>
      Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + length)]);
    const ways: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
      'a flipped bit': flip,
      'three flipped bits': (bytes) => flip(flip(flip(bytes))),
      'a flipped bit of the first bytes': (bytes) =>
        Buffer.concat([flip(bytes.subarray(0, 20)), bytes.subarray(20)]),
      'a flipped bit of the last bytes': (bytes) =>
        Buffer.concat([bytes.subarray(0, -300), flip(bytes.subarray(-300))]),
      'a missing end': (bytes) => bytes.subarray(0, below(bytes.length)),
      'a missing last byte': (bytes) => bytes.subarray(0, -1),
      'a missing piece': (bytes) => cut(bytes),
      'bytes behind its end': (bytes) => Buffer.concat([bytes, Buffer.alloc(1 + below(600), below(256))]),
      'a repeated piece': (bytes) => Buffer.concat([bytes.subarray(0, 1 + below(bytes.length)), bytes]),
      'a piece of zeros': (bytes) => bytes.fill(0, below(bytes.length - 64), bytes.length),
      'a seal without an archive': (bytes) => bytes.subarray(-SEAL_BYTES),
      'no seal': (bytes) => bytes.subarray(0, -SEAL_BYTES),
    };
    const names = Object.keys(ways);
    for (let round = 0; round < ROUNDS; round++) {
      const name = names[round % names.length]!;
      const bytes = ways[name]!(Buffer.from(sound));
      if (bytes.equals(sound)) continue;
      writeFileSync(file, bytes);
      const isRefused = await one.restore(file).then(
        () => false,
        (error: Error) => error.name === 'BackupError',
      );
      if (!isRefused) accepted.push(name);
    }
    expect(accepted).toEqual([]);
    expect(contentOf(one.folder)).toEqual(before);
    writeFileSync(file, sound);
    await expect(one.restore(file)).resolves.toMatchObject({ manifest: { formatVersion: 1 } });
  });
});

describe('a name that is not an archive', () => {
  it('is refused: a missing file, a folder', async () => {
    const { one } = await device();
    const before = contentOf(one.folder);
    for (const [name, message] of [
      [join(temporaryDirectory(), 'missing.tar.gz'), 'cannot be read'],
      [temporaryDirectory(), 'is not a file'],
    ] as const) {
      await expect(one.restore(name)).rejects.toMatchObject({
        name: 'BackupError',
        code: 'failed',
        message: expect.stringContaining(message),
      });
    }
    expect(contentOf(one.folder)).toEqual(before);
  });
});

describe('an archive that somebody has made, with a right seal', () => {
  const RECORDING = { name: 'recordings/x', content: Buffer.from('x') };

  type Make = (members: [CraftedMember, CraftedMember]) => Buffer;

  /** The same device for all archives of a test: they change nothing. */
  async function crafting() {
    const { one, file } = await device();
    return (make: Make, code?: string) => refused(one, file, make(soundMembers(one)), code);
  }

  it('is accepted when it is sound', async () => {
    const { one, file } = await device();
    writeFileSync(file, archiveOf([...soundMembers(one), RECORDING]));
    await expect(one.restore(file)).resolves.toMatchObject({
      restored: expect.arrayContaining([one.storePath]),
    });
  });

  it('is refused with a member whose name leads elsewhere', async () => {
    const craft = await crafting();
    const names = [
      '../x',
      'recordings/../../x',
      '/etc/x',
      'recordings//x',
      'recordings/./x',
      'recordings/a\\..\\x',
    ];
    for (const name of [...names, 'other/x']) {
      const header = renamed(tarHeader({ name: 'recordings/x', size: 1 }, 0), name);
      const member = { ...RECORDING, name, header };
      expect(await craft((sound) => archiveOf([...sound, member])), name).toContain('form of one');
      const silent = await craft((sound) => archiveOf([...sound, member], { manifest: manifestOf(sound) }));
      expect(silent, name).toMatch(/leads elsewhere|more members/);
    }
  });

  it('is refused with a link, a device, a folder or an extended header', async () => {
    const craft = await crafting();
    for (const type of ['1', '2', '3', '5', '6', 'x', 'L', '\0']) {
      const header = retyped(tarHeader({ name: 'recordings/x', size: 1 }, 0), type);
      const message = await craft((sound) => archiveOf([...sound, { ...RECORDING, header }]));
      expect(message, type).toContain('regular file');
    }
  });

  const BROKEN: readonly [string, Make, string][] = [
    ['a member twice in its manifest', (sound) => archiveOf([...sound, sound[1]]), 'form'],
    [
      'a member twice',
      (sound) => archiveOf([...sound, sound[1]], { manifest: manifestOf(sound) }),
      'more members',
    ],
    [
      'a member that is longer than its manifest says',
      ([config, store]) =>
        archiveOf([config, { ...store, content: Buffer.concat([store.content, Buffer.alloc(512)]) }], {
          manifest: manifestOf([config, store]),
        }),
      'describes',
    ],
    [
      'another content than its manifest says',
      ([config, store]) =>
        archiveOf([config, { ...store, content: Buffer.from(store.content).fill(1, 100, 101) }], {
          manifest: manifestOf([config, store]),
        }),
      'hash',
    ],
    ['no store', ([config]) => archiveOf([config]), STORE_NAME],
    ['no configuration', ([, store]) => archiveOf([store]), CONFIGURATION_NAME],
    [
      'a missing member',
      (sound) => archiveOf(sound, { manifest: manifestOf([...sound, RECORDING]) }),
      'missing',
    ],
    ['another order', ([config, store]) => archiveOf([store, config]), 'first member'],
    ['no manifest', (sound) => crafted(sound), 'manifest'],
    ['a manifest that is not JSON', (sound) => archiveOf(sound, { manifest: Buffer.from('{') }), 'JSON'],
    ['a manifest of null', (sound) => archiveOf(sound, { manifest: null }), 'form'],
    [
      'a newer format',
      (sound) => archiveOf(sound, { manifest: manifestOf(sound, { formatVersion: 2 }) }),
      'newer',
    ],
    ['bytes behind its end', (sound) => archiveOf(sound, { end: Buffer.alloc(1536) }), 'behind its end'],
    ['no end', (sound) => archiveOf(sound, { end: Buffer.alloc(0) }), 'too early'],
    [
      'a configuration with errors',
      ([config, store]) => archiveOf([{ ...config, content: Buffer.from('control: { rateHz: 7 }') }, store]),
      'rateHz',
    ],
    [
      'a store that is no database',
      ([config, store]) => archiveOf([config, { ...store, content: Buffer.from('no database') }]),
      'store cannot be used',
    ],
    [
      'a store that is damaged',
      ([config, store]) =>
        archiveOf([config, { ...store, content: Buffer.from(store.content).fill(0x55, 4096, 9000) }]),
      'store cannot be used',
    ],
    ['a store of a newer version', (sound) => archiveOf(withVersion(sound, 999)), 'store cannot be used'],
    ['another database as store', (sound) => archiveOf(withVersion(sound, 0)), 'store cannot be used'],
  ];

  it('is refused when its manifest, its members or their content are not right', async () => {
    const craft = await crafting();
    for (const [name, make, says] of BROKEN) expect(await craft(make), name).toContain(says);
  });

  it('is refused when it needs more room than the disk has', async () => {
    const craft = await crafting();
    const message = await craft(([config, store]) => {
      const huge = { name: 'recordings/huge', content: Buffer.alloc(0) };
      const manifest = manifestOf([config, store, huge]);
      const members = manifest.members.map((one) =>
        one.name === huge.name ? { ...one, size: 2 ** 50 } : one,
      );
      return archiveOf([config, store, huge], { manifest: { ...manifest, members } });
    }, 'refused');
    expect(message).toContain('MB are free');
  });
});

/** Writes another name into a header, with a right checksum. */
function renamed(header: Buffer, name: string): Buffer {
  header.fill(0, 0, 100);
  header.write(name, 0);
  return summed(header);
}

function retyped(header: Buffer, type: string): Buffer {
  header.write(type, 156);
  return summed(header);
}

function summed(header: Buffer): Buffer {
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function withVersion([config, store]: [CraftedMember, CraftedMember], version: number): CraftedMember[] {
  const path = join(temporaryDirectory(), 'kpp.db');
  writeFileSync(path, store.content);
  const db = new Database(path);
  db.exec(`PRAGMA journal_mode = DELETE; PRAGMA user_version = ${version}`);
  db.close();
  return [config, { ...store, content: readFileSync(path) }];
}
