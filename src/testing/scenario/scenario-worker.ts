// A thread that runs one scenario after the other: a job comes in, its outcome goes out.
import { parentPort } from 'node:worker_threads';
import { runJob, type ScenarioJob } from './scenario-job.js';

parentPort?.on('message', async (job: ScenarioJob) => {
  parentPort?.postMessage(await runJob(job));
});
