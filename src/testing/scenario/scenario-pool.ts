// Runs scenario files on several threads at once, and reports the outcomes in the order of the files.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../shared/worker-url.js';
import { runJob, type ScenarioJob, type ScenarioOutcome } from './scenario-job.js';

/** Called for each outcome, in the order of the jobs. */
export type Report = (outcome: ScenarioOutcome, job: ScenarioJob) => void;

/**
 * @param threads largest number of threads; by default one for each core. With one, everything runs on the calling thread.
 * @returns the outcomes, in the order of the jobs
 */
export async function runJobs(
  jobs: readonly ScenarioJob[],
  report: Report = () => {},
  threads: number = availableParallelism(),
): Promise<readonly ScenarioOutcome[]> {
  const outcomes = new OrderedOutcomes(jobs, report);
  const next = jobs.entries();
  const workers = Math.min(threads, jobs.length);
  const run = workers > 1 ? runOnThread : runHere;
  await Promise.all(Array.from({ length: workers }, () => run(next, outcomes)));
  return outcomes.all;
}

type Jobs = IterableIterator<[number, ScenarioJob]>;

async function runHere(jobs: Jobs, outcomes: OrderedOutcomes): Promise<void> {
  for (const [index, job] of jobs) outcomes.put(index, await runJob(job));
}

/** Takes jobs until there are none left. Several such loops share one iterator, so each job is done once. */
async function runOnThread(jobs: Jobs, outcomes: OrderedOutcomes): Promise<void> {
  const worker = new Worker(workerUrl(import.meta.url, './scenario-worker.js'));
  try {
    for (const [index, job] of jobs) {
      worker.postMessage(job);
      // An error in the thread rejects this.
      const [outcome] = (await once(worker, 'message')) as [ScenarioOutcome];
      outcomes.put(index, outcome);
    }
  } finally {
    await worker.terminate();
  }
}

class OrderedOutcomes {
  readonly all: ScenarioOutcome[] = [];
  private reported = 0;

  constructor(
    private readonly jobs: readonly ScenarioJob[],
    private readonly report: Report,
  ) {}

  put(index: number, outcome: ScenarioOutcome): void {
    this.all[index] = outcome;
    for (let ready = this.all[this.reported]; ready !== undefined; ready = this.all[this.reported]) {
      this.report(ready, this.jobs[this.reported]!);
      this.reported++;
    }
  }
}
