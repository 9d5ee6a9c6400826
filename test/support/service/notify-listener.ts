// A Unix datagram socket that receives what a service tells its service manager, by FFI because Node has no such sockets.

import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { onTestFinished } from 'vitest';
import { socketAddress } from '../../../src/runtime/service/notify-socket.js';

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const MSG_DONTWAIT = 0x40;
const POLL_MS = 5;

export interface Heard {
  readonly text: string;
  /** When it was read, on the scale of `performance.now()`. */
  readonly atMs: number;
}

/** Reads each message within {@link POLL_MS} unless told otherwise. The socket is closed at the end of the test. */
export class NotifyListener {
  readonly heard: Heard[] = [];
  private readonly buffer = Buffer.alloc(4096);
  private readonly recv: (fd: number, bytes: Buffer, size: number, flags: number) => number;
  private readonly fd: number;

  /** @param address a path, or `@` and a name @param reads false: messages stay in the kernel's queue until {@link read} */
  constructor(address: string, reads = true) {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    const library = koffi.load(null);
    const socket = library.func('int socket(int domain, int type, int protocol)');
    const bind = library.func('int bind(int fd, void *address, unsigned int length)');
    const close = library.func('int close(int fd)');
    this.recv = library.func('intptr_t recv(int fd, void *bytes, size_t size, int flags)');
    const receiver = socketAddress(address);
    this.fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (bind(this.fd, receiver, receiver.length) < 0) throw new Error(`cannot bind ${address}`);
    const timer = reads ? setInterval(() => this.read(), POLL_MS) : undefined;
    onTestFinished(() => {
      clearInterval(timer);
      close(this.fd);
      if (!address.startsWith('@')) rmSync(address, { force: true });
    });
  }

  get texts(): readonly string[] {
    return this.heard.map(({ text }) => text);
  }

  /** The messages that have this assignment, for example `WATCHDOG=1`. */
  with(assignment: string): readonly Heard[] {
    return this.heard.filter(({ text }) => text.split('\n').includes(assignment));
  }

  /** Takes all waiting messages. */
  read(): void {
    for (;;) {
      const size = this.recv(this.fd, this.buffer, this.buffer.length, MSG_DONTWAIT);
      if (size < 0) return;
      this.heard.push({ text: this.buffer.toString('utf8', 0, size), atMs: performance.now() });
    }
  }
}
