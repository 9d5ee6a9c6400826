// Collects the input for the next control tick: commands, conditions of the threads, and notices of the HAL's sources.
import type { Command } from '../commands/command.js';
import type { Condition, SourceNotice } from '../control/tick.js';
import { ConditionBoard } from './condition-board.js';

/** The limit for one tick. More commands could make the tick late, so the rest waits. At 15 Hz this allows about a thousand a second. */
const MAX_COMMANDS_A_TICK = 64;
const NONE: never[] = [];

export class Intake {
  private readonly board = new ConditionBoard();
  private readonly commands: Command[] = [];
  private notices: SourceNotice[] = [];

  command(command: Command): void {
    this.commands.push(command);
  }

  setCondition(condition: Condition, holds: boolean): void {
    this.board.set(condition, holds);
  }

  notice(notice: SourceNotice): void {
    this.notices.push(notice);
  }

  /** The oldest commands, up to {@link MAX_COMMANDS_A_TICK}. */
  takeCommands(): readonly Command[] {
    return this.commands.length > 0 ? this.commands.splice(0, MAX_COMMANDS_A_TICK) : NONE;
  }

  takeNotices(): readonly SourceNotice[] {
    const { notices } = this;
    if (notices.length === 0) return NONE;
    this.notices = [];
    return notices;
  }

  /** Fills the conditions of a control tick. */
  takeConditions(conditions: Uint8Array): void {
    this.board.take(conditions);
  }
}
