// The end of the program: the undo of each step of its start, in the opposite order, in two rounds.

/** What undoes a step of the start. Each part runs once at the most. */
export interface Undo {
  /** First round, while all threads still run: ends the work, and tells of the end. `reason` is one word or two. */
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
   * Undoes all steps, the last one first. A part that fails does not keep the others from running.
   *
   * @throws the first error, after all parts have run
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
