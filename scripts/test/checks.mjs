// Runs several commands at the same time, and shows the output of each in one piece.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from '../prepare.mjs';

/**
 * Runs the commands at the same time and waits for all of them.
 *
 * @param commands `{ name, command }`: a name to show, and a program with its arguments
 * @returns for each command, in the given order: its name, and `ok` when its exit status is 0
 */
export function runSideBySide(commands) {
  return Promise.all(
    commands.map(async ({ name, command: [program, ...args] }) => {
      const beganMs = performance.now();
      const { ok, output } = await runToEnd(program, args);
      const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
      console.log(`\n== ${name}: ${ok ? 'passed' : 'FAILED'}, ${seconds} s\n${output.trim()}`);
      return { name, ok };
    }),
  );
}

async function runToEnd(program, args) {
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  try {
    const [code] = await once(child, 'close');
    return { ok: code === 0, output };
  } catch (error) {
    return { ok: false, output: `${output}\n${program} could not be started: ${error.message}` };
  }
}

/** The command of a script in `package.json`. */
export const npmScript = (name) => ({ name, command: ['npm', 'run', '--silent', name] });
