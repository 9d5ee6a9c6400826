// Checks that the address of the live page is free, or in use by the controller itself.
import { createServer } from 'node:http';
import { listen } from '../../../comms/http/listening.js';
import { addressText } from '../../../comms/http/settings.js';
import type { Probe } from '../examination.js';
import { ok, warning } from '../finding.js';

export const http: Probe = async ({ config, isRunning }) => {
  const { host, port } = config.http.listen;
  const address = addressText(host, port);
  if (isRunning) return [ok('http', `A controller answers on ${address}.`)];
  const server = createServer();
  try {
    await listen(server, config.http.listen, 0);
    return [ok('http', `${address} is free for the live page.`)];
  } catch (failure) {
    const { message, fix } = failure as Error & { fix: string };
    return [warning('http', `${capitalised(message)} The controller would run without its live page.`, fix)];
  } finally {
    server.close();
  }
};

/** The messages for the log begin with a small letter. */
function capitalised(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
