// Asks the control thread for its full report, at most once a second, and shares it among all requests.
import type { ControlReport } from '../../report/profile.js';
import { HttpError } from './replies.js';

export interface ControlReportsSetup {
  /** Sends the question to the control thread. The answer is passed to {@link ControlReports.settle}. */
  readonly ask: (id: number) => void;
  /** Time to wait for the answer, milliseconds. */
  readonly answerMs: number;
  /** Milliseconds of a clock that does not jump. */
  readonly steadyClock: () => number;
}

/** Requests within this time after a question share its report. */
const EVERY_MS = 1000;

/** One question at a time and at most one a second, so that requests cannot load the control thread. */
export class ControlReports {
  private readonly setup: ControlReportsSetup;
  private id = 0;
  private askedMs = Number.NEGATIVE_INFINITY;
  private isOpen = false;
  /** The answer to the last question; undefined before the first question. */
  private report: Promise<ControlReport> | undefined;
  private answer: (report: ControlReport) => void = () => {};

  constructor(setup: ControlReportsSetup) {
    this.setup = setup;
  }

  /**
   * Returns a report that is at most a second older than the request.
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

  /** Takes the answer of control. An answer to an earlier question, or one that comes too late, is ignored. */
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
  const message = `the controller has not answered within ${waitedMs / 1000} s; look at /healthz to see whether it runs`;
  return new HttpError(503, 'unavailable', message, { 'retry-after': '2' });
}
