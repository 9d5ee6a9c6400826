// mqtt-latency: how old a message of a stream is when a subscriber on the same machine has it.
import { quantiles } from '../statistics.mjs';

const SHARES = { p50: 0.5, p99: 0.99, max: 1 };

export const mqttLatency = {
  name: 'mqtt-latency',
  title: 'From the deadline of the tick to a subscriber',
  method:
    "Same run as tick-live: the wall time of the arrival at a subscriber on loopback less the message's ts, which is that of the deadline of its base tick.",
  limits:
    'Both are whole milliseconds, ts rounded down: 1 ms of resolution, half of one too much on average. Contains the broker.',

  async measure({ live }) {
    const { delays, broker } = await live();
    const figure = (topic) => ({
      name: topic,
      unit: 'ms',
      values: quantiles(Float64Array.from(delays[topic]), SHARES),
    });
    return { figures: [figure('priority'), figure('telemetry')], details: { broker } };
  },
};
