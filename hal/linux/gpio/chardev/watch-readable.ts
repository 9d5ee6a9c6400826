// Calls back as soon as a descriptor can be read, without a waiting thread of our own.
import { createRequire } from 'node:module';

/** Calls back on this thread while `fd` has something to read. @returns a function that ends the watch */
export type WatchReadable = (fd: number, readable: () => void) => () => void;

interface Epoll {
  add(fd: number, events: number): Epoll;
  remove(fd: number): Epoll;
  close(): void;
}
interface EpollClass {
  new (callback: () => void): Epoll;
  readonly EPOLLIN: number;
}

/** Uses the same library as onoff; null when it is not installed. The library works on one thread of a process only. */
export function epollWatch(): WatchReadable | null {
  const Epoll = loadEpoll();
  if (Epoll === null) return null;
  return (fd, readable) => {
    const epoll = new Epoll(readable).add(fd, Epoll.EPOLLIN);
    return () => epoll.remove(fd).close();
  };
}

function loadEpoll(): EpollClass | null {
  try {
    return (createRequire(import.meta.url)('epoll') as { Epoll: EpollClass }).Epoll;
  } catch {
    return null;
  }
}
