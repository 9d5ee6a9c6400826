// tick-live: what the control tick costs 15 times a second, in the running program.
export const tickLive = {
  name: 'tick-live',
  title: 'Compute of a control tick, live at 15 Hz',
  method:
    'loop.computeUs and phases of the last health message of a real `kpp run` on the simulated plant (plant excluded), with a store of its own and a ' +
    'broker on loopback: percentiles of the last minute, as any MQTT client sees them.',
  limits:
    'Between two ticks the thread sleeps for 66 ms, so caches are cold and so is the clock of the processor. Percentiles are good to 1.6 % (log-linear histogram). max is since the start.',

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
