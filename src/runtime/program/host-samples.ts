// The figures of the computer as samples, in the order of the catalogue, for the control thread.
import { SampleTable } from '../../../hal/samples.js';
import { HOST_CHANNEL_NAMES, HOST_STALE_AFTER_S, type HostFigures } from '../../catalogue/host-channels.js';

/** Which figures there are is decided by the first measurement; a figure that appears later waits for the next start. */
export class HostSamples {
  readonly samples: SampleTable;

  /** @param clock monotonic time of this run, s */
  constructor(
    first: HostFigures,
    private readonly clock: () => number,
  ) {
    const names = HOST_CHANNEL_NAMES.filter((name) => first[name] !== undefined);
    this.samples = new SampleTable(names, () => ({ staleAfter: HOST_STALE_AFTER_S }));
    this.take(first);
  }

  /** A figure that could not be read this time has no value until it can be read again. */
  take(figures: Readonly<Record<string, number | undefined>>): void {
    const nowS = this.clock();
    this.samples.names.forEach((name, i) => {
      this.samples.put(i, figures[name] ?? Number.NaN, nowS);
    });
  }
}
