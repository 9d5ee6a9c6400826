// What a role of a GPIO input is: its keys in the configuration, its channels, and where its code is.
import { z } from 'zod';
import type { Level } from '../../../hal.js';
import { count, type ReadonlyDeep } from '../../../schema/kinds.js';
import type { Driver } from '../../driver.js';
import type { Signals, Span } from '../../signals.js';
import type { SharedLines } from '../shared-lines.js';

/** A line of the GPIO header: its BCM number, which is the line's offset on its chip on every kernel. */
export const gpioLine = count("BCM number of the header's pin: the offset of the line on its chip", {
  min: 0,
  max: 511,
});

type Keys = Readonly<Record<string, z.ZodType>>;

/** What the configuration says for these keys, checked and complete. */
export type ConfigOf<K extends Keys> = ReadonlyDeep<z.output<z.ZodObject<K & { line: typeof gpioLine }>>>;

/** The lines of a chip in memory, for what is wired to them. */
export interface VirtualLines {
  /** The level at the pin from `timeS` on, monotonic seconds. */
  set(line: number, level: Level, timeS: number): void;
  /** Lets reading a line fail; null ends that. */
  break(line: number, error: Error | null): void;
}

/** What is wired to an input of the simulated plant. */
export interface WiredInput {
  /** Lets a span of plant time pass. */
  feed(signals: Signals, span: Span): void;
  /** The emergency stop was pressed or released at `nowS`, monotonic seconds. */
  press(isPressed: boolean, nowS: number): void;
}

interface Parts<N extends string, K extends Keys, C> {
  /** What `role` says in the configuration. */
  readonly name: N;
  /** What the input is, for the configuration's documentation. */
  readonly what: string;
  /** Its keys in the configuration beside the line. */
  readonly keys: K;
  /** What it measures. */
  channels(config: C): readonly string[];
  /** The code is loaded by those who talk to the line: the configuration does not need it. */
  readonly driver: () => Promise<{ createDriver(name: string, config: C, lines: SharedLines): Driver }>;
  readonly wiring: () => Promise<{ wire(config: C, lines: VirtualLines): WiredInput }>;
}

/** @param description of a role; its keys include `role`, the literal of its name */
export function role<const N extends string, K extends Keys & { role: z.ZodType<N> }>(
  description: Parts<N, K, ConfigOf<K>>,
) {
  const { keys, what } = description;
  return { ...description, schema: z.strictObject({ line: gpioLine, ...keys }).describe(what) };
}
