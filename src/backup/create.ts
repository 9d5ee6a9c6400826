// Makes a backup: a copy of the store, the configuration and the recordings, as one sealed archive.
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, linkSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { snapshotStore } from '../store/snapshot.js';
import { sealOf } from './archive/seal.js';
import { tarChunks, type WrittenMember } from './archive/tar-writer.js';
import { BackupError } from './backup-error.js';
import { contentOf, digestOf, renameDurably, syncPath } from './files.js';
import {
  CONFIGURATION_NAME,
  FORMAT_VERSION,
  MANIFEST_NAME,
  type Manifest,
  type ManifestMember,
  manifestBytes,
  RECORDINGS_PREFIX,
  STORE_NAME,
} from './manifest.js';

export interface BackupSetup {
  /** Path of the archive. */
  readonly file: string;
  /** True to replace an archive that is there. */
  readonly force: boolean;
  readonly storePath: string;
  readonly configFile: string;
  /** May be missing. */
  readonly recordingsPath: string;
  readonly notIncluded: Manifest['notIncluded'];
  readonly device: Manifest['device'];
  readonly version: string;
  /** Wall time, milliseconds since the epoch. */
  readonly nowMs: number;
  /** @param done bytes of `total` */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface BackupResult {
  readonly bytes: number;
  readonly manifest: Manifest;
  /** Entries of the recordings' folder that are not in the archive, because they are not regular files. */
  readonly skipped: readonly string[];
}

interface Source {
  readonly name: string;
  readonly path: string;
}

/**
 * The archive has another name until it is complete and on the disk, so there is never a part of one under its name.
 *
 * @throws StoreError when the store cannot be copied; BackupError `refused` or `failed`
 */
export async function createBackup(setup: BackupSetup): Promise<BackupResult> {
  const { file, force } = setup;
  if (!force && existsSync(file)) throw exists(file);
  const folder = workFolder(file);
  const clean = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', clean);
  try {
    const copy = join(folder, 'store');
    const facts = snapshotStore(setup.storePath, copy);
    const recordings = recordingsIn(setup.recordingsPath, folder);
    const sources = [
      { name: CONFIGURATION_NAME, path: setup.configFile },
      { name: STORE_NAME, path: copy },
      ...recordings.sources,
    ];
    const progress = new Progress(sources, setup.onProgress);
    const members = await described(sources, progress);
    const manifest: Manifest = {
      format: 'kpp-backup',
      formatVersion: FORMAT_VERSION,
      version: setup.version,
      node: process.version,
      device: setup.device,
      ts: setup.nowMs,
      store: facts,
      notIncluded: setup.notIncluded,
      members,
    };
    const archive = join(folder, 'archive');
    await writeArchive(archive, manifest, sources, progress);
    publish(archive, file, force);
    return { bytes: statSync(file).size, manifest, skipped: recordings.skipped };
  } finally {
    clean();
    process.off('exit', clean);
  }
}

/** A folder beside the archive, so that the finished archive only needs another name. */
function workFolder(file: string): string {
  try {
    return mkdtempSync(join(dirname(file), `.${basename(file)}.`));
  } catch (error) {
    const fix = 'Choose a folder that exists and that this user may write to.';
    throw new BackupError('failed', `${file} cannot be written: ${(error as Error).message}.`, fix);
  }
}

/** Every regular file below the folder, by name. */
function recordingsIn(root: string, workFolder: string): { sources: Source[]; skipped: string[] } {
  const sources: Source[] = [];
  const skipped: string[] = [];
  if (!existsSync(root)) return { sources, skipped };
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory() || path.startsWith(workFolder)) continue;
    const name = RECORDINGS_PREFIX + relative(root, path).split(sep).join('/');
    if (entry.isFile()) sources.push({ name, path });
    else skipped.push(path);
  }
  return { sources: sources.sort((a, b) => (a.name < b.name ? -1 : 1)), skipped };
}

/** Each file is read twice: for its hash, and for the archive. */
class Progress {
  private done = 0;
  private readonly total: number;

  constructor(
    sources: readonly Source[],
    private readonly report: BackupSetup['onProgress'],
  ) {
    this.total = 2 * sources.reduce((sum, { path }) => sum + statSync(path).size, 0);
  }

  readonly add = (count: number): void => {
    this.done += count;
    this.report?.(this.done, this.total);
  };
}

/** A file that grows meanwhile, such as an unfinished recording, counts with its present length. */
async function described(sources: readonly Source[], progress: Progress): Promise<ManifestMember[]> {
  const members: ManifestMember[] = [];
  for (const { name, path } of sources) {
    const { size } = statSync(path);
    members.push({ name, ...(await digestOf(contentOf(path, size), progress.add)) });
  }
  return members;
}

async function writeArchive(
  archive: string,
  manifest: Manifest,
  sources: readonly Source[],
  progress: Progress,
): Promise<void> {
  const head = manifestBytes(manifest);
  const members: WrittenMember[] = [
    { name: MANIFEST_NAME, size: head.length, body: [head] },
    ...manifest.members.map((member, i) => ({
      ...member,
      body: unchanged(sources[i]!.path, member, progress),
    })),
  ];
  await pipeline(
    Readable.from(tarChunks(members, Math.floor(manifest.ts / 1000))),
    createGzip(),
    sealed,
    createWriteStream(archive, { mode: 0o600 }),
  );
  syncPath(archive);
}

async function* sealed(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  yield sealOf(hash.digest('hex'));
}

/** The content of a file, which must be the one that the manifest describes. */
async function* unchanged(path: string, member: ManifestMember, progress: Progress): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of contentOf(path, member.size)) {
    hash.update(chunk);
    size += chunk.length;
    progress.add(chunk.length);
    yield chunk;
  }
  if (size === member.size && hash.digest('hex') === member.sha256) return;
  throw new BackupError('failed', `${path} was changed during the backup.`, 'Start the backup again.');
}

function publish(archive: string, file: string, force: boolean): void {
  if (force) {
    renameDurably(archive, file);
    return;
  }
  try {
    // A link, unlike a rename, does not replace a file that somebody else has made meanwhile.
    linkSync(archive, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw exists(file);
    // File systems of memory sticks have no links.
    renameDurably(archive, file);
  }
  syncPath(dirname(file));
}

function exists(file: string): BackupError {
  return new BackupError(
    'refused',
    `${file} is there already.`,
    'Choose another name, or replace it with --force.',
  );
}
