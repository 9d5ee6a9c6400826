// Writes to standard output at the speed of the reader, and stops when the reader closes the pipe.
import { once } from 'node:events';

/** Writes the pieces one after the other. Stops without an error when the reader closes the pipe (`kpp export .. | head`). */
export async function printAll(pieces: Iterable<string>): Promise<void> {
  const { stdout } = process;
  let failure: NodeJS.ErrnoException | null = null;
  const failed = (error: NodeJS.ErrnoException) => {
    failure = error;
  };
  stdout.on('error', failed);
  try {
    for (const piece of pieces) {
      if (failure !== null) break;
      if (!stdout.write(piece)) await once(stdout, 'drain');
    }
  } catch (error) {
    failure = error as NodeJS.ErrnoException;
  } finally {
    stdout.off('error', failed);
  }
  if (failure !== null && failure.code !== 'EPIPE') throw failure;
}
