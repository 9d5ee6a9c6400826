// Runs each measurement in a process of its own, so that one does not change the compiled code and the memory of the next.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Runs the script `children/<name>.mjs` and returns its result.
 *
 * @param parameters anything that JSON can hold
 * @param flags flags for Node
 * @throws when the script fails or gives no result
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

/** In the child: the parameters that `runChild` passed. */
export function parameters() {
  return JSON.parse(process.argv[2]);
}

/** In the child: returns the result to `runChild`. Call it once. */
export function answer(result) {
  process.stdout.write(JSON.stringify(result));
}
