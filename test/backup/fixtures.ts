// A device with a store, a configuration and recordings in a folder, its backup, and archives that somebody has made by hand.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sealOf } from '../../src/backup/archive/seal.js';
import { tarHeader } from '../../src/backup/archive/tar-header.js';
import { type BackupResult, createBackup } from '../../src/backup/create.js';
import {
  CONFIGURATION_NAME,
  MANIFEST_NAME,
  type Manifest,
  manifestBytes,
  STORE_NAME,
} from '../../src/backup/manifest.js';
import { type RestoreResult, restoreBackup } from '../../src/backup/restore.js';
import { anEvent, commit, NOW_MS, openStore, temporaryDirectory } from '../store/fixtures.js';

export const LATER_MS = NOW_MS + 3_600_000;

export class Device {
  readonly folder = temporaryDirectory();
  readonly configFile = join(this.folder, 'controller.yaml');
  readonly storePath = join(this.folder, 'state', 'kpp.db');
  readonly recordingsPath = join(this.folder, 'state', 'recordings');

  constructor(comment = 'first') {
    mkdirSync(this.recordingsPath, { recursive: true });
    this.configure(comment);
  }

  configure(comment: string): void {
    writeFileSync(this.configFile, `# ${comment}\nstore: { path: ${this.storePath} }\n`);
  }

  /** Stores events in a run that ends in order. Returns the identity of its log. */
  stores(count: number): string {
    const store = openStore(this.storePath);
    commit(
      store,
      1,
      Array.from({ length: count }, (_, i) => anEvent(i)),
    );
    store.end();
    return store.opened.log;
  }

  record(name: string, content: string): void {
    writeFileSync(join(this.recordingsPath, name), content);
  }

  backup(file: string, more: { force?: boolean } = {}): Promise<BackupResult> {
    const { storePath, configFile, recordingsPath } = this;
    return createBackup({
      ...{ file, force: false, storePath, configFile, recordingsPath, notIncluded: [], ...more },
      ...{ device: { id: 'kpp-01', site: 'demo' }, version: '0.1.0', nowMs: NOW_MS },
    });
  }

  restore(file: string): Promise<RestoreResult> {
    return restoreBackup({ file, configFile: this.configFile, sets: [], nowMs: LATER_MS });
  }
}

/** Every path below a folder with its content. */
export function contentOf(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    paths.map((path) => {
      const full = join(folder, path);
      return [path, statSync(full).isDirectory() ? 'folder' : sha256(readFileSync(full))];
    }),
  );
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export interface CraftedMember {
  readonly name: string;
  readonly content: Buffer;
  /** Instead of the header that belongs to it. */
  readonly header?: Buffer;
}

/** The manifest of these members, as `kpp backup` would write it. */
export function manifestOf(members: readonly CraftedMember[], more: Record<string, unknown> = {}): Manifest {
  return {
    ...{ format: 'kpp-backup', formatVersion: 1, version: '0.1.0', node: 'v20.19.0' },
    ...{ device: { id: 'kpp-01', site: 'demo' }, ts: NOW_MS, store: { schema: 1, log: 'x', lastSeq: 1 } },
    notIncluded: [],
    members: members.map(({ name, content }) => ({ name, size: content.length, sha256: sha256(content) })),
    ...more,
  } as Manifest;
}

/** An archive of these members with a right seal. */
export function crafted(members: readonly CraftedMember[], end: Buffer = Buffer.alloc(1024)): Buffer {
  const tar = members.flatMap(({ name, content, header }) => [
    header ?? tarHeader({ name, size: content.length }, 0),
    content,
    Buffer.alloc(-content.length & 511),
  ]);
  const packed = gzipSync(Buffer.concat([...tar, end]));
  return Buffer.concat([packed, sealOf(sha256(packed))]);
}

/** A sound archive of this device, made by hand, with what a test changes. */
export function archiveOf(
  members: readonly CraftedMember[],
  { manifest = manifestOf(members), end }: { manifest?: unknown; end?: Buffer } = {},
): Buffer {
  const bytes = Buffer.isBuffer(manifest) ? manifest : manifestBytes(manifest as Manifest);
  return crafted([{ name: MANIFEST_NAME, content: bytes }, ...members], end);
}

/** The configuration and the store of a device, as members. */
export function soundMembers({ configFile, storePath }: Device): [CraftedMember, CraftedMember] {
  return [
    { name: CONFIGURATION_NAME, content: readFileSync(configFile) },
    { name: STORE_NAME, content: readFileSync(storePath) },
  ];
}
