// Checks that this version of Node can run the controller, and that its thread pool is large enough.
import { threadPoolProblem } from '../../../runtime/threads/thread-pool.js';
import type { Probe } from '../examination.js';
import { error, ok, warning } from '../finding.js';

const OLDEST = [20, 19] as const;

export const node: Probe = () => {
  const { version, arch } = process;
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  if (isOld) {
    const fix = `Install Node ${OLDEST.join('.')} or newer.`;
    return [error('node', `Node ${version} is too old.`, fix)];
  }
  const findings = [ok('node', `Node ${version} on ${arch}.`)];
  const pool = threadPoolProblem(process.env.UV_THREADPOOL_SIZE);
  if (pool === null) return findings;
  const [what = '', fix = ''] = pool.split(/(?<=\.) /);
  return [...findings, warning('threads', what, fix)];
};
