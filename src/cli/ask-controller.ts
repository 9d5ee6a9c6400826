// Asks the running controller over HTTP, and says why when it does not answer.
import { addressText } from '../comms/http/settings.js';
import type { Config } from '../config/index.js';
import { EXIT } from './exit-codes.js';
import { CommandFailure } from './fail.js';

const ANSWER_MS = 5000;

/** No controller answers: none runs, or its address is another one. */
export class NoAnswer extends CommandFailure {}

export interface Question {
  readonly path: string;
  /** Sent with POST, and with the token of `http.token`. Without it the question is a GET. */
  readonly body?: unknown;
}

/**
 * @returns the text of a reply with HTTP status 200
 * @throws NoAnswer when nothing answers, or the address is not known; CommandFailure when the reply is an error
 */
export async function askController({ http }: Config, { path, body }: Question): Promise<string> {
  const { host, port } = http.listen;
  if (port === 0) {
    const fix =
      'Configure a fixed port, or give the port that the controller has written to its log: --set http.listen=127.0.0.1:PORT';
    throw new NoAnswer(
      'The address of the controller is not known: http.listen has port 0, so each start takes another port.',
      fix,
    );
  }
  const url = `http://${addressText(reachable(host), port)}${path}`;
  const headers = http.token === undefined ? {} : { authorization: `Bearer ${http.token}` };
  const sent = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
  const signal = AbortSignal.timeout(ANSWER_MS);
  const response = await fetch(url, { signal, ...sent }).catch((cause: unknown) => {
    const fix =
      'Start it (`systemctl start kpp-controller`), or name its address with --set http.listen=HOST:PORT.';
    throw new NoAnswer(`No controller answers at ${url}.`, fix, EXIT.failed, { cause });
  });
  const text = await response.text();
  if (response.status === 200) return text;
  throw failure(url, response.status, text);
}

/** The wildcard addresses can be listened on, but not connected to: their loopback address is used. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

function failure(url: string, status: number, text: string): CommandFailure {
  const reason = reasonIn(text);
  const fix = 'Check that http.listen is the address of the controller: another program may use it.';
  if (reason === null) return new CommandFailure(`${url} answers with HTTP status ${status}.`, fix);
  return new CommandFailure(`The controller refuses: ${reason}.`, FIXES[status] ?? 'Try it again.');
}

const FIXES: Readonly<Record<number, string>> = {
  400: 'Correct the argument.',
  401: 'Use the configuration of the running controller: --config FILE has its http.token.',
  403: 'Set http.token in the configuration and reload it, or stop the controller first.',
};

/** The sentence of an error of the controller; null when the reply is not one. */
function reasonIn(text: string): string | null {
  try {
    const { error, message } = JSON.parse(text) as { error?: unknown; message?: unknown };
    return typeof error === 'string' && typeof message === 'string' ? message : null;
  } catch {
    return null;
  }
}
