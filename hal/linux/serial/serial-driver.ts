// Drives one serial port: takes bytes through gate, limiter, line parser and record reader to samples.
import { ReadlineParser } from '@serialport/parser-readline';
import type { OutputInfo, Remarks } from '../../hal.js';
import type { Driver, DriverContext } from '../driver.js';
import { recordChannels } from './fields.js';
import { LoadOutput } from './load-output.js';
import type { OpenLink } from './port/link.js';
import { LinkKeeper } from './port/link-keeper.js';
import { openSerialLink } from './port/open-link.js';
import { StallGate } from './port/stall-gate.js';
import { UnreadableWatch } from './port/unreadable-watch.js';
import { FORWARDED_END, LineLimiter } from './reading/line-limiter.js';
import { RecordReader } from './reading/record-reader.js';
import type { SerialOutputConfig, SerialPortConfig } from './schema.js';
import { SensorClock } from './sensor-clock.js';

/**
 * `asked` counts reopenings that the recovery requested, when the driver was not already opening. `discarded` counts records
 * that were sent before the end of a stall, and records whose beginning was sent before the port was open.
 * `unsent` counts lines to the drive that were replaced by a newer one before they were sent, or that found the port lost.
 */
const COUNTERS = [
  'good',
  'checksum',
  'oversized',
  'unknown',
  'malformed',
  'reopened',
  'asked',
  'discarded',
  'unsent',
] as const;
type CounterName = (typeof COUNTERS)[number];

const MANY_EMPTY_RECORDS = 3;
/** A port that sent a line within this time is not silent. */
const TALKING_S = 2;

export interface SerialDriverOptions {
  /** Name of the port in the configuration. */
  readonly name: string;
  readonly config: SerialPortConfig;
  /** The outputs on this port, by name. */
  readonly outputs: Readonly<Record<string, SerialOutputConfig>>;
  /** Monotonic time in seconds. */
  readonly clock: () => number;
  readonly openLink?: OpenLink | undefined;
}

export class SerialDriver implements Driver {
  readonly source: string;
  readonly channels: readonly string[];
  readonly staleAfterS: number;
  readonly counterNames = COUNTERS;
  readonly outputs: readonly OutputInfo[];
  private readonly loads: readonly LoadOutput[];
  private readonly clock: () => number;
  private readonly keeper: LinkKeeper;
  private readonly gate: StallGate;
  private readonly limiter: LineLimiter;
  /** Latin-1, where each byte is one character. With UTF-8, half a character of garbage could reach into the next line. */
  private readonly lines: ReadlineParser;
  private readonly records: RecordReader;
  private readonly sensorClock = new SensorClock();
  private readonly unreadable: UnreadableWatch;
  private readonly path: string;
  private readonly reads: boolean;
  private context: DriverContext | null = null;
  private isLost = false;
  /** Good records in a row that gave no sample. */
  private emptyRecords = 0;

  constructor({ name, config, outputs, clock, openLink = openSerialLink }: SerialDriverOptions) {
    this.source = `serial.${name}`;
    this.clock = clock;
    this.channels = recordChannels(config.records);
    this.staleAfterS = config.staleAfter;
    this.loads = Object.entries(outputs).map(([output, settings]) => new LoadOutput(output, settings));
    this.outputs = this.loads.map(({ info }) => info);
    this.path = config.path;
    this.reads = Object.keys(config.records).length > 0;
    this.records = new RecordReader(config);
    this.unreadable = new UnreadableWatch(config.staleAfter);
    this.keeper = new LinkKeeper(config, openLink, {
      chunk: (bytes) => this.receive(bytes),
      lost: (reason) => this.lose(reason),
      opened: () => this.beginInput(),
      reopened: () => this.count('reopened'),
    });
    this.gate = new StallGate((lines) => this.count('discarded', lines));
    this.lines = new ReadlineParser({ delimiter: FORWARDED_END[config.lineEnd], encoding: 'latin1' });
    this.limiter = new LineLimiter(
      config,
      (lines) => this.lines.write(lines),
      (beginning) => {
        this.count('oversized');
        this.records.readTooLong(beginning);
        this.unreadable.unreadable();
      },
    );
    this.lines.on('data', (line: string) => this.takeLine(line));
  }

