// Runs measurements one after the other and collects their results in one document.
import { runLive } from './live-run.mjs';
import { loadAverage, machine, warnings } from './machine.mjs';
import { MEASUREMENTS } from './registry.mjs';

/** Names of all measurements. */
export const NAMES = MEASUREMENTS.map(({ name }) => name);

/**
 * Runs the chosen measurements. One that fails has an `error` instead of figures, and the next ones still run.
 *
 * @param options `only` (names), `seconds`, `settle`, `ticks`, `plantSeconds`, `full`
 * @param progress is called with a line of text that says what runs now
 */
export async function runMeasurements(options, progress) {
  const chosen = MEASUREMENTS.filter(({ name }) => options.only.includes(name));
  const loadBefore = loadAverage();
  const startedAt = new Date().toISOString();
  let run;
  const live = () => {
    run ??= runLive({ seconds: options.seconds, settleS: options.settle, flags: [] });
    return run;
  };
  const measurements = [];
  for (const { name, title, method, limits, measure } of chosen) {
    const tell = (text) => progress(text === undefined ? name : `${name}: ${text}`);
    tell();
    const outcome = await attempt(() => measure({ ...options, live, progress: tell }));
    measurements.push({ name, title, method, limits, ...outcome });
  }
  return {
    startedAt,
    machine: { ...machine(), loadBefore, loadAfter: loadAverage() },
    warnings: warnings(loadBefore),
    options,
    measurements,
  };
}

async function attempt(measure) {
  try {
    return await measure();
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error), figures: [], details: {} };
  }
}
