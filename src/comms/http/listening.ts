// Makes a server listen, tries again while the address is in use, and explains failures in words.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { addressText, type HttpSettings } from './settings.js';

const RETRY_MS = 100;

/** The server cannot listen. The message says what is wrong, `fix` what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  constructor(
    message: string,
    readonly fix: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * @param patienceMs time for which an address in use is tried again
 * @returns the port
 * @throws ListenError
 */
export async function listen(
  server: Server,
  { host, port }: HttpSettings['listen'],
  patienceMs: number,
): Promise<number> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    try {
      server.listen(port, host);
      await once(server, 'listening');
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EADDRINUSE' || performance.now() >= deadlineMs) {
        throw explained(error as NodeJS.ErrnoException, host, port);
      }
    }
    await delay(RETRY_MS);
  }
}

function explained(error: NodeJS.ErrnoException, host: string, port: number): ListenError {
  const choose = (otherHost: string, otherPort: number) =>
    `Choose another one: --set http.listen=${addressText(otherHost, otherPort)}`;
  const options = { cause: error };
  switch (error.code) {
    case 'EADDRINUSE': {
      const neighbour = port < 65_535 ? port + 1 : port - 1;
      return new ListenError(`the port ${port} of the live page is taken.`, choose(host, neighbour), options);
    }
    case 'EACCES':
      return new ListenError(
        `the port ${port} of the live page is for programs with more rights.`,
        choose(host, 8080),
        options,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ListenError(
        `the address ${host} of the live page is not an address of this machine.`,
        choose('127.0.0.1', port),
        options,
      );
    default:
      return new ListenError(
        `the live page cannot listen on ${addressText(host, port)}: ${error.message}.`,
        choose('127.0.0.1', 8080),
        options,
      );
  }
}
