// SIGTERM and SIGINT: the first asks for an orderly end, a second one ends at once.

/** npm passes a Ctrl-C on a second time: signals within this time count as one, milliseconds. */
const SAME_SIGNAL_MS = 500;
/** The exit status that shells use for a process ended by a signal: 128 + its number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

export type StopSignal = keyof typeof EXIT_CODES;

/** Calls `stop` on the first signal; ends the process with `exit` on the next one. Returns how to stop listening. */
export function onStopSignal(
  stop: (signal: StopSignal) => void,
  exit: (code: number) => void = process.exit,
  nowMs: () => number = () => performance.now(),
): () => void {
  let firstMs = Number.NaN;
  const listen = (signal: StopSignal) => () => {
    if (Number.isNaN(firstMs)) {
      firstMs = nowMs();
      stop(signal);
    } else if (nowMs() - firstMs >= SAME_SIGNAL_MS) {
      exit(EXIT_CODES[signal]);
    }
  };
  const listeners = (Object.keys(EXIT_CODES) as StopSignal[]).map(
    (signal) => [signal, listen(signal)] as const,
  );
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}