  async open(nowS: number, context: DriverContext): Promise<void> {
    this.context = context;
    this.records.bind(context.samples);
    await this.keeper.open(nowS);
  }

  advance(nowS: number): void {
    this.gate.tick(nowS);
    this.keeper.advance(nowS);
    if (this.reads && this.unreadable.isDue(nowS, this.keeper.silentS < TALKING_S)) {
      this.warnOfLines();
    }
  }

  write(index: number, value: number): void {
    if (!this.keeper.write(this.loads[index]!.line(value))) {
      this.count('unsent');
    }
  }

  discardInput(nowS: number): void {
    this.gate.begin(nowS);
    this.sensorClock.stalled(nowS);
    this.limiter.reset();
    this.keeper.flush();
  }

  reopen(): void {
    // A board that sends records without any value has lost its sensor, and a restart can bring it back.
    if (this.keeper.reopen(this.emptyRecords >= MANY_EMPTY_RECORDS)) {
      this.count('asked');
    }
  }

  remarks(): Remarks {
    const { pauseS } = this.keeper;
    const { line = null, reason = null } = this.records.unreadable ?? {};
    return { last: line, lastReason: reason, pause: Number.isNaN(pauseS) ? null : pauseS };
  }

  async close(): Promise<void> {
    await this.keeper.close();
    this.lines.destroy();
  }

  private beginInput(): void {
    this.limiter.reset();
    this.records.begin();
    this.emptyRecords = 0;
    this.unreadable.begin(this.clock());
    if (this.records.endLooksWhole) {
      this.gate.resynchronise(this.clock());
    }
  }

  private receive(bytes: Buffer): void {
    const fresh = this.gate.admit(bytes, this.clock());
    if (fresh === null) {
      this.limiter.reset();
    } else {
      this.limiter.push(fresh);
    }
  }

  private takeLine(line: string): void {
    const nowS = this.clock();
    const outcome = this.records.read(line);
    this.count('malformed', this.records.takeAbandoned());
    if (outcome === 'none') {
      return;
    }
    if (outcome !== 'good') {
      this.count(outcome);
      this.unreadable.unreadable();
    } else if (this.sensorClock.isOld(this.records.sensorTimeMs, nowS)) {
      this.count('discarded');
    } else {
      this.count('good');
      this.recover(nowS);
      const given = this.records.deliver(this.context!.samples, nowS);
      this.emptyRecords = given > 0 ? 0 : this.emptyRecords + 1;
    }
  }

  private lose(reason: string): void {
    this.limiter.reset();
    if (!this.isLost) {
      this.isLost = true;
      this.context!.listener.lost(this.source, reason);
    }
  }

  private recover(nowS: number): void {
    const wasUnreadable = this.unreadable.good(nowS);
    if (this.isLost || wasUnreadable) {
      this.isLost = false;
      this.context!.listener.recovered(this.source);
    }
  }

  private warnOfLines(): void {
    const { line = '', reason = '' } = this.records.unreadable ?? {};
    const { lines } = this.unreadable;
    const found = `${lines} ${lines === 1 ? 'line' : 'lines'}, none readable; the last was \`${line}\` (${reason}).`;
    const advice = `Compare format, records and baudRate of the port with what the sensor sends: \`kpp doctor --listen ${this.path}\` shows it.`;
    this.context!.listener.warned(this.source, `${found} ${advice}`, true);
  }

  private count(name: CounterName, by = 1): void {
    this.context!.counters[COUNTERS.indexOf(name)]! += by;
  }
}
