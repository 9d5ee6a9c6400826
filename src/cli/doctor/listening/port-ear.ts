// Opens a port and listens to it, at one speed after the other. The port is opened once, because an opening restarts many boards.
import type { Socket } from 'node:net';
import type { SerialPort } from 'serialport';
import { openPort } from '../../../../hal/linux/serial/port/open-port.js';
import { tcpAddress } from '../../../../hal/linux/serial/port/tcp-address.js';
import { openConnection } from '../../../../hal/linux/serial/port/tcp-link.js';
import type { LineSettings } from '../../../../hal/linux/serial/schema.js';
import { Received } from './received.js';

/** Listens to a configured port, until many lines came or for some seconds, 6 unless given. Rejects with a HalError. */
export type ListenToPort = (settings: LineSettings, seconds?: number) => Promise<Received>;

/** A board that restarts when its port is opened needs two of these seconds. */
const LISTEN_S = 6;
const MANY_LINES = 20;

export const listenToPort: ListenToPort = async (settings, seconds = LISTEN_S) => {
  const ear = await PortEar.open(settings);
  try {
    return await ear.listen(seconds, ({ lines }) => lines.length >= MANY_LINES);
  } finally {
    ear.close();
  }
};

export class PortEar {
  private constructor(private readonly port: SerialPort | Socket) {}

  /** Rejects with a HalError. */
  static async open(settings: LineSettings): Promise<PortEar> {
    const isRemote = tcpAddress(settings.path) !== null;
    return new PortEar(isRemote ? await openConnection(settings.path) : await openPort(settings));
  }

  /** False for a port in the network: its server sets the speed. */
  get hasBaudRate(): boolean {
    return 'update' in this.port;
  }

  async setBaudRate(baudRate: number): Promise<void> {
    const { port } = this;
    if (!('update' in port) || port.baudRate === baudRate) return;
    await new Promise<void>((resolve, reject) => {
      port.update({ baudRate }, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Listens for `seconds`, or until `isEnough`. Goes on with what was received before, when that is given. */
  listen(
    seconds: number,
    isEnough: (received: Received) => boolean,
    received = new Received(),
  ): Promise<Received> {
    const { port } = this;
    const beganMs = performance.now();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        port.off('data', take);
        port.off('close', end);
        resolve(received);
      };
      const take = (chunk: Buffer) => {
        received.take(chunk, (performance.now() - beganMs) / 1000);
        if (isEnough(received)) end();
      };
      const timer = setTimeout(end, seconds * 1000);
      port.on('data', take);
      port.once('close', end);
      // A lost port ends by `close`.
      port.on('error', () => {});
    });
  }

  close(): void {
    if ('close' in this.port) this.port.close(() => {});
    else this.port.destroy();
  }
}
