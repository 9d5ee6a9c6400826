// Keeps two controllers from driving one line where the kernel does not: a name that one process can have at a time.
import { createServer, type Server } from 'node:net';

const claims = new Map<string, Server>();

/**
 * Claims `line` until this process ends, however it ends: the name is a socket without a file, which the kernel takes back.
 * On a kernel without such sockets everybody gets the line.
 *
 * @returns false when another process has it
 */
export function claimLine(line: string): Promise<boolean> {
  if (claims.has(line)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen(`\0kpp-controller${line}`, () => {
      claims.set(line, server);
      resolve(true);
    });
  });
}
