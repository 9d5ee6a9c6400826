// pacing-peer: our pacing beside what Node offers, on the same machine at the same time.
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
  title: 'Pacing beside the plain timers of Node',
  method:
    'Three processes at the same time, each with an empty task at 15 Hz: how far from its deadline each call begins, early or late, and how far ' +
    'the last one has drifted from the first, for a minute. Ratios are medians (p50) of the peers over ours in this same run.',
  limits:
    "The three share the machine's cores. The deadlines of setInterval are counted from its first call, so its offset is mostly drift.",

  async measure({ seconds, progress }) {
    progress(`${seconds} s, three processes side by side`);
    const names = [OURS, ...PEERS];
    const results = await Promise.all(names.map((pacing) => runChild('pacing', { pacing, seconds })));
    const byName = Object.fromEntries(names.map((name, i) => [name, results[i]]));
    const ratio = (peer) => byName[peer].offsetUs.p50 / byName[OURS].offsetUs.p50;
    return {
      figures: [
        ...names.flatMap((name) => [
          { name: `${TITLES[name]}, off its deadline`, unit: 'us', values: byName[name].offsetUs },
          {
            name: `${TITLES[name]}, drift`,
            unit: 'ms/min',
            values: { drift: byName[name].driftMsPerMinute },
          },
        ]),
        {
          name: 'peers over ours',
          unit: 'times',
          values: Object.fromEntries(PEERS.map((peer) => [peer, ratio(peer)])),
        },
      ],
      details: { calls: Object.fromEntries(names.map((name) => [name, byName[name].calls])) },
    };
  },
};
