// What one command is: its name, its payload, who may send it and when, and what it does.
import type { Field } from './field.js';
import type { CommandedComms, CommandedPlant, CommsOutcome, Outcome } from './targets.js';

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The values of the fields once they are checked. */
export type Values<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends Field<infer T> ? T : never;
};

/** What every command has, in whatever thread it is carried out. */
export interface Form<N extends string, F extends Fields> {
  /** As in the topic, the URL and the configuration's `commands.allow`. */
  readonly name: N;
  /** What it does, in one sentence for docs/commands.md. */
  readonly summary: string;
  /** The payload, beside `requestId`, `ts` and `by`, which every command has. */
  readonly fields: F;
  /** True when the command does harm if it comes late: then the payload needs a `ts` within 5 s of the controller's clock. */
  readonly needsTimestamp: boolean;
  /** True when `commands.allow` has the command unless the configuration says otherwise. */
  readonly isAllowedByDefault: boolean;
  /** What is wrong with fields that are right one by one; undefined when nothing is. */
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
