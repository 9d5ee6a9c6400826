// Prevents two controllers from driving one line where the kernel does not: only one process can hold the line's name.
import { createServer, type Server } from 'node:net';

const claims = new Map<string, Server>();

/**
 * Claims `line` until this process ends, also when it crashes: the name is an abstract socket, which the kernel then removes.
 * On a kernel without such sockets every process gets the line.
 *
 * @returns false when another process has the line
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
