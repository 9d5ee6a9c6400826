// Begins a run in the store, also on a disk that is full.
import { StoreError } from '../errors.js';
import { fillReserve, keepReserve, releaseReserve } from './reserve.js';
import { Store, type StoreSetup } from './store.js';

/**
 * Opens the store on the disk and begins a run. On a full disk it gives up the reserve for this: the run gets its number, and the
 * trip and the alarms of the last one are known. The run then continues in memory, and the reserve is made again.
 *
 * @param nowMs wall time
 * @throws StoreError when the disk cannot be used: the errors of `openDatabase`, and `disk_full` when there is no reserve
 */
export function beginRun(setup: StoreSetup, nowMs: number): Store {
  try {
    const store = new Store(setup, nowMs);
    keepReserve(setup.path);
    return store;
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'disk_full' || !releaseReserve(setup.path))
      throw error;
    try {
      return continueInMemory(setup, new Store(setup, nowMs), error.message, nowMs);
    } finally {
      // Also when the second attempt failed: the next start needs it, too.
      fillReserve(setup.path);
    }
  }
}

function continueInMemory(setup: StoreSetup, disk: Store, reason: string, nowMs: number): Store {
  const { log, lastSeq, run, alarms, tripped, unclean, energised, replacedLog } = disk.opened;
  const totals = disk.totalsBody;
  // Nothing more reaches the disk. If the power goes, the next run must not believe that the outputs were off.
  disk.setEnergised(true);
  disk.commit(nowMs);
  disk.close();
  const previous = { log, lastSeq };
  const memory = { previous, previousWasMemory: false, reason, alarms, trip: tripped, energised: false };
  const store = new Store({ ...setup, resumeRun: run, memory }, nowMs);
  if (totals !== null) store.answer({ name: 'putTotals', args: [totals, true] });
  store.opened = { ...store.opened, unclean, energised, replacedLog };
  return store;
}
