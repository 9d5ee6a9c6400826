// What to do when the configuration file is missing, or may not be read: one sentence, the same for every command.
import { DEFAULT_CONFIG_FILE } from '../config/defaults.js';
import type { ConfigError } from '../config/problem.js';

const EXAMPLES = 'config/ in the source tree, /usr/share/doc/kpp-controller/examples when installed';

/** The sentence for a file that does not exist. */
export function missingFileFix(file: string): string {
  const out = file === DEFAULT_CONFIG_FILE ? '' : ` --out ${file}`;
  return `Write one with \`kpp setup${out}\`, copy an example (${EXAMPLES}), name another file with --config FILE, or try \`kpp demo\`, which needs none.`;
}

/** What to do about an error of the file itself; null when its problems say it already. */
export function fileFix({ code, cause, problems }: ConfigError): string | null {
  const file = problems[0]?.file ?? DEFAULT_CONFIG_FILE;
  if (code === 'config_not_found') return missingFileFix(file);
  const isForbidden = code === 'config_unreadable' && (cause as NodeJS.ErrnoException).code === 'EACCES';
  return isForbidden
    ? `Run the command as root (\`sudo kpp ..\`), or name another file with --config FILE: ${file} can hold secrets, so not every user may read it.`
    : null;
}
