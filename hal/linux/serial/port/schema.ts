// The configuration keys that say how a serial port is opened, and when it is opened again.
import { z } from 'zod';
import { flag, quantity } from '../../../schema/kinds.js';
import { tcpAddress } from './tcp-address.js';

function modemLine(name: string, advice: string) {
  return z
    .enum(['on', 'off'])
    .default('on')
    .describe(
      `level of ${name} while the port is open. The system raises it with the opening, so \`off\` is a short pulse. ${advice}`,
    );
}

export const openingKeys = {
  rtscts: flag(
    'hardware flow control by the lines RTS and CTS; needs both wires, else nothing is sent',
  ).default(false),
  hupcl: flag(
    'whether the system lowers DTR when the port is closed. With `false` a board that restarts by DTR (Arduino Uno, Nano, Mega) does not restart when the port is opened the next time',
  ).default(true),
  dtr: modemLine('DTR', 'An Arduino Leonardo, Micro or Pico sends nothing without DTR'),
  rts: modemLine(
    'RTS',
    'On an ESP32 board set both or neither to `off`: with one of them it is held in reset',
  ),
  restart: quantity(
    'longest time that the board needs to start after its port was opened; `kpp safe-outputs` waits for its first bytes at most this time, then sends its line once more. Without this key: 2.5 s, but 0 for a UART of the machine, `tcp://` and `hupcl: false`',
    { unit: 's', min: 0, max: 30 },
  ).optional(),
  silence: quantity(
    'time without a line after which the port is closed and opened again; without this key it is the longest of 1 s, 5 x `staleAfter` and five times the pause between the lines so far (5 s before any came). A port without records is never silent',
    { unit: 's', above: 0, max: 86_400 },
  ).optional(),
};

const USUAL_RESTART_S = 2.5;
/** UARTs of the machine, on which DTR is usually not connected. */
const ON_BOARD = /^\/dev\/(tty(S|AMA|SC|THS|mxc|O)\d+|serial\d+)$/;

export interface RestartSettings {
  readonly path: string;
  readonly hupcl: boolean;
  readonly restart?: number | undefined;
}

/** How long the board behind a port may need to start after the port was opened, s; 0 for a port whose opening restarts nothing. */
export function restartTimeS({ path, hupcl, restart }: RestartSettings): number {
  const restartsNothing = !hupcl || ON_BOARD.test(path) || tcpAddress(path) !== null;
  return restart ?? (restartsNothing ? 0 : USUAL_RESTART_S);
}
