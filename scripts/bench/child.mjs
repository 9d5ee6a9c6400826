// Runs a measurement in a process of its own, so that what one does to compiler and memory does not touch the next.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * What the script `children/<name>.mjs` answered.
 *
 * @param parameters anything that JSON can hold
 * @param flags of Node
 * @throws when it fails or does not answer
 */
export async function runChild(name, parameters, flags = []) {
  const script = fileURLToPath(new URL(`children/${name}.mjs`, import.meta.url));
  const child = spawn(process.execPath, [...flags, script, JSON.stringify(parameters)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  process.off('exit', killWithUs);
  if (code !== 0) throw new Error(`${name} ended with ${code ?? 'a signal'}`);
  return JSON.parse(text);
}

/** In the child: what it was asked for. */
export function parameters() {
  return JSON.parse(process.argv[2]);
}

/** In the child: gives the result, once. */
export function answer(result) {
  process.stdout.write(JSON.stringify(result));
}
