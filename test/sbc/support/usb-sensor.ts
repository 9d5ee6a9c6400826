// A sensor on the USB serial adapter: sends the pressure of the tank while the adapter is plugged in.
import { LineSocket } from './lines.js';

/** Beats from one record to the next: 100 ms of the guest's time. */
const BEATS = 2;

export class UsbSensor {
  pressurePa = 300_000;
  private socket: LineSocket | undefined;
  private count = 0;

  static async connect(path: string): Promise<UsbSensor> {
    const sensor = new UsbSensor();
    await sensor.attach(path);
    return sensor;
  }

  async attach(path: string): Promise<void> {
    this.socket?.close();
    this.socket = await LineSocket.connect(path, () => undefined);
  }

  close(): void {
    this.socket?.close();
  }

  beat(): void {
    if (++this.count % BEATS === 0) this.socket?.send(`p=${this.pressurePa + 20 * Math.sin(this.count)}\n`);
  }
}
