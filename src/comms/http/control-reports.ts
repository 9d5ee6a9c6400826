// The control thread's full report, asked for across the threads: seldom, however many want to see it.
import type { ControlReport } from '../../report/profile.js';
import { HttpError } from './replies.js';

export interface ControlReportsSetup {
  /** Puts the question to the control thread; the answer comes to {@link ControlReports.settle}. */
  readonly ask: (id: number) => void;
  /** How long its answer is waited for, milliseconds. */
  readonly answerMs: number;
  /** Milliseconds of a clock that does not jump. */
  readonly steadyClock: () => number;
}

/** Whoever asks sooner shares the last report. */
const EVERY_MS = 1000;

/** One question at a time and at most one a second, so that nobody can load the control thread by asking. */
export class ControlReports {
  private readonly setup: ControlReportsSetup;
  private id = 0;
  private askedMs = Number.NEGATIVE_INFINITY;
  private isOpen = false;
  /** What becomes of the last question; undefined before the first. */
  private report: Promise<ControlReport> | undefined;
  private answer: (report: ControlReport) => void = () => {};

  constructor(setup: ControlReportsSetup) {
    this.setup = setup;
  }

  /**
   * A report that is at most a second older than the request.
   *
   * @throws HttpError 503 when the control thread does not answer
   */
  read(): Promise<ControlReport> {
    const isRecent = this.setup.steadyClock() - this.askedMs < EVERY_MS;
    if (this.report === undefined || !(this.isOpen || isRecent)) {
      this.report = this.ask();
    }
    return this.report;
  }

  /** Control has answered. What comes to an earlier question, or too late, is nobody's any more. */
  settle(id: number, report: ControlReport): void {
    if (id === this.id) {
      this.answer(report);
    }
  }

  private ask(): Promise<ControlReport> {
    const { ask, answerMs, steadyClock } = this.setup;
    this.id++;
    this.askedMs = steadyClock();
    this.isOpen = true;
    const report = new Promise<ControlReport>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.isOpen = false;
        reject(unanswered(answerMs));
      }, answerMs).unref();
      this.answer = (report) => {
        clearTimeout(timer);
        this.isOpen = false;
        resolve(report);
      };
    });
    ask(this.id);
    return report;
  }
}

function unanswered(waitedMs: number): HttpError {
  const message = `the controller has not answered within ${waitedMs / 1000} s; /healthz says whether it runs`;
  return new HttpError(503, 'unavailable', message, { 'retry-after': '2' });
}
