// Finds the functions that allocate memory, with the sampling heap profiler of V8.
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { SourceMap } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../prepare.mjs';

/** Bytes between two samples, on average. */
const INTERVAL = 64;

/**
 * @param work the code to examine, a synchronous function
 * @returns functions with the bytes that they allocated themselves, the largest first
 */
export async function allocationSites(work) {
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.startSampling', {
      samplingInterval: INTERVAL,
      includeObjectsCollectedByMinorGC: true,
      includeObjectsCollectedByMajorGC: true,
    });
    work();
    const { profile } = await session.post('HeapProfiler.stopSampling');
    return add(profile.head);
  } finally {
    session.disconnect();
  }
}

/** Adds up the bytes of each function over all of its callers. */
function add(head) {
  const sites = new Map();
  const visit = ({ callFrame, selfSize, children }) => {
    if (selfSize > 0) {
      const { functionName, url, lineNumber, columnNumber } = callFrame;
      const key = `${functionName} ${url}:${lineNumber}`;
      const site = sites.get(key) ?? {
        where: () => placeOf(url, lineNumber, columnNumber),
        functionName,
        bytes: 0,
      };
      site.bytes += selfSize;
      sites.set(key, site);
    }
    children.forEach(visit);
  };
  visit(head);
  return [...sites.values()]
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ where, functionName, bytes }) => ({ where: where(), functionName, bytes }));
}

/** The place in the sources, found with the source map of the compiled file. */
function placeOf(url, line, column) {
  if (!url.startsWith('file:')) return url === '' ? '(V8)' : url;
  const file = fileURLToPath(url);
  try {
    const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
    const { originalSource, originalLine } = map.findEntry(line, column);
    const source = fileURLToPath(new URL(originalSource, url));
    return `${relative(root, source)}:${originalLine + 1}`;
  } catch {
    return `${relative(root, file)}:${line + 1}`;
  }
}
