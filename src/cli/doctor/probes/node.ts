// Checks that this version of Node can run the controller, and that its thread pool is large enough.
import { threadPoolProblem } from '../../../runtime/threads/thread-pool.js';
import type { Probe } from '../examination.js';
import { error, type Finding, ok, warning } from '../finding.js';
import { endedOn, supported } from '../node-support.js';

const OLDEST = [20, 19] as const;

export const node: Probe = ({ machine: { node: running, now } }) => {
  const { version, arch } = running;
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  const advised = supported(now).join(' or ') || OLDEST.join('.');
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  if (isOld) {
    const fix = `Install Node ${advised}.`;
    return [error('node', `Node ${version} is too old: ${OLDEST.join('.')} is the oldest that works.`, fix)];
  }
  const findings = [age(`Node ${version} on ${arch}`, endedOn(major, now), advised)];
  const pool = threadPoolProblem(process.env.UV_THREADPOOL_SIZE);
  if (pool === null) return findings;
  const [what = '', fix = ''] = pool.split(/(?<=\.) /);
  return [...findings, warning('threads', what, fix)];
};

function age(what: string, ended: string | null, advised: string): Finding {
  if (ended === null) return ok('node', `${what}.`);
  const fix = `Install Node ${advised}.`;
  return warning('node', `${what} gets no corrections any more: its support ended on ${ended}.`, fix);
}
