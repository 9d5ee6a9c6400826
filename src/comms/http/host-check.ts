// Tells requests for this machine from those that a foreign page sends here by a name of its own (DNS rebinding).
import { isLoopback } from './settings.js';

const HOST = /^(\[[^\]]+\]|[^:[\]]+)(:\d+)?$/;

/**
 * A browser that was led to a loopback address by a foreign name says that name in its Host header. The port is not
 * looked at: a tunnel may end on another one. A client without the header is no browser.
 *
 * @param listenHost where the server listens; on other than loopback addresses the machine may have any name
 */
export function isForeignHost(listenHost: string, hostHeader: string | undefined): boolean {
  if (!isLoopback(listenHost) || hostHeader === undefined) {
    return false;
  }
  const name = HOST.exec(hostHeader)?.[1]?.replace(/^\[(.*)\]$/, '$1');
  return name === undefined || !isLoopback(name);
}
