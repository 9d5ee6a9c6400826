// The measurements, in the order in which they run: one line each.
import { allocation } from './measurements/allocation.mjs';
import { devices } from './measurements/devices.mjs';
import { history } from './measurements/history.mjs';
import { lateness } from './measurements/lateness.mjs';
import { loadSearch } from './measurements/load-search.mjs';
import { mqttLatency } from './measurements/mqtt-latency.mjs';
import { pacingPeer } from './measurements/pacing-peer.mjs';
import { resources } from './measurements/resources.mjs';
import { safety } from './measurements/safety.mjs';
import { storeForward } from './measurements/store-forward.mjs';
import { tickHot } from './measurements/tick-hot.mjs';
import { tickLive } from './measurements/tick-live.mjs';
import { virtualTime } from './measurements/virtual-time.mjs';

/**
 * A measurement has a `name` (for `--only`), a `title`, its `method` and its `limits` in words, and `measure(context)`. This
 * resolves to `figures` and `details`. A figure is `{ name, unit, values, targets?, source? }`; a target has the name of its value.
 * The context has the options, `progress(text)`, and `live()`, the one run of the program that several measurements share.
 */
export const MEASUREMENTS = [
  tickHot,
  allocation,
  tickLive,
  lateness,
  resources,
  mqttLatency,
  storeForward,
  devices,
  safety,
  virtualTime,
  history,
  loadSearch,
  pacingPeer,
];
