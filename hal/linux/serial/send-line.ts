// Opens a port, sends one line and closes the port, for a program that does nothing else with it.
import type { SerialPort } from 'serialport';
import { HalError } from '../../hal.js';
import { openPort } from './link.js';
import type { LineSettings } from './schema.js';

/** Longest wait until a port accepts the line. Flow control, for example, can block it. */
const SEND_MS = 2000;

/** Resolves when the line has left. Rejects with a {@link HalError}. */
export async function sendLine(settings: LineSettings, line: string): Promise<void> {
  const port = await openPort(settings);
  try {
    await send(port, line);
  } catch (cause) {
    const fix = 'Check the cable, and the flow control of the device.';
    throw new HalError('failed', `${settings.path}: ${(cause as Error).message}.`, fix, { cause });
  } finally {
    port.close(() => {});
  }
}

function send(port: SerialPort, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the port does not accept the line')), SEND_MS);
    const settle = (error?: Error | null) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    };
    port.once('error', settle);
    port.write(line, 'latin1', (error) => (error ? settle(error) : port.drain(settle)));
  });
}
