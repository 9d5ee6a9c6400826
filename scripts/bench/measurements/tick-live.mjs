// tick-live: what the control tick costs in the running program, where it runs 15 times a second.
export const tickLive = {
  name: 'tick-live',
  title: 'Compute of a control tick, live at 15 Hz',
  method:
    'loop.computeUs and phases of the last health message of a real `kpp run` on the simulated plant (time of the plant excluded), with a store of its own and a ' +
    'broker on loopback. These are percentiles of the last minute, as any MQTT client sees them.',
  limits:
    'Between two ticks the thread sleeps for 66 ms, so caches are cold and the processor clock is low. Percentiles are exact to 1.6 % (log-linear histogram). max is the maximum since the start.',

  async measure({ live }) {
    const { last, broker } = await live();
    const { p50, p99, p999, max } = last.loop.computeUs;
    return {
      figures: [
        {
          name: 'whole tick',
          unit: 'us',
          values: { p50, p99, p999, max },
          targets: { p50: '<= 40', p99: '<= 150' },
          source: 'acceptance: compute live; p99: goal of the project',
        },
        ...Object.entries(last.phases).map(([phase, { p50, p99 }]) => ({
          name: `phase ${phase}`,
          unit: 'us',
          values: { p50, p99 },
        })),
      ],
      details: { broker, uptimeS: last.uptime },
    };
  },
};
