// Ends this process although a thread of libuv's pool hangs in a device: `process.exit` would wait for that thread.
import { createRequire } from 'node:module';

/** How long a call that hangs may still end by itself. */
const HUNG_DEVICE_MS = 500;

/** To be called when all is said: whoever waits for this command must not wait for a device as well. */
export function endDespiteHungDevices(): void {
  setTimeout(endNow, HUNG_DEVICE_MS).unref();
}

function endNow(): void {
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    const exit = koffi.load(null).func('void _exit(int status)');
    exit(Number(process.exitCode ?? 0));
  } catch {
    // Without the library for foreign functions it takes as long as the adapter's own timeout.
    process.exit();
  }
}
