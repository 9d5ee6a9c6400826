// The address of a serial line that a server on the network has.

/** Host and port of a path like `tcp://10.0.0.7:4001`; null for a path of another form. An IPv6 address is in brackets. */
export function tcpAddress(path: string): { readonly host: string; readonly port: number } | null {
  const [, bracketed, plain, digits] =
    /^tcp:\/\/(?:\[([0-9a-fA-F:.]+)\]|([^\s/:[\]]+)):(\d{1,5})\/?$/.exec(path) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}
