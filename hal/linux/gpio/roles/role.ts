// Defines a role of a GPIO input: its configuration keys, its channels, and where its code is.
import { z } from 'zod';
import type { Level } from '../../../hal.js';
import type { ReadonlyDeep } from '../../../schema/kinds.js';
import type { Driver } from '../../driver.js';
import type { Signals, Span } from '../../signals.js';
import { inputKeys } from '../line-schema.js';
import type { SharedLines } from '../shared-lines.js';

type Keys = Readonly<Record<string, z.ZodType>>;

/** The checked and complete configuration for these keys. */
export type ConfigOf<K extends Keys> = ReadonlyDeep<z.output<z.ZodObject<K & typeof inputKeys>>>;

/** The lines of a virtual chip, for the simulated things that are wired to them. */
export interface VirtualLines {
  /** Sets the level at the pin from `timeS` on, monotonic seconds. */
  set(line: number, level: Level, timeS: number): void;
  /** Makes reads of a line fail with `error`; null ends that. */
  break(line: number, error: Error | null): void;
}

/** A part of the simulated plant that is wired to an input. */
export interface WiredInput {
  /** Applies a span of plant time. */
  feed(signals: Signals, span: Span): void;
  /** The emergency stop was pressed or released at `nowS`, monotonic seconds. */
  press(isPressed: boolean, nowS: number): void;
}

interface Parts<N extends string, K extends Keys, C> {
  /** The value of `role` in the configuration. */
  readonly name: N;
  /** A short description of the input for the configuration's documentation. */
  readonly what: string;
  /** Its configuration keys besides those of every input. */
  readonly keys: K;
  /** The channels that the input measures. */
  channels(config: C): readonly string[];
  /** Loads the code. Only programs that use the line call it; reading a configuration does not. */
  readonly driver: () => Promise<{ createDriver(name: string, config: C, lines: SharedLines): Driver }>;
  readonly wiring: () => Promise<{ wire(config: C, lines: VirtualLines): WiredInput }>;
}

/** @param description of a role; its keys include `role`, the literal of its name */
export function role<const N extends string, K extends Keys & { role: z.ZodType<N> }>(
  description: Parts<N, K, ConfigOf<K>>,
) {
  const { keys, what } = description;
  return { ...description, schema: z.strictObject({ ...inputKeys, ...keys }).describe(what) };
}
