// The bill of materials (CycloneDX): every module of the packages with version and hash, the same bytes for the same sources.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { output } from '../nodes/process.mjs';
import { root } from '../prepare.mjs';

/**
 * @param names the modules that are in at least one of the packages, for example `@serialport/stream`
 * @returns the document as text
 */
export function billOfMaterials(names, { name, version, epochS }) {
  const listed = JSON.parse(npmSbom(name));
  const shipped = new Set(names);
  const components = listed.components.filter((component) => shipped.has(component.name));
  const reference = `${name}@${version}`;
  const kept = new Set([reference, ...components.map((component) => component['bom-ref'])]);
  const dependencies = listed.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));
  const { timestamp: _now, ...metadata } = listed.metadata;
  const document = {
    ...listed,
    serialNumber: undefined,
    metadata: { timestamp: new Date(epochS * 1000).toISOString(), ...metadata },
    components,
    dependencies,
  };
  document.serialNumber = `urn:uuid:${uuidOf(JSON.stringify(document))}`;
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** What npm lists for the lock file. npm names the product by the folder it runs in. */
function npmSbom(name) {
  const work = mkdtempSync(join(tmpdir(), 'kpp-sbom-'));
  try {
    const folder = join(work, name);
    mkdirSync(folder);
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(root, file), join(folder, file));
    const form = [
      '--sbom-format',
      'cyclonedx',
      '--sbom-type',
      'application',
      '--omit',
      'dev',
      '--package-lock-only',
    ];
    return output('npm', ['sbom', ...form], { cwd: folder });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** An identifier made from the contents, in the form of a UUID of version 8 (RFC 9562: the maker decides the bits). */
function uuidOf(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return groups.join('-');
}
