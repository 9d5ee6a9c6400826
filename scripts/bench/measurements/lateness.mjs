// lateness: how long after its deadline a control tick begins, and how many ticks are late or missed.

const RATE_HZ = 15;

export const lateness = {
  name: 'lateness',
  title: 'Lateness of control ticks, live at 15 Hz',
  method:
    'Same run as tick-live. loop.latenessUs of the last health message has the percentiles of the last minute. The counts (ticks, missed, late, lateCauses) ' +
    'are differences between the first and the last health message of the window.',
  limits:
    'max is the maximum since the start of the program, so it includes the start. On a shared or virtual machine the cause "os" is mostly the load of other machines.',

  async measure({ live }) {
    const { first, last } = await live();
    const { p50, p99, p999, max } = last.loop.latenessUs;
    const since = (pick) => pick(last) - pick(first);
    const expected = Math.round(since(({ uptime }) => uptime) * RATE_HZ);
    const count = (name, value, more = {}) => ({ name, unit: '', values: { count: value }, ...more });
    const acceptance = 'acceptance: 60 s of kpp run on an idle machine';
    return {
      figures: [
        {
          name: 'lateness',
          unit: 'us',
          values: { p50, p99, p999, max },
          targets: { p50: '<= 20', p99: '<= 500' },
          source: acceptance,
        },
        count(
          'control ticks',
          since(({ loop }) => loop.ticks),
          { targets: { count: `${expected} +- 1` }, source: acceptance },
        ),
        count(
          'missed',
          since(({ loop }) => loop.missed),
          { targets: { count: '0' }, source: acceptance },
        ),
        count(
          'late (more than 1 ms)',
          since(({ loop }) => loop.late),
        ),
        ...Object.keys(last.lateCauses).map((cause) =>
          count(
            `late because of ${cause}`,
            since(({ lateCauses }) => lateCauses[cause]),
          ),
        ),
      ],
      details: { uptimeS: [first.uptime, last.uptime] },
    };
  },
};
