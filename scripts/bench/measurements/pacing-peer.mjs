// pacing-peer: our pacing compared with Node's own timers, on the same machine at the same time.
import { runChild } from '../child.mjs';

const OURS = 'pacer';
const PEERS = ['setInterval', 'setTimeout'];
const TITLES = {
  pacer: 'our pacer',
  setInterval: 'setInterval(1000 / 15)',
  setTimeout: 'setTimeout to absolute deadlines',
};

export const pacingPeer = {
  name: 'pacing-peer',
  title: "Pacing compared with Node's own timers",
  method:
    'Three processes at the same time, each with an empty task at 15 Hz. Measured are the distance of each call from its deadline, early or late, and the drift ' +
    'between the first and the last call, as ms a minute. A ratio is the median (p50) of a peer divided by ours in the same run.',
  limits:
    "The three share the machine's cores. The deadlines of setInterval are counted from its first call, so its distance is mostly drift.",

  async measure({ seconds, progress }) {
    progress(`${seconds} s, three processes side by side`);
    const names = [OURS, ...PEERS];
    const results = await Promise.all(names.map((pacing) => runChild('pacing', { pacing, seconds })));
    const byName = Object.fromEntries(names.map((name, i) => [name, results[i]]));
    const ratio = (peer) => byName[peer].offsetUs.p50 / byName[OURS].offsetUs.p50;
    return {
      figures: [
        ...names.flatMap((name) => [
          { name: `${TITLES[name]}, distance from the deadline`, unit: 'us', values: byName[name].offsetUs },
          {
            name: `${TITLES[name]}, drift`,
            unit: 'ms/min',
            values: { drift: byName[name].driftMsPerMinute },
          },
        ]),
        {
          name: 'peers divided by ours',
          unit: 'times',
          values: Object.fromEntries(PEERS.map((peer) => [peer, ratio(peer)])),
        },
      ],
      details: { calls: Object.fromEntries(names.map((name) => [name, byName[name].calls])) },
    };
  },
};
