// All serial ports of a configuration in memory, each with a sensor and the drives that are connected to it.
import { fieldNames, recordChannels, SENSOR_TIME_FIELD, SEQUENCE_FIELD } from '../../linux/serial/fields.js';
import type { WriteRecords } from '../../linux/serial/formats/format.js';
import { formatOf, type SerialOutputConfig, type SerialPortConfig } from '../../linux/serial/schema.js';
import type { Signals, Span } from '../../linux/signals.js';
import { type ArrivingLoad, thereAre, type VirtualSources } from '../sources.js';
import { VirtualDrive } from '../wiring/drive.js';
import { damaged } from './line-noise.js';
import { VirtualSerialPort } from './virtual-port.js';

export interface VirtualPortsOptions {
  readonly serial: Readonly<Record<string, SerialPortConfig>>;
  /** Outputs that are not setpoints on a serial line are ignored. */
  readonly outputs: Readonly<Record<string, SerialOutputConfig | object>>;
  /** Monotonic time in seconds. */
  readonly clock: () => number;
  /** Independent random numbers, 0 <= x < 1, for noise on lines. */
  readonly random: () => number;
  /** Called when the sensors of these channels were restarted. */
  readonly restarted: (channels: readonly string[]) => void;
}

interface WiredPort {
  readonly port: VirtualSerialPort;
  readonly path: string;
  readonly sensor: SerialSensor;
  readonly drives: readonly VirtualDrive[];
  /** The injected noises. `share` is the share of damaged lines, 0..1; the largest one is in effect. */
  readonly noises: Set<{ readonly share: number }>;
  unplugs: number;
}

/** Each sensor sends all its records once with each {@link feed}. */
export class VirtualPorts implements VirtualSources {
  readonly environment: VirtualSources['environment'];
  readonly loads: readonly ArrivingLoad[];
  private readonly ports: ReadonlyMap<string, WiredPort>;

  constructor(private readonly options: VirtualPortsOptions) {
    const entries = Object.entries(options.serial);
    this.ports = new Map(entries.map(([name, config]) => [name, this.wirePort(name, config)]));
    const all = [...this.ports.values()];
    this.loads = all.flatMap(({ drives }) => drives.map((drive) => (nowS: number) => drive.load(nowS)));
    this.environment = {
      openSerialLink: (line, events) => all.find(({ path }) => path === line.path)!.port.open(line, events),
    };
  }

  feed(signals: Signals, span: Span): void {
    for (const { port, sensor, noises } of this.ports.values())
      for (const line of sensor.lines(signals, span.toS)) port.send(this.onTheLine(noises, line));
  }

  /** Every serial format can report NaN. */
  canReportNaN(): boolean {
    return true;
  }

  /**
   * Damages a share of the lines of a port, in both directions. The returned function ends that.
   *
   * @param share 0..1
   * @throws Error when no port has this name
   */
  garble(name: string, share: number): () => void {
    const { noises } = this.named(name);
    const noise = { share };
    noises.add(noise);
    return () => noises.delete(noise);
  }

  /** Unplugs a port. The returned function plugs it in again. Throws an Error when no port has this name. */
  unplug(name: string): () => void {
    const wired = this.named(name);
    wired.unplugs++;
    if (wired.unplugs === 1) wired.port.unplug();
    return () => {
      wired.unplugs--;
      if (wired.unplugs === 0) wired.port.plugIn();
    };
  }

  /** Throws an Error when no port has this name. */
  assertPort(name: string): void {
    this.named(name);
  }

  private wirePort(name: string, config: SerialPortConfig): WiredPort {
    const { clock, outputs, restarted } = this.options;
    const setpoints = Object.values(outputs).filter(
      (output): output is SerialOutputConfig => 'serial' in output && output.serial === name,
    );
    const drives = setpoints.map((output) => new VirtualDrive(output));
    const noises = new Set<{ readonly share: number }>();
    const sensor = new SerialSensor(config);
    const port = new VirtualSerialPort(config.path, {
      receive: (line) => {
        const arriving = this.onTheLine(noises, line).toString('latin1');
        for (const drive of drives) drive.receive(arriving, clock());
      },
      reopened: () => {
        sensor.restart();
        restarted(recordChannels(config.records));
      },
    });
    return { port, path: config.path, sensor, drives, noises, unplugs: 0 };
  }

  private onTheLine(noises: WiredPort['noises'], line: string): Buffer {
    const { random } = this.options;
    const bytes = Buffer.from(line, 'latin1');
    const share = Math.max(0, ...[...noises].map((noise) => noise.share));
    return share > 0 && random() < share ? damaged(bytes, random) : bytes;
  }

  private named(name: string): WiredPort {
    const port = this.ports.get(name);
    if (port !== undefined) return port;
    throw new Error(`there is no serial port ${name}; ${thereAre([...this.ports.keys()])}`);
  }
}

const LINE_ENDS = { auto: '\r\n', lf: '\n', cr: '\r', crlf: '\r\n' } as const;

/** The sensor behind a port, with its own counter. It writes records as a sensor's firmware does. */
class SerialSensor {
  private write: WriteRecords;
  private seq = 0;

  constructor(private readonly config: SerialPortConfig) {
    this.write = this.createWriter();
  }

  /** A board that restarts prints its header line again. */
  restart(): void {
    this.write = this.createWriter();
  }

  /** All records once, as lines with their line ends. */
  lines(signals: Signals, nowS: number): string[] {
    this.seq++;
    const lines = this.write((field) => {
      if (field === SEQUENCE_FIELD) return this.seq;
      if (field === SENSOR_TIME_FIELD) return Math.round(nowS * 1000);
      const value = signals.value(field);
      const { scale, offset } = this.config;
      return value === null ? null : (value - (offset[field] ?? 0)) / (scale[field] ?? 1);
    });
    return lines.map((line) => line + LINE_ENDS[this.config.lineEnd]);
  }

  private createWriter(): WriteRecords {
    const { records } = this.config;
    return fieldNames(records).length === 0
      ? () => []
      : formatOf(this.config).createWriter(records, this.config);
  }
}
