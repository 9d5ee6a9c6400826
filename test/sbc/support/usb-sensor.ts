// A sensor on the USB serial adapter: sends the pressure of the tank while the adapter is plugged in.
import { LineSocket } from './lines.js';

const PERIOD_MS = 100;

export class UsbSensor {
  pressurePa = 300_000;
  private readonly timer: NodeJS.Timeout;
  private socket: LineSocket | undefined;
  private count = 0;

  private constructor() {
    this.timer = setInterval(() => this.tick(), PERIOD_MS);
  }

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
    clearInterval(this.timer);
    this.socket?.close();
  }

  private tick(): void {
    this.socket?.send(`p=${this.pressurePa + 20 * Math.sin(this.count++)}\n`);
  }
}
