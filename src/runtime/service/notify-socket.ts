// Sends datagrams to a Unix socket by FFI, because Node has no such sockets. It never waits.
import { createRequire } from 'node:module';
import { endianness } from 'node:os';
import type { LibraryHandle } from 'koffi';

interface Koffi {
  load(path: null): LibraryHandle;
  errno(): number;
  readonly os: { readonly errno: Readonly<Record<string, number>> };
}

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
/** Size of `sun_path` in `struct sockaddr_un`, bytes. */
const LONGEST_PATH = 108;

export interface NotifySocket {
  /** @throws Error with the system's code: `EAGAIN` when the receiver's queue is full, `ENOENT`, `ECONNREFUSED`, .. */
  send(text: string): void;
  close(): void;
}

/**
 * Loads koffi, which works on every thread.
 *
 * @param address a path, or `@` and a name in the abstract namespace
 * @throws Error when koffi is not installed, or the address cannot be one
 */
export function openNotifySocket(address: string): NotifySocket {
  const receiver = socketAddress(address);
  const koffi = createRequire(import.meta.url)('koffi') as Koffi;
  const library = koffi.load(null);
  const socket = library.func('int socket(int domain, int type, int protocol)');
  const sendto = library.func(
    'intptr_t sendto(int fd, void *text, size_t size, int flags, void *address, unsigned int length)',
  );
  const close = library.func('int close(int fd)');
  const failed = (call: string): Error => {
    const number = koffi.errno();
    // Some numbers have two names; the first one is the usual one (EAGAIN before EWOULDBLOCK).
    const code = Object.entries(koffi.os.errno).find(([, known]) => known === number)?.[0] ?? String(number);
    return Object.assign(new Error(`${code}: ${call}`), { code });
  };
  const fd: number = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) throw failed('socket');
  return {
    send: (text) => {
      const bytes = Buffer.from(text);
      const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
      if (sendto(fd, bytes, bytes.length, flags, receiver, receiver.length) < 0) throw failed('sendto');
    },
    close: () => {
      close(fd);
    },
  };
}

/**
 * `struct sockaddr_un` of unix(7), as long as it has to be.
 *
 * @throws Error for an address that is neither a path nor an abstract name
 */
export function socketAddress(address: string): Buffer {
  const isAbstract = address.startsWith('@');
  if (!isAbstract && !address.startsWith('/'))
    throw new Error(`${address} is neither a path nor the name of an abstract socket`);
  // A path ends with a zero byte. The name of an abstract socket begins with one and has no end.
  const path = Buffer.from(isAbstract ? `\0${address.slice(1)}` : `${address}\0`);
  if (path.length > LONGEST_PATH) throw new Error(`${address} is too long for a socket`);
  const family = Buffer.alloc(2);
  if (endianness() === 'LE') family.writeUInt16LE(AF_UNIX);
  else family.writeUInt16BE(AF_UNIX);
  return Buffer.concat([family, path]);
}
