// Imitates a chain sensor on a pseudo-terminal: sends records at 60 Hz, whose values show when they were sent, and garbage.
import type { PtyPair } from './pty.js';

const PERIOD_MS = 1000 / 60;

/** How many lines of each kind were sent. Garbage is listed by the counter that counts it. */
export interface Sent {
  records: number;
  checksum: number;
  malformed: number;
  unknown: number;
}

export interface FeederOptions {
  /** Share of the lines that are garbage, 0..1. */
  readonly garbage?: number;
  readonly seed?: number;
  /** Speed of the chain in every record, m/s. It is constant, because a speed that keeps rising trips the plant. */
  readonly velocity?: number;
}

/** The value in the garbage. It must never appear in a channel. */
export const GARBAGE_VALUE = 98765.4;

/** Speed of the generator over that of the chain, 1/m. */
const RATIO = 12.7 / 0.5;

/** `chain.position` and `generator.temperature` are a ramp: the time of sending, in seconds since the first tick of the feeder. */
export class Feeder {
  readonly sent: Sent = { records: 0, checksum: 0, malformed: 0, unknown: 0 };
  /** The ramp's value of every record that was sent. */
  readonly ramp = new Set<number>();
  /** Speed of the chain in every record, m/s. */
  velocity: number;
  private readonly pty: PtyPair;
  private readonly garbage: number;
  private readonly random: () => number;
  private readonly beganMs = performance.now();
  private seq = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(pty: PtyPair, { garbage = 0, seed = 1, velocity = 1.5 }: FeederOptions = {}) {
    this.pty = pty;
    this.garbage = garbage;
    this.velocity = velocity;
    this.random = seededRandom(seed);
  }

  /** The ramp's value now. */
  get rampNow(): number {
    return Math.round(performance.now() - this.beganMs) / 1000;
  }

  /** The number of lines that were sent, good and bad. */
  get lines(): number {
    return this.sent.records + this.sent.checksum + this.sent.malformed + this.sent.unknown;
  }

  start(): void {
    let due = performance.now();
    const play = () => {
      this.tick();
      due = Math.max(due + PERIOD_MS, performance.now() - PERIOD_MS);
      this.timer = setTimeout(play, Math.max(0, due - performance.now()));
    };
    play();
  }

  /** Stops sending. The last record is sent completely. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private tick(): void {
    const ramp = this.rampNow;
    const head = `${++this.seq % 65536},${Math.round(performance.now())}`;
    const chain = `KPPCH,${head},${this.velocity},${ramp},5780`;
    // A speed that moves a little, as that of a real generator.
    const speed = (this.velocity * RATIO + ramp / 1000).toFixed(4);
    const generator = `KPPGN,${head},${speed},120,155.1,28.57,${ramp}`;
    for (const body of [chain, generator]) {
      if (this.random() < this.garbage) this.sendGarbage(head);
      if (this.send(nmea(body))) {
        this.sent.records++;
        this.ramp.add(ramp);
      }
    }
  }

  private sendGarbage(head: string): void {
    const body = `KPPCH,${head},${GARBAGE_VALUE},${GARBAGE_VALUE},${GARBAGE_VALUE}`;
    const [kind, line] = [
      ['checksum', nmea(body).replace(String(GARBAGE_VALUE), String(GARBAGE_VALUE - 1))],
      ['malformed', nmea(`${body},1`)],
      ['malformed', nmea(body.replace(String(GARBAGE_VALUE), '0x10'))],
      ['unknown', nmea(body.replace('KPPCH', 'KPPXX'))],
    ][Math.floor(this.random() * 4)] as [keyof Sent, string];
    if (this.send(line)) this.sent[kind]++;
  }

  /** When nobody reads, a line is lost, as on a wire. */
  private send(line: string): boolean {
    try {
      this.pty.send(line);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
      throw error;
    }
  }
}

/** `$BODY*HH` and a line end; HH is the XOR of the bytes of the body. */
export function nmea(body: string): string {
  const sum = Buffer.from(body, 'latin1').reduce((xor, byte) => xor ^ byte, 0);
  return `$${body}*${sum.toString(16).padStart(2, '0')}\r\n`;
}

/** Random numbers in 0..1, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // The algorithm is mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
