// Opens a serial port of this machine with its line settings, and explains why it cannot be opened.
import { SerialPort } from 'serialport';
import { HalError } from '../../../hal.js';
import type { LineSettings } from '../schema.js';

/**
 * Opens a port and locks it. The lock is advisory (flock): it keeps out a second controller and other programs that ask for the lock,
 * but not a program that opens the port without asking. Rejects with a {@link HalError}.
 */
export async function openPort(settings: LineSettings): Promise<SerialPort> {
  const port = await open(settings);
  await setModemLines(port, settings);
  return port;
}

function open(settings: LineSettings): Promise<SerialPort> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({
      path: settings.path,
      baudRate: settings.baudRate,
      dataBits: settings.dataBits,
      parity: settings.parity,
      stopBits: settings.stopBits,
      rtscts: settings.rtscts,
      hupcl: settings.hupcl,
      autoOpen: false,
    });
    port.open((error) => {
      if (error) {
        reject(explainOpenError(error, settings.path));
      } else {
        resolve(port);
      }
    });
  });
}

/** The system has raised both lines with the opening. A port without such lines (a pseudo-terminal) has nothing to set. */
function setModemLines(port: SerialPort, { path, dtr, rts }: LineSettings): Promise<void> {
  if (dtr === 'on' && rts === 'on') return Promise.resolve();
  return new Promise((resolve, reject) => {
    port.set({ dtr: dtr === 'on', rts: rts === 'on' }, (error) => {
      if (!error || /inappropriate ioctl/i.test(error.message)) return resolve();
      port.close(() => {});
      reject(explainOpenError(error, path));
    });
  });
}

/** Explains an error from its text, because the native binding gives system errors as text only. */
function explainOpenError(error: Error, path: string): HalError {
  const text = error.message.replace(/^Error: /, '');
  const options = { cause: error };
  if (/cannot lock port|resource busy|temporarily unavailable/i.test(text)) {
    const fix = `Stop the other program (\`fuser ${path}\` names it), or configure another device for this port.`;
    const what = `${path} is in use by another program that has locked it, or by another configured port with the same device.`;
    return new HalError('in_use', what, fix, options);
  }
  if (/permission denied|not permitted/i.test(text)) {
    const fix = 'Add the user to the group dialout (`usermod -aG dialout USER`) and log in again.';
    return new HalError('not_permitted', `This user is not allowed to open ${path}.`, fix, options);
  }
  if (/no such (file|device)|input\/output error/i.test(text)) {
    const fix =
      'Plug the device in, or correct the path (`ls /dev/serial/by-id/` lists the connected devices).';
    return new HalError('not_found', `${path} does not exist.`, fix, options);
  }
  if (/inappropriate ioctl|is a directory|not a directory/i.test(text)) {
    const fix = 'Correct the path (`ls /dev/serial/by-id/` lists the connected devices).';
    return new HalError('failed', `${path} is not a serial port.`, fix, options);
  }
  const fix = 'Check that the path names a serial port that supports the configured line settings.';
  return new HalError('failed', `${path} cannot be opened: ${text}.`, fix, options);
}
