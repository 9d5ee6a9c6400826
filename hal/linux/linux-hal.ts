// The HAL of a real machine: combines all drivers into one sample table, one counter table and one list of outputs.
import { FEEDBACK } from '../feedback.js';
import {
  type CounterTable,
  type GuardedLines,
  type Hal,
  HalError,
  type HalListener,
  type OutputInfo,
  type Remarks,
} from '../hal.js';
import type { SampleLimits, SampleTable } from '../samples.js';
import { DEFAULT_VOTING, type VotingConfig } from '../schema/sources.js';
import type { Driver } from './driver.js';
import { DRIVER_FACTORIES, type DriverFactory } from './drivers.js';
import type { DriverEnvironment } from './environment.js';
import type { LinuxHalConfig } from './schema.js';
import { Sources } from './sources.js';

/** `clock` must be the clock whose time `open` and `advance` receive. */
export interface LinuxHalOptions extends LinuxHalConfig, DriverEnvironment {
  /** Range of a channel. The time after which it is stale comes from its source. */
  readonly limits?: (channel: string) => SampleLimits;
  /** How several sources of one channel are combined. */
  readonly voting?: (channel: string) => VotingConfig;
}

interface OutputTarget {
  readonly driver: Driver;
  readonly index: number;
  readonly info: OutputInfo;
}

export class LinuxHal implements Hal {
  readonly kind = 'linux';
  readonly outputs: readonly OutputInfo[];
  readonly feedback: Uint8Array;
  readonly counters: CounterTable;
  private readonly drivers: readonly Driver[];
  private readonly sources: Sources;
  private readonly targets: readonly OutputTarget[];
  private state: 'new' | 'open' | 'closed' = 'new';
  private hasAdvanced = false;

  /** @param factories one for each kind of driver */
  constructor(options: LinuxHalOptions, factories: readonly DriverFactory[] = DRIVER_FACTORIES) {
    const { limits = () => ({}), voting = () => DEFAULT_VOTING } = options;
    this.drivers = factories.flatMap((create) => create(options, options));
    this.sources = new Sources(this.drivers, limits, voting);
    this.targets = this.drivers.flatMap((driver) =>
      driver.outputs.map((info, index) => ({ driver, index, info })),
    );
    this.outputs = this.targets.map(({ info }) => info);
    this.feedback = new Uint8Array(this.outputs.length);
    const names = [
      ...this.drivers.flatMap(({ source, counterNames }) => counterNames.map((name) => `${source}.${name}`)),
      ...this.sources.counterNames,
    ];
    this.counters = { names, values: new Float64Array(names.length) };
  }

  get samples(): SampleTable {
    return this.sources.samples;
  }

  get sourcesOf(): readonly (readonly string[])[] {
    return this.sources.sourcesOf;
  }

  async open(nowS: number, listener: HalListener): Promise<void> {
    if (this.state !== 'new') {
      throw new HalError('failed', 'This HAL was already opened.', 'Create a new HAL.');
    }
    this.state = 'open';
    const { values } = this.counters;
    this.sources.start(nowS, values.subarray(values.length - this.sources.counterNames.length));
    let firstCounter = 0;
    const openings = this.drivers.map((driver) => {
      const end = firstCounter + driver.counterNames.length;
      const counters = values.subarray(firstCounter, end);
      firstCounter = end;
      return driver.open(nowS, { samples: this.sources.tableOf(driver), counters, listener });
    });
    const refused = (await Promise.allSettled(openings)).find((result) => result.status === 'rejected');
    if (refused !== undefined) {
      await this.close();
      throw refused.reason;
    }
  }

  setRange(channel: string, range: Pick<SampleLimits, 'min' | 'max'>): void {
    this.sources.setRange(channel, range);
  }

  advance(nowS: number): void {
    if (this.state !== 'open') {
      return;
    }
    if (!this.hasAdvanced) {
      this.hasAdvanced = true;
      this.sources.expectFrom(nowS);
    }
    for (const driver of this.drivers) {
      driver.advance(nowS);
    }
    this.sources.advance(nowS);
    this.readFeedback();
  }

  write(setpoints: Float64Array): void {
    if (this.state !== 'open') {
      return;
    }
    for (let i = 0; i < this.targets.length; i++) {
      const { driver, index, info } = this.targets[i]!;
      const setpoint = setpoints[i];
      driver.write(index, setpoint !== undefined && Number.isFinite(setpoint) ? setpoint : info.safe);
    }
  }

  guardedLines(): GuardedLines {
    const all = this.drivers.flatMap((driver) => driver.guardedLines?.() ?? []);
    return {
      outputs: all.flatMap(({ outputs }) => outputs),
      emergencyStop: all.find(({ emergencyStop }) => emergencyStop !== null)?.emergencyStop ?? null,
    };
  }

  remarks(): Remarks {
    const all = this.drivers.flatMap((driver) =>
      Object.entries(driver.remarks?.() ?? {}).map(([name, value]) => [`${driver.source}.${name}`, value]),
    );
    return Object.fromEntries(all);
  }

  discardInput(nowS: number): void {
    for (const driver of this.drivers) {
      driver.discardInput(nowS);
    }
  }

  reopen(source: string): void {
    if (this.state === 'open') {
      this.drivers.find((driver) => driver.source === source)?.reopen();
    }
  }

  async close(): Promise<void> {
    this.state = 'closed';
    await Promise.all(this.drivers.map((driver) => driver.close()));
  }

  private readFeedback(): void {
    for (let i = 0; i < this.targets.length; i++) {
      const { driver, index } = this.targets[i]!;
      this.feedback[i] = driver.feedbackOf?.(index) ?? FEEDBACK.none;
    }
  }
}
