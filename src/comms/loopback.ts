// Tells addresses that only this machine can reach.

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/i;

/** True for an address or host name of the loopback interface, in upper or lower case. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
