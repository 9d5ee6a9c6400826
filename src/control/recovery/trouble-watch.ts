// Reports the present symptoms to the recovery: silent sources and channels, a broken twin, conditions of the other threads.

import { CONDITIONS, type SourceNotice, THREADS, type ThreadSource } from '../tick.js';
import type { DigitalTwin } from '../twin/digital-twin.js';
import type { ErrorRecoverySystem } from './error-recovery-system.js';
import type { RecoveryType } from './policies.js';
import type { RecoveryCase } from './recovery-case.js';
import type { Source, SourceWatch } from './source-watch.js';

/** Sources of this kind can be open and say nothing. */
const PORT = 'serial.';
const SILENT = 'no sample for longer than it may be old';
const ENDED = 'the thread ended';

const THREAD_TYPES: Readonly<Record<ThreadSource, RecoveryType>> = {
  'thread.comms': 'comms_crash',
  'thread.store': 'store_crash',
};

const COMMS = THREADS.indexOf('thread.comms');
const STORE = THREADS.indexOf('thread.store');
const COMMS_RESTARTED = CONDITIONS.indexOf('comms_restarted');
const BROKER_LOST = CONDITIONS.indexOf('broker_lost');
const STORE_FAILING = CONDITIONS.indexOf('store_failing');

export class TroubleWatch {
  readonly overload: RecoveryCase;
  private readonly twin: RecoveryCase;
  private readonly threads: readonly RecoveryCase[];
  private readonly threadIsDown = new Uint8Array(THREADS.length);
  private readonly broker: RecoveryCase;
  private readonly store: RecoveryCase;
  /** The trouble of each silent source, from the first silence to the first sample. */
  private readonly ofSource = new Map<Source, RecoveryCase>();
  /** The trouble of each row of the sample table that was ever silent alone. */
  private readonly ofRow = new Map<number, RecoveryCase>();
  private wasQuiet = false;
  private wasRestarting = false;

  constructor(
    private readonly recovery: ErrorRecoverySystem,
    readonly sources: SourceWatch,
  ) {
    this.overload = caseOf(recovery, 'overload', 'controller');
    this.twin = caseOf(recovery, 'numerical_instability', 'twin');
    this.threads = THREADS.map((thread) => caseOf(recovery, THREAD_TYPES[thread], thread));
    this.broker = caseOf(recovery, 'broker_lost', 'broker');
    this.store = caseOf(recovery, 'store_failing', 'store');
  }

  /** Notices since the last control tick. The supervisor restarts a thread that has ended. */
  takeNotices(notices: readonly SourceNotice[]): void {
    for (const { source, state, reason } of notices) {
      const thread = THREADS.indexOf(source as ThreadSource);
      if (thread < 0) {
        this.sources.take(source, state, reason);
        continue;
      }
      this.threadIsDown[thread] = state === 'lost' ? 1 : 0;
      if (state === 'lost') this.recovery.actedOn(this.threads[thread]!, reason);
    }
  }

  /** @param anySilent the result of {@link SourceWatch.judge} */
  watchSources(anySilent: boolean): void {
    if (!anySilent && this.wasQuiet) return;
    this.wasQuiet = !anySilent;
    const { sources, recovery } = this;
    for (const source of sources.sources) this.watchSource(source);
    for (let row = 0; row < sources.silentRows.length; row++) {
      if (sources.silentRows[row] === 0) {
        const trouble = this.ofRow.get(row);
        if (trouble !== undefined) recovery.setSymptom(trouble, false, '');
      } else if (!this.isWhollySilent(row)) recovery.setSymptom(this.troubleOfRow(row), true, SILENT);
    }
  }

  watchTwin({ broken }: DigitalTwin): void {
    this.recovery.setSymptom(this.twin, broken, 'its state is not a solution of its equations');
  }

  /** A store whose thread is down takes no events either. This is not a second trouble. */
  watchConditions(conditions: Uint8Array): void {
    const { recovery, threads, threadIsDown } = this;
    const isRestarting = conditions[COMMS_RESTARTED] === 1;
    if (isRestarting && !this.wasRestarting && threadIsDown[COMMS] === 0)
      recovery.actedOn(threads[COMMS]!, ENDED);
    this.wasRestarting = isRestarting;
    recovery.setSymptom(threads[COMMS]!, threadIsDown[COMMS] === 1 || isRestarting, ENDED);
    recovery.setSymptom(threads[STORE]!, threadIsDown[STORE] === 1, ENDED);
    recovery.setSymptom(this.broker, conditions[BROKER_LOST] === 1, 'the broker is away');
    const isFailing = conditions[STORE_FAILING] === 1 && threadIsDown[STORE] === 0;
    recovery.setSymptom(this.store, isFailing, 'the store takes nothing');
  }

  /** @param overloaded as the degradation ladder saw it on the last control tick */
  watchOverload(overloaded: boolean, tripped: boolean): void {
    const { recovery, overload } = this;
    recovery.setSymptom(overload, overloaded && !tripped, 'ticks take too long or are missed');
    if (tripped) recovery.giveUp(overload, 'the plant tripped');
  }

  private watchSource(source: Source): void {
    const known = this.ofSource.get(source);
    if (source.isSilent) {
      if (known !== undefined) return;
      const trouble = this.troubleOf(source);
      this.ofSource.set(source, trouble);
      this.recovery.setSymptom(trouble, true, source.reason || SILENT);
    } else if (known !== undefined) {
      this.ofSource.delete(source);
      this.recovery.setSymptom(known, false, '');
    }
  }

  /** A trouble keeps its type until its end: a hung port is also lost while it is being reset. */
  private troubleOf({ name, rows, isLost, isUnreadable }: Source): RecoveryCase {
    if (isLost || isUnreadable) return caseOf(this.recovery, 'sensor_lost', name);
    if (name.startsWith(PORT)) return caseOf(this.recovery, 'port_hung', name);
    return rows.length === 1 ? this.troubleOfRow(rows[0]!) : caseOf(this.recovery, 'sensor_lost', name);
  }

  private troubleOfRow(row: number): RecoveryCase {
    const trouble = this.ofRow.get(row) ?? caseOf(this.recovery, 'sensor_lost', this.sources.channels[row]!);
    this.ofRow.set(row, trouble);
    return trouble;
  }

  private isWhollySilent(row: number): boolean {
    for (const { rows, isSilent } of this.sources.sources) if (isSilent && rows.includes(row)) return true;
    return false;
  }
}

/** Accepts known types only: a misspelt one would count as a user's type. */
function caseOf(recovery: ErrorRecoverySystem, type: RecoveryType, subject: string): RecoveryCase {
  return recovery.case(type, subject);
}
