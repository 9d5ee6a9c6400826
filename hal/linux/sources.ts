// Gives each driver the table that it fills, and combines the rows of sources that measure the same channel.
import { type SampleLimits, SampleTable } from '../samples.js';
import type { VotingConfig } from '../schema/sources.js';
import type { Driver } from './driver.js';
import { SOURCE_KINDS } from './kinds.js';
import { REDUNDANCY_COUNTERS, RedundantChannel } from './redundant-channel.js';

const KINDS: readonly string[] = SOURCE_KINDS.map(({ name }) => name);
const COUNTER_GROUP = 'sources';

/**
 * A driver that is the only source of all its channels fills the scan's table directly. A driver that shares a channel fills its own
 * table, and {@link advance} copies the result to the scan's rows.
 */
export class Sources {
  /** The table that the scan reads. */
  readonly samples: SampleTable;
  /** The sources of each row of {@link samples}. */
  readonly sourcesOf: readonly (readonly string[])[];
  /** Counters of the channels with several sources: `sources.chain.velocity.active`, and so on. */
  readonly counterNames: readonly string[];
  private readonly tables: ReadonlyMap<Driver, SampleTable>;
  private readonly shared: readonly string[];
  private readonly providers: ReadonlyMap<string, readonly Driver[]>;
  private merged: readonly RedundantChannel[] = [];

  constructor(
    drivers: readonly Driver[],
    limits: (channel: string) => SampleLimits,
    private readonly voting: (channel: string) => VotingConfig,
  ) {
    const providers = providersByChannel(drivers);
    const isShared = (channel: string) => (providers.get(channel)?.length ?? 0) > 1;
    this.providers = providers;
    this.sourcesOf = [...providers.values()].map((some) => some.map(({ source }) => source));
    this.shared = [...providers.keys()].filter(isShared);
    this.samples = tableOf([...providers.keys()], (channel) => providers.get(channel)![0]!, limits);
    this.tables = new Map(
      drivers.map((driver) => {
        const hasOwn = driver.channels.some(isShared);
        return [driver, hasOwn ? tableOf(driver.channels, () => driver, limits) : this.samples];
      }),
    );
    this.counterNames = this.shared.flatMap((channel) =>
      REDUNDANCY_COUNTERS.map((counter) => `${COUNTER_GROUP}.${channel}.${counter}`),
    );
  }

  /** The table that a driver fills: it has a row for each of the driver's channels. */
  tableOf(driver: Driver): SampleTable {
    return this.tables.get(driver)!;
  }

  /**
   * Starts the wait for the first samples.
   *
   * @param nowS monotonic seconds
   * @param counters one for each of {@link counterNames}
   */
  start(nowS: number, counters: Float64Array): void {
    for (const table of this.allTables) table.start(nowS);
    this.merged = [...this.providers].flatMap(([channel, drivers]) => {
      const { sources = [], vote } = this.voting(channel);
      const rows = inOrder(drivers, sources).map((driver) => {
        const samples = this.tableOf(driver);
        return { samples, row: samples.indexOf(channel) };
      });
      if (rows.every(({ samples }) => samples === this.samples)) return [];
      const at = this.shared.indexOf(channel) * REDUNDANCY_COUNTERS.length;
      const own = at < 0 ? undefined : counters.subarray(at, at + REDUNDANCY_COUNTERS.length);
      return [new RedundantChannel(this.samples, this.samples.indexOf(channel), rows, vote, own)];
    });
  }

  /** Restarts the wait for samples at the first tick, `nowS`: devices that are read by ticks cannot deliver before it. */
  expectFrom(nowS: number): void {
    for (const table of this.allTables) {
      for (let i = 0; i < table.names.length; i++) table.expectFrom(i, nowS);
    }
  }

  /** Changes the range of a channel for all drivers that provide it. */
  setRange(channel: string, range: Pick<SampleLimits, 'min' | 'max'>): void {
    for (const table of this.allTables) table.setRange(channel, range);
  }

  private get allTables(): ReadonlySet<SampleTable> {
    return new Set([this.samples, ...this.tables.values()]);
  }

  /** Updates the scan's rows from the samples of the sources. */
  advance(nowS: number): void {
    for (let i = 0; i < this.merged.length; i++) this.merged[i]!.advance(nowS);
  }
}

function providersByChannel(drivers: readonly Driver[]): ReadonlyMap<string, readonly Driver[]> {
  const providers = new Map<string, readonly Driver[]>();
  for (const driver of drivers) {
    for (const channel of driver.channels) {
      const known = providers.get(channel) ?? [];
      if (!known.includes(driver)) providers.set(channel, [...known, driver]);
    }
  }
  return providers;
}

/** Named sources first, then the others in the order of their kinds. Within a kind the order is that of the configuration. */
function inOrder(drivers: readonly Driver[], named: readonly string[]): readonly Driver[] {
  const rank = ({ source }: Driver) => {
    const at = named.indexOf(source);
    return at >= 0 ? at : named.length + KINDS.indexOf(source.split('.')[0]!);
  };
  return [...drivers].sort((a, b) => rank(a) - rank(b));
}

function tableOf(
  channels: readonly string[],
  providerOf: (channel: string) => Driver,
  limits: (channel: string) => SampleLimits,
): SampleTable {
  return new SampleTable(channels, (channel) => ({
    ...limits(channel),
    staleAfter: providerOf(channel).staleAfterS,
  }));
}
