// Ends the program: undoes the steps of its start in the opposite order, in two rounds.

/** The two functions that undo a step of the start. Each runs at most once. */
export interface Undo {
  /** First round, while all threads still run: ends the work and reports the end. `reason` is one or two words. */
  readonly quiet?: (reason: string) => Promise<void> | void;
  /** Second round: closes what the step opened. */
  readonly close?: () => Promise<void> | void;
}

/**
 * A step registers its undo as soon as there is something to undo. So the end after a failed start undoes the steps that were
 * taken, and nothing else.
 */
export class Ending {
  private readonly undos: Undo[] = [];

  add(undo: Undo): void {
    this.undos.push(undo);
  }

  /**
   * Undoes all steps, the last one first. When one function fails, the others still run.
   *
   * @throws the first error, after all functions have run
   */
  async run(reason: string): Promise<void> {
    const undos = this.undos.splice(0).reverse();
    const errors: unknown[] = [];
    const attempt = async (part: () => Promise<void> | void) => {
      try {
        await part();
      } catch (error) {
        errors.push(error);
      }
    };
    for (const { quiet } of undos) if (quiet !== undefined) await attempt(() => quiet(reason));
    for (const { close } of undos) if (close !== undefined) await attempt(close);
    if (errors.length > 0) throw errors[0];
  }
}
