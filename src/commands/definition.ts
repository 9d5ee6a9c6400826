// The form of a command's definition: its name, its payload, who may send it and when, and what it does.
import type { Field } from './field.js';
import type { CommandedComms, CommandedPlant, CommsOutcome, Outcome } from './targets.js';

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The values of the fields once they are checked. */
export type Values<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends Field<infer T> ? T : never;
};

/** The part of a definition that all commands have, in both threads. */
export interface Form<N extends string, F extends Fields> {
  /** The name in the topic, in the URL and in the configuration's `commands.allow`. */
  readonly name: N;
  /** What it does, in one sentence for docs/commands.md. */
  readonly summary: string;
  /** The fields of the payload in addition to `requestId`, `ts` and `by`, which every command has. */
  readonly fields: F;
  /** True when a late command does harm. Then the payload needs a `ts` within 5 s of the controller's clock. */
  readonly needsTimestamp: boolean;
  /** True when the default of `commands.allow` contains the command. */
  readonly isAllowedByDefault: boolean;
  /** Returns what is wrong with the combination of fields that are each valid; undefined when it is valid. */
  contradiction?(values: Values<F>): string | undefined;
}

interface ControlForm<N extends string, F extends Fields> extends Form<N, F> {
  /** Runs in the control thread, at the start of a scan. Must not wait. */
  apply(values: Values<F>, plant: CommandedPlant): Outcome;
}

interface CommsForm<N extends string, F extends Fields> extends Form<N, F> {
  /** Runs in the comms thread. Never rejects. */
  apply(values: Values<F>, comms: CommandedComms): Promise<CommsOutcome>;
}

export type ControlCommand<N extends string, F extends Fields> = ControlForm<N, F> & {
  readonly where: 'control';
};
export type CommsCommand<N extends string, F extends Fields> = CommsForm<N, F> & { readonly where: 'comms' };

export type CommandDefinition = ControlCommand<string, Fields> | CommsCommand<string, Fields>;

/** A command that the control thread carries out. */
export function controlCommand<const N extends string, F extends Fields>(
  form: ControlForm<N, F>,
): ControlCommand<N, F> {
  return { ...form, where: 'control' };
}

/** A command that the comms thread carries out. */
export function commsCommand<const N extends string, F extends Fields>(
  form: CommsForm<N, F>,
): CommsCommand<N, F> {
  return { ...form, where: 'comms' };
}
