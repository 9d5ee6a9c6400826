// The comms thread: starts MQTT and HTTP, and carries messages between them and the control thread.
import { parentPort, workerData } from 'node:worker_threads';
import type { TaskReport } from '../report/profile.js';
import { createLogger, fdWriter } from '../shared/log.js';
import type { PeriodicTask } from '../shared/periodic-tasks.js';
import { nameThread } from '../shared/thread-name.js';
import { ClockWatch } from './clock-watch.js';
import { ControlReports } from './http/control-reports.js';
import type { View } from './http/documents.js';
import { HttpService } from './http/http-service.js';
import { PageKeeper } from './http/page-keeper.js';
import { HTTP_TIMES } from './http/settings.js';
import { StoreSource } from './journal/store-source.js';
import type { CommsWorkerData, FromComms, ToComms } from './protocol.js';
import { CommsService } from './service.js';
import { steadyMs } from './steady-clock.js';
import { within } from './within.js';

/** After a crash of this thread, the operating system may hold the port for a moment. */
const LISTEN_PATIENCE_MS = 500;
const CLOCK_EVERY_MS = 5000;

nameThread('comms');
const { setup, frames, marks, store } = workerData as CommsWorkerData;
const control = parentPort!;
const post = (message: FromComms) => control.postMessage(message);
const write = fdWriter(2);
const log = createLogger('comms', write);
const source = new StoreSource();
/** All periodic work of this thread, except the reading of frames, which the service adds itself. */
const tasks: readonly PeriodicTask[] = [
  { name: 'clock', everyMs: CLOCK_EVERY_MS, run: () => clockWatch.look() },
  { name: 'httpHeartbeat', everyMs: HTTP_TIMES.heartbeatMs, run: () => http.beat() },
];
const clockWatch = new ClockWatch((clock) => {
  service.status.update({ clock });
  service.history.synchronised = clock === 'synchronised';
  post({ kind: 'clock', clock });
});
const service = new CommsService({
  ...{ setup, frames, marks, source, tasks, post, log },
  storeMode: store.mode,
  isReplacement: store.isReplacement,
});
const reports = new ControlReports({
  ask: (id) => post({ kind: 'report', id }),
  answerMs: HTTP_TIMES.reportAnswerMs,
  steadyClock: steadyMs,
});
const http = httpService();
const page = new PageKeeper({
  listen: () => http.listen(LISTEN_PATIENCE_MS),
  changed: (isAvailable) => post({ kind: 'http', isAvailable }),
  // A demo that ends says why itself.
  log: setup.needsHttp ? { warn: () => {} } : log,
});
let storeLog = store.log;
let isStopping = false;

control.on('message', (message: ToComms) => {
  switch (message.kind) {
    case 'health':
      post({ kind: 'healthTaken' });
      return service.takeHealth(message.health, message.losses);
    case 'reply':
      return service.commands.settle(message.reply);
    case 'store':
      return attachStore(message.store);
    case 'counts':
      return service.totals.count(message.counts);
    case 'log':
      return write(message.line);
    case 'report':
      return reports.settle(message.id, message.report);
    case 'configure':
      service.configure(message.setup);
      return http.configure(message.setup);
    case 'stop':
      return void stop(message.withinMs);
  }
});

source.attach(store.port, false);
const failure = await page.start();
if (failure !== null && setup.needsHttp) {
  post({ kind: 'failed', message: failure.message, fix: failure.fix });
}
if (!isStopping) {
  clockWatch.look();
  service.start();
  post({ kind: 'ready' });
}

function httpService(): HttpService {
  const view: View = {
    get status() {
      return service.status.document;
    },
    get meta() {
      return service.meta;
    },
    get health() {
      return service.health;
    },
    get frameAgeMs() {
      return service.frameAgeMs;
    },
    get topics() {
      return service.topicAccounts;
    },
    get configuration() {
      return service.configuration;
    },
  };
  return new HttpService({
    settings: setup.http,
    layout: service.layout,
    streams: service.streams,
    gate: service.commands,
    alerts: service.alerts,
    actions: service.actions,
    trends: service.trends,
    history: service.history,
    totals: service.totals,
    reports,
    tasks: taskReport,
    view,
    wallClock: Date.now,
    steadyClock: steadyMs,
    log,
  });
}

async function taskReport(): Promise<TaskReport> {
  let ofStore: TaskReport['store'] = null;
  const asked = source.tasks().then(
    (figures) => {
      ofStore = figures;
    },
    () => {},
  );
  await within(HTTP_TIMES.reportAnswerMs, asked);
  return { comms: service.taskFigures, store: ofStore };
}

function attachStore(next: CommsWorkerData['store']): void {
  const isNewLog = next.log !== storeLog;
  storeLog = next.log;
  service.storeMode = next.mode;
  source.attach(next.port, isNewLog);
  if (isNewLog) {
    service.useNewLog(next);
  }
}

async function stop(withinMs: number): Promise<void> {
  isStopping = true;
  page.stop();
  await Promise.all([service.stop(withinMs), http.stop()]);
  source.close();
  post({ kind: 'stopped' });
  control.close();
}
