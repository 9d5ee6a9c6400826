// The manifest of a backup: what made it, from which device, and every member with its size and its hash.
import { z } from 'zod';
import { isSafeName } from './archive/tar-header.js';
import { damaged } from './backup-error.js';

export const MANIFEST_NAME = 'manifest.json';
export const STORE_NAME = 'store/kpp.db';
export const CONFIGURATION_NAME = 'configuration/controller.yaml';
export const RECORDINGS_PREFIX = 'recordings/';

export const FORMAT_VERSION = 1;
/** Larger manifests are refused: this one has room for some 10,000 recordings. */
export const MAX_MANIFEST_BYTES = 4_194_304;

const memberName = z
  .string()
  .refine(
    (name) =>
      name === STORE_NAME ||
      name === CONFIGURATION_NAME ||
      (name.startsWith(RECORDINGS_PREFIX) && isSafeName(name)),
  );

const schema = z.strictObject({
  format: z.literal('kpp-backup'),
  formatVersion: z.int().min(1),
  /** Versions of the program and of Node. */
  version: z.string(),
  node: z.string(),
  device: z.strictObject({ id: z.string(), site: z.string() }),
  /** When the store was copied, milliseconds since the epoch. */
  ts: z.int().min(0),
  store: z.strictObject({ schema: z.int().min(1), log: z.string(), lastSeq: z.int().min(0) }),
  /** Files that the configuration names, and that are not in the archive: passwords, keys, certificates. */
  notIncluded: z.array(z.strictObject({ key: z.string(), path: z.string() })),
  members: z
    .array(
      z.strictObject({
        name: memberName,
        size: z.int().min(0),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .refine((members) => new Set(members.map(({ name }) => name)).size === members.length),
});

export type Manifest = Readonly<z.infer<typeof schema>>;
export type ManifestMember = Manifest['members'][number];

export function manifestBytes(manifest: Manifest): Buffer {
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** @throws BackupError `damaged` */
export function readManifest(bytes: Buffer): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw damaged('its manifest is not JSON', { cause: error });
  }
  const { formatVersion } = (json ?? {}) as { formatVersion?: unknown };
  if (typeof formatVersion === 'number' && formatVersion > FORMAT_VERSION) {
    throw damaged(`a newer program wrote it: its format has version ${formatVersion}`);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw damaged('its manifest does not have the form of one', { cause: parsed.error });
  const names = parsed.data.members.map(({ name }) => name);
  for (const needed of [STORE_NAME, CONFIGURATION_NAME]) {
    if (!names.includes(needed)) throw damaged(`it has no ${needed}`);
  }
  return parsed.data;
}
