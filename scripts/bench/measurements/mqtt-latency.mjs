// mqtt-latency: how old a stream message is when it arrives at a subscriber on the same machine.
import { quantiles } from '../statistics.mjs';

const SHARES = { p50: 0.5, p99: 0.99, max: 1 };

export const mqttLatency = {
  name: 'mqtt-latency',
  title: 'From the deadline of the tick to a subscriber',
  method:
    "Same run as tick-live: the wall time of the arrival at a subscriber on loopback, minus the message's ts, which is the deadline of its base tick.",
  limits:
    'Both times are whole milliseconds and ts is rounded down. So the resolution is 1 ms, and the figures are 0.5 ms too high on average. They include the broker.',

  async measure({ live }) {
    const { delays, broker } = await live();
    const figure = (topic, more = {}) => ({
      name: topic,
      unit: 'ms',
      values: quantiles(Float64Array.from(delays[topic]), SHARES),
      ...more,
    });
    const target = { targets: { p50: '<= 8', p99: '<= 20' }, source: 'acceptance: priority on loopback' };
    return { figures: [figure('priority', target), figure('telemetry')], details: { broker } };
  },
};
