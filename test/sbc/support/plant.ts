// The plant's serial line from outside: a sensor board that sends records, and a drive that takes the load.
import { LineSocket } from './lines.js';

/** From one {@link PlantLine.beat} to the next, by the guest's clock. */
const PERIOD_MS = 50;
/** Speed of the generator over that of the chain, 1/m. */
const RATIO = 12.7 / 0.5;

export class PlantLine {
  /** Speed of the chain, m/s. It never is exactly the same twice, as with a real sensor. */
  velocity = 0;
  /** The load that the drive was told last, 0..1. */
  load: number | undefined;
  private socket: LineSocket | undefined;
  private position = 0;
  private seq = 0;

  /** @param path the socket of the serial line. Works until {@link close}; after a power cut, {@link attach} it again. */
  static async connect(path: string): Promise<PlantLine> {
    const plant = new PlantLine();
    await plant.attach(path);
    return plant;
  }

  async attach(path: string): Promise<void> {
    this.socket?.close();
    this.socket = await LineSocket.connect(path, (line) => this.take(line));
  }

  close(): void {
    this.socket?.close();
  }

  /** Sends the records of the next 50 ms. A line that nobody has open loses them, but an emulated one would keep them all. */
  beat(isOpen: boolean): void {
    this.seq++;
    if (!isOpen) return;
    const head = `${this.seq % 65536},${(this.seq * PERIOD_MS) % 2 ** 31}`;
    const ripple = this.velocity === 0 ? 0 : 0.005 * Math.sin(this.seq / 3);
    const velocity = this.velocity + ripple;
    this.position += (velocity * PERIOD_MS) / 1000;
    const tension = 5780 + 5 * Math.sin(this.seq / 5);
    this.socket?.send(
      nmea(`KPPCH,${head},${velocity.toFixed(4)},${this.position.toFixed(4)},${tension.toFixed(2)}`),
    );
    this.socket?.send(nmea(`KPPGN,${head},${(velocity * RATIO).toFixed(4)},${(velocity * 80).toFixed(3)}`));
  }

  private take(line: string): void {
    const fraction = /^\$KPPLD,\d+,([01]\.\d{4})\*[0-9A-F]{2}$/i.exec(line)?.[1];
    if (fraction !== undefined) this.load = Number(fraction);
  }
}

/** A record with its checksum and its end. */
function nmea(body: string): string {
  const sum = [...body].reduce((xor, char) => xor ^ char.charCodeAt(0), 0);
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}\r\n`;
}
