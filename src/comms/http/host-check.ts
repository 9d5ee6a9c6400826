// Detects requests that a foreign page sends to this machine by a host name of its own (DNS rebinding).
import { isLoopback } from '../loopback.js';

const HOST = /^(\[[^\]]+\]|[^:[\]]+)(:\d+)?$/;

/**
 * A browser that reaches a loopback address by a foreign name sends that name in its Host header. The port is not
 * checked, because a tunnel may use another one. A client without the header is not a browser.
 *
 * @param listenHost address on which the server listens; only loopback addresses are checked, on others the machine may have any name
 */
export function isForeignHost(listenHost: string, hostHeader: string | undefined): boolean {
  if (!isLoopback(listenHost) || hostHeader === undefined) {
    return false;
  }
  const name = HOST.exec(hostHeader)?.[1]?.replace(/^\[(.*)\]$/, '$1');
  return name === undefined || !isLoopback(name);
}
