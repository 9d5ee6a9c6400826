// Unpacks an archive beside the files that it will replace, and verifies every member of it.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type ReadMember, tarMembers } from './archive/tar-reader.js';
import { BackupError, damaged } from './backup-error.js';
import { syncPath } from './files.js';
import {
  CONFIGURATION_NAME,
  MANIFEST_NAME,
  MAX_MANIFEST_BYTES,
  type Manifest,
  type ManifestMember,
  RECORDINGS_PREFIX,
  readManifest,
  STORE_NAME,
} from './manifest.js';

/** A configuration has some kilobytes. */
const MAX_CONFIGURATION_BYTES = 4_194_304;
/** Free space that has to remain on the disk. */
const SPARE_BYTES = 16_777_216;

/** The paths to be replaced, as the archive's configuration says. */
export interface Targets {
  readonly configFile: string;
  readonly storePath: string;
  readonly recordingsPath: string;
}

/** Where the new content of each target waits. */
export interface Staged {
  readonly config: string;
  readonly store: string;
  /** Null when the archive has no recordings. */
  readonly recordings: string | null;
}

export function stagedFor({ configFile, storePath, recordingsPath }: Targets): Staged {
  return {
    config: `${configFile}.restore-new`,
    store: `${storePath}.restore-new`,
    recordings: `${recordingsPath}.restore-new`,
  };
}

/** The members of an archive, in the order of its manifest; each is verified while it is read. */
export class ArchiveReader {
  private next = 0;

  private constructor(
    readonly manifest: Manifest,
    private readonly members: AsyncGenerator<ReadMember>,
    private readonly onBytes: (count: number) => void,
  ) {}

  /** @param length bytes before the seal @throws BackupError `damaged` */
  static async open(file: string, length: number, onBytes: (count: number) => void): Promise<ArchiveReader> {
    const members = tarMembers(unpacked(file, length));
    const first = (await members.next()).value as ReadMember | undefined;
    if (first?.name !== MANIFEST_NAME) throw damaged('it does not begin with its manifest');
    if (first.size > MAX_MANIFEST_BYTES) throw damaged('its manifest is too long');
    return new ArchiveReader(readManifest(await gathered(first.body)), members, onBytes);
  }

  /** The next member, with a body that throws when it is not the one that the manifest describes. */
  async member(): Promise<ManifestMember & { body: AsyncIterable<Buffer> }> {
    const expected = this.manifest.members[this.next++];
    const { done, value } = await this.members.next();
    if (expected === undefined) throw damaged('it has more members than its manifest');
    if (done === true) throw damaged(`its member ${expected.name} is missing`);
    const { name, size, body } = value as ReadMember;
    if (name !== expected.name || size !== expected.size) {
      throw damaged(`its member ${JSON.stringify(name)} is not the one that its manifest describes`);
    }
    return { ...expected, body: verified(body, expected, this.onBytes) };
  }

  /** @throws BackupError `damaged` when there is another member or anything else behind the last one */
  async end(): Promise<void> {
    if (this.next !== this.manifest.members.length || (await this.members.next()).done !== true) {
      throw damaged('it has more members than its manifest');
    }
  }
}

/** The first member behind the manifest: the configuration. @throws BackupError `damaged` */
export async function readConfiguration(reader: ArchiveReader): Promise<Buffer> {
  const { name, size, body } = await reader.member();
  if (name !== CONFIGURATION_NAME || size > MAX_CONFIGURATION_BYTES) {
    throw damaged('its first member is not a configuration');
  }
  return gathered(body);
}

/** Writes all members behind the configuration. @throws BackupError `damaged`, or `refused` when the disk has no room for them */
export async function unpack(
  reader: ArchiveReader,
  { storePath, recordingsPath }: Targets,
  staged: Staged,
): Promise<void> {
  const rest = reader.manifest.members.slice(1);
  requireRoom(dirname(storePath), rest);
  for (const _ of rest) {
    const { name, body } = await reader.member();
    if (name === STORE_NAME) await write(staged.store, body);
    else if (name.startsWith(RECORDINGS_PREFIX)) {
      await write(join(`${recordingsPath}.restore-new`, name.slice(RECORDINGS_PREFIX.length)), body);
    } else throw damaged(`it has the member ${JSON.stringify(name)} twice`);
  }
  await reader.end();
}

export function removeStaged({ config, store, recordings }: Staged): void {
  for (const path of [config, store, `${store}-wal`, `${store}-shm`, `${store}-journal`])
    rmSync(path, { force: true });
  if (recordings !== null) rmSync(recordings, { recursive: true, force: true });
}

async function* unpacked(file: string, length: number): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const source = createReadStream(file, { end: length - 1 });
  source.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip)) yield chunk as Buffer;
  } catch (error) {
    throw error instanceof BackupError ? error : damaged((error as Error).message, { cause: error });
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

async function gathered(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* verified(
  body: AsyncIterable<Buffer>,
  { name, sha256 }: ManifestMember,
  onBytes: (count: number) => void,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of body) {
    hash.update(chunk);
    onBytes(chunk.length);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) throw damaged(`the hash of its member ${name} differs`);
}

/** The file must not be there; its folder is made. Durable when this resolves. */
async function write(path: string, body: AsyncIterable<Buffer>): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await pipeline(Readable.from(body), createWriteStream(path, { flags: 'wx', mode: 0o640 }));
  syncPath(path);
  syncPath(dirname(path));
}

function requireRoom(folder: string, members: readonly ManifestMember[]): void {
  const needed = members.reduce((sum, { size }) => sum + size, 0) + SPARE_BYTES;
  const { bavail, bsize } = statfsSync(existsSync(folder) ? folder : '/');
  if (bavail * bsize >= needed) return;
  const message = `The archive needs ${Math.ceil(needed / 1e6)} MB in ${folder}, and ${Math.floor((bavail * bsize) / 1e6)} MB are free. Nothing was changed.`;
  throw new BackupError('refused', message, 'Free space on the disk.');
}
