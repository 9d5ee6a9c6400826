// Opens a port, sends one line and closes the port, for a program that does nothing else with it.
import type { Socket } from 'node:net';
import type { SerialPort } from 'serialport';
import { HalError } from '../../../hal.js';
import type { LineSettings } from '../schema.js';
import { openPort } from './open-port.js';
import { type RestartSettings, restartTimeS } from './schema.js';
import { tcpAddress } from './tcp-address.js';
import { openConnection } from './tcp-link.js';

/** Longest wait until a port accepts the line. Flow control, for example, can block it. */
const SEND_MS = 2000;
/** What arrives sooner after the opening may have been sent before a restart of the board. */
const BEFORE_RESTART_MS = 500;

/**
 * Sends a line at once. When the opening restarts the board behind the port, that line may be lost: then it is sent again as soon as
 * the board sends something, or when its time is over.
 *
 * @param line makes the line anew for each sending
 * @returns when the line has left; rejects with a {@link HalError}
 */
export async function sendLine(settings: LineSettings & RestartSettings, line: () => string): Promise<void> {
  const isRemote = tcpAddress(settings.path) !== null;
  const port = isRemote ? await openConnection(settings.path) : await openPort(settings);
  try {
    await send(port, line());
    const restartS = restartTimeS(settings);
    if (restartS > 0) {
      await startOf(port, restartS * 1000);
      await send(port, line());
    }
  } catch (cause) {
    const fix = 'Check the cable, and the flow control of the device.';
    throw new HalError('failed', `${settings.path}: ${(cause as Error).message}.`, fix, { cause });
  } finally {
    if ('close' in port) port.close(() => {});
    else port.end();
  }
}

/** Resolves when the board sends something that it did not send before its restart, or after `longestMs`. */
function startOf(port: SerialPort | Socket, longestMs: number): Promise<void> {
  const beganMs = performance.now();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      port.off('data', look);
      resolve();
    };
    const look = () => {
      if (performance.now() - beganMs >= BEFORE_RESTART_MS) end();
    };
    const timer = setTimeout(end, longestMs);
    port.on('data', look);
  });
}

function send(port: SerialPort | Socket, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null) => {
      clearTimeout(timer);
      port.off('error', settle);
      if (error) reject(error);
      else resolve();
    };
    const timer = setTimeout(() => settle(new Error('the port does not accept the line')), SEND_MS);
    port.once('error', settle);
    port.write(line, 'latin1', (error) => {
      if (error || !('drain' in port)) settle(error);
      else port.drain(settle);
    });
  });
}
