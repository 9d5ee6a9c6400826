// The files of the live page, read once.
import { readFileSync } from 'node:fs';

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
}

/** One line a file: its path in a URL, its name in `public/`, its type. */
const FILES: readonly (readonly [path: string, file: string, type: string])[] = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/page.css', 'page.css', 'text/css; charset=utf-8'],
  ['/page.js', 'page.js', 'text/javascript; charset=utf-8'],
  ['/icon.svg', 'icon.svg', 'image/svg+xml'],
];

/** By path. */
export function loadAssets(): ReadonlyMap<string, Asset> {
  const folder = new URL('./public/', import.meta.url);
  return new Map(
    FILES.map(([path, file, type]) => [path, { type, body: readFileSync(new URL(file, folder)) }]),
  );
}
