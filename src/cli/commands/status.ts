// `kpp status`: asks the running controller over HTTP for its state, its active alarms and its last actions, and prints them.
import type { StatusReport } from '../../comms/http/documents.js';
import { addressText } from '../../comms/http/settings.js';
import { loadConfig } from '../../config/index.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure } from '../fail.js';
import { statusPage } from '../status-page.js';

export interface StatusOptions {
  readonly config: string;
  readonly set: readonly string[];
  readonly json?: boolean;
}

const ANSWER_MS = 5000;

export async function status({ config: file, set, json = false }: StatusOptions): Promise<number> {
  const { config } = loadConfig({ file, sets: set, checkFiles: false });
  const { host, port } = config.http.listen;
  if (port === 0) {
    const fix =
      'Configure a fixed port, or give the port that the controller has written to its log: --set http.listen=127.0.0.1:PORT';
    throw new CommandFailure(
      'The address of the controller is not known: http.listen has port 0, so each start takes another port.',
      fix,
    );
  }
  const text = await ask(`http://${addressText(reachable(host), port)}/api/status`);
  process.stdout.write(json ? text : statusPage(JSON.parse(text) as StatusReport));
  return EXIT.ok;
}

/** The wildcard addresses can be listened on, but not connected to: their loopback address is used. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

async function ask(url: string): Promise<string> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  const response = await fetch(url, { signal }).catch((cause: unknown) => {
    const fix =
      'Start it (`systemctl start kpp-controller`), or name its address with --set http.listen=HOST:PORT.';
    throw new CommandFailure(`No controller answers at ${url}.`, fix, EXIT.failed, { cause });
  });
  if (!response.ok) {
    const fix = 'Check that http.listen is the address of the controller: another program may use it.';
    throw new CommandFailure(`${url} answers with HTTP status ${response.status}.`, fix);
  }
  return response.text();
}
