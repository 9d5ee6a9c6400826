// Ends this process even when a thread of libuv's pool hangs in a device: `process.exit` would wait for that thread.
import { createRequire } from 'node:module';

/** Time that a hanging call still has to end by itself, ms. */
const HUNG_DEVICE_MS = 500;

/** Call this when the command has written its output: the user must not wait for a hanging device. */
export function endDespiteHungDevices(): void {
  setTimeout(endNow, HUNG_DEVICE_MS).unref();
}

function endNow(): void {
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    const exit = koffi.load(null).func('void _exit(int status)');
    exit(Number(process.exitCode ?? 0));
  } catch {
    // Without koffi the process ends later, when the adapter's own timeout has passed.
    process.exit();
  }
}
