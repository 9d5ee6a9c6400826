// A backup and its restore: what comes back, what is kept, and what a restored store says of itself.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/backup/manifest.js';
import type { StoredEvent } from '../../src/vocabulary/events.js';
import { anEvent, commit, openStore, temporaryDirectory } from '../store/fixtures.js';
import { contentOf, Device, LATER_MS } from './fixtures.js';

const archivePath = () => join(temporaryDirectory(), 'backup.tar.gz');
const SUFFIX = `.before-restore-${new Date(LATER_MS).toISOString().replaceAll(/[:.]/g, '-')}`;

function eventsIn(path: string) {
  const store = openStore(path);
  const events = store.answer({ name: 'eventsAfter', args: [0, 1000] }) as readonly StoredEvent[];
  store.end();
  return { opened: store.opened, events };
}

describe('a backup', () => {
  it('is a tar archive that standard tools open, with a manifest of all its members', async () => {
    const device = new Device();
    device.stores(3);
    device.record('a.mcap', 'first recording');
    mkdirSync(join(device.recordingsPath, 'older'));
    device.record('older/b.mcap', '');
    const file = archivePath();
    const { manifest, bytes } = await device.backup(file);
    execFileSync('gzip', ['-t', file]);
    const names = execFileSync('tar', ['-tzf', file], { encoding: 'utf8' }).trim().split('\n');
    expect(names).toEqual([
      ...['manifest.json', 'configuration/controller.yaml', 'store/kpp.db'],
      ...['recordings/a.mcap', 'recordings/older/b.mcap'],
    ]);
    const into = temporaryDirectory();
    execFileSync('tar', ['-xzf', file, '-C', into]);
    const written = JSON.parse(readFileSync(join(into, 'manifest.json'), 'utf8')) as Manifest;
    expect(written).toEqual(manifest);
    expect(written).toMatchObject({ device: { id: 'kpp-01' }, store: { lastSeq: 3 }, version: '0.1.0' });
    expect(bytes).toBe(statSync(file).size);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(into, 'configuration/controller.yaml'))).toEqual(
      readFileSync(device.configFile),
    );
  });

  it('is made while the store is used, and has what was committed', async () => {
    const device = new Device();
    const store = openStore(device.storePath);
    commit(store, 1, [anEvent(1), anEvent(2)]);
    const { manifest } = await device.backup(archivePath());
    expect(manifest.store.lastSeq).toBe(2);
    commit(store, 3, [anEvent(3)]);
    expect(store.lastSeq).toBe(3);
  });

  it('does not replace an archive, unless it is forced to, and leaves nothing beside it', async () => {
    const device = new Device();
    device.stores(1);
    const file = archivePath();
    writeFileSync(file, 'older');
    await expect(device.backup(file)).rejects.toMatchObject({ code: 'refused' });
    expect(readFileSync(file, 'utf8')).toBe('older');
    await device.backup(file, { force: true });
    expect(statSync(file).size).toBeGreaterThan(1000);
    expect(readdirSync(join(file, '..'))).toEqual(['backup.tar.gz']);
  });

  it('leaves out what is not a regular file, and says so', async () => {
    const device = new Device();
    device.stores(1);
    symlinkSync('/etc/passwd', join(device.recordingsPath, 'link'));
    const { skipped, manifest } = await device.backup(archivePath());
    expect(skipped).toEqual([join(device.recordingsPath, 'link')]);
    expect(manifest.members).toHaveLength(2);
  });

  it.each([
    ['there is no store', (device: Device) => rmSync(device.storePath), 'missing'],
    ['the store is damaged', (device: Device) => damage(device.storePath), 'corrupt'],
  ])('is refused when %s, and leaves nothing behind', async (_, break_, code) => {
    const device = new Device();
    device.stores(200);
    break_(device);
    const file = archivePath();
    await expect(device.backup(file)).rejects.toMatchObject({ code });
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });

  function damage(path: string): void {
    const bytes = readFileSync(path);
    bytes.fill(0x55, 4096, 3 * 4096);
    writeFileSync(path, bytes);
  }
});

