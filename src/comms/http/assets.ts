// Serves the files of the live page: reads them once and keeps them in memory.
import { readFileSync } from 'node:fs';
import { type Endpoint, endpoint } from './endpoint.js';

/** One line for each file: its path in a URL, its name in `public/`, its type. */
const FILES: readonly (readonly [path: string, file: string, type: string])[] = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/page.css', 'page.css', 'text/css; charset=utf-8'],
  ['/page.js', 'page.js', 'text/javascript; charset=utf-8'],
  ['/icon.svg', 'icon.svg', 'image/svg+xml'],
];

/** An endpoint for each file. */
export function pageEndpoints(): Endpoint[] {
  const folder = new URL('./public/', import.meta.url);
  return FILES.map(([path, file, type]) => {
    const bytes = readFileSync(new URL(file, folder));
    return endpoint({
      method: 'GET',
      path,
      summary: 'A file of the live page.',
      query: {},
      handle: () => ({ status: 200, type, bytes }),
    });
  });
}
