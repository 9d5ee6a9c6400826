// Holds one thread of a program still, as a debugger does, while the other threads go on.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const PTRACE_SEIZE = 0x4206;
const PTRACE_INTERRUPT = 0x4207;
const PTRACE_DETACH = 17;
const WAIT_FOR_THREADS = 0x40000000;

/** @param name what the operating system calls the thread, for example `kpp-guard`; not the main thread @returns how to let it go on */
export function holdThread(pid: number, name: string): () => void {
  const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
  const library = koffi.load(null);
  const ptrace = library.func('long ptrace(long request, int thread, void *address, void *data)');
  const waitpid = library.func('int waitpid(int thread, void *status, int options)');
  const thread = threadOf(pid, name);
  const must = (request: number) => {
    if (ptrace(request, thread, null, null) < 0) throw new Error(`ptrace ${request} of ${name} failed`);
  };
  must(PTRACE_SEIZE);
  must(PTRACE_INTERRUPT);
  waitpid(thread, Buffer.alloc(4), WAIT_FOR_THREADS);
  return () => must(PTRACE_DETACH);
}

function threadOf(pid: number, name: string): number {
  const folder = `/proc/${pid}/task`;
  const thread = readdirSync(folder).find(
    (id) => readFileSync(`${folder}/${id}/comm`, 'utf8').trim() === name,
  );
  if (thread === undefined) throw new Error(`the process ${pid} has no thread ${name}`);
  return Number(thread);
}