describe('a restore', () => {
  it('brings back store, configuration and recordings, and keeps the present ones under other names', async () => {
    const device = new Device('first');
    device.stores(3);
    device.record('a.mcap', 'first recording');
    const file = archivePath();
    await device.backup(file);
    device.configure('second');
    device.stores(5);
    device.record('b.mcap', 'second recording');
    chmodSync(device.configFile, 0o604);
    const { kept, restored } = await device.restore(file);

    expect(restored).toEqual([device.storePath, device.configFile, device.recordingsPath]);
    expect(kept).toEqual(restored.map((path) => path + SUFFIX));
    expect(readFileSync(device.configFile, 'utf8')).toContain('# first');
    expect(statSync(device.configFile).mode & 0o777).toBe(0o604);
    expect(readFileSync(device.configFile + SUFFIX, 'utf8')).toContain('# second');
    expect(readdirSync(device.recordingsPath)).toEqual(['a.mcap']);
    expect(readdirSync(device.recordingsPath + SUFFIX)).toEqual(['a.mcap', 'b.mcap']);
    expect(eventsIn(device.storePath + SUFFIX).events).toHaveLength(8);
    expect(readdirSync(device.folder).filter((name) => name.includes('restore-'))).toEqual([
      `controller.yaml${SUFFIX}`,
    ]);
  });

  it('gives the store a new log that names the one before, and a run above both', async () => {
    const device = new Device();
    const log = device.stores(3);
    const file = archivePath();
    await device.backup(file);
    device.stores(2);
    device.stores(2);
    await device.restore(file);
    const { opened, events } = eventsIn(device.storePath);
    expect(opened).toMatchObject({ run: 4, unclean: false, energised: false, tripped: null });
    expect(opened.log).not.toBe(log);
    expect(events.map(({ seq, type }) => [seq, type])).toEqual([
      ...[1, 2, 3].map((seq) => [seq, 'mode']),
      [4, 'lifecycle'],
    ]);
    expect(events.at(-1)?.data).toMatchObject({ store: 'restored', previous: { log, lastSeq: 7 } });
  });

  it('does not forget a trip of the present store, nor a run that did not end in order', async () => {
    const device = new Device();
    device.stores(1);
    const file = archivePath();
    await device.backup(file);
    const store = openStore(device.storePath);
    store.append(1, [{ type: 'trip', ts: 0, data: { cause: 'overspeed', message: 'too fast' } }]);
    store.setEnergised(true);
    store.commit();
    store.close();
    await device.restore(file);
    expect(eventsIn(device.storePath).opened).toMatchObject({
      ...{ unclean: true, energised: true, tripped: { cause: 'overspeed' } },
    });
  });

  it('works on a new machine, where nothing is there', async () => {
    const device = new Device();
    const running = openStore(device.storePath);
    running.setEnergised(true);
    commit(running, 1, [anEvent(1)]);
    device.record('a.mcap', 'x');
    const file = archivePath();
    await device.backup(file);
    running.close();
    rmSync(device.folder, { recursive: true });
    const { kept } = await device.restore(file);
    expect(kept).toEqual([]);
    // The backup was made while the outputs were energised: this is not a crash.
    expect(eventsIn(device.storePath).opened).toMatchObject({ run: 2, unclean: false, energised: false });
    expect(readdirSync(device.recordingsPath)).toEqual(['a.mcap']);
  });

  it('leaves the recordings alone when the archive has none', async () => {
    const device = new Device();
    device.stores(1);
    const file = archivePath();
    await device.backup(file);
    device.record('later.mcap', 'x');
    await device.restore(file);
    expect(readdirSync(device.recordingsPath)).toEqual(['later.mcap']);
  });

  it('is refused while a controller uses the store, and changes nothing', async () => {
    const device = new Device();
    device.stores(1);
    const file = archivePath();
    await device.backup(file);
    const store = openStore(device.storePath);
    const before = contentOf(device.folder);
    await expect(device.restore(file)).rejects.toMatchObject({
      code: 'refused',
      fix: expect.stringContaining('stop'),
    });
    expect(contentOf(device.folder)).toEqual(before);
    store.end();
  });

  it('takes the store of an earlier version, and brings it up to date', async () => {
    const { downgrade } = await import('../store/fixtures.js');
    const device = new Device();
    device.stores(2);
    downgrade(device.storePath, 1);
    const file = archivePath();
    expect((await device.backup(file)).manifest.store.schema).toBe(1);
    await device.restore(file);
    expect(eventsIn(device.storePath).events).toHaveLength(3);
  });
});
