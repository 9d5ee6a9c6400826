// Which fault explains the deviations of the relations.
import { describe, expect, it } from 'vitest';
import { LIMIT } from '../../../../src/control/twin/diagnosis/deviations.js';
import { FAULT_HEADLINES, FAULTS } from '../../../../src/control/twin/diagnosis/faults.js';
import { mostLikelyFault } from '../../../../src/control/twin/diagnosis/isolation.js';
import { RELATION } from '../../../../src/control/twin/diagnosis/relations.js';

type Name = Exclude<keyof typeof RELATION, 'length'>;
const ONLY_WITHOUT_A_SPEED: readonly Name[] = ['travelOfShaft', 'voltageOfChain', 'commandOfCurrent'];

/** The headline for these deviations (shares). `lost` are the relations and channels that are not available. */
function named(
  deviations: Partial<Record<Name, number>>,
  lost: readonly Name[] = ONLY_WITHOUT_A_SPEED,
  lostChannels: readonly string[] = [],
): string {
  const strain = new Float64Array(RELATION.length);
  for (const [name, value] of Object.entries(deviations))
    strain[RELATION[name as Name]] = value / LIMIT[RELATION[name as Name]]!;
  const judged = new Uint8Array(RELATION.length).fill(1);
  for (const name of lost) judged[RELATION[name]] = 0;
  const measured = Uint8Array.from(FAULTS, ({ channel }) => (lostChannels.includes(channel) ? 0 : 1));
  return FAULT_HEADLINES[mostLikelyFault(strain, LIMIT, judged, measured)] ?? 'nothing';
}

describe('the most likely fault', () => {
  it.each<[string, Partial<Record<Name, number>>, RegExp]>([
    ['the generator slower than the chain, as its voltage says', { speed: -0.05 }, /speed: the chain slips$/],
    [
      'the generator slower than its voltage says',
      { speed: -0.05, voltage: 0.05, chain: 0.02, shaft: -0.07 },
      /^generator.speed: its sensor/,
    ],
    [
      'the chain faster than its way and the generator say',
      { speed: -0.05, travel: -0.05, chain: 0.07 },
      /^chain.velocity: its sensor/,
    ],
    ['the generator faster than the chain', { speed: 0.05, shaft: 0.08 }, /^generator.speed: the gear/],
    ['a way that does not fit the speed', { travel: 0.05 }, /^chain.position: its sensor/],
    ['a dead current', { current: -1, voltage: -0.06 }, /^generator.current: its sensor/],
    ['a voltage alone', { voltage: -0.06 }, /^generator.voltage: its sensor/],
    [
      'a torque against current, setpoint and tension',
      { current: -0.1, command: 0.1, tension: -0.06 },
      /^generator.torque: its sensor/,
    ],
    [
      'a torque that is not the one that is set',
      { command: -1, chain: 0.8, shaft: 0.8 },
      /does not take the load/,
    ],
    ['a tension alone', { tension: 0.08 }, /^chain.tension: its sensor/],
    ['air that does not arrive', { supply: -0.13, chain: -0.04, shaft: -0.04 }, /leak/],
    [
      'a pressure without the air that belongs to it',
      { supply: 0.18, chain: -0.085, shaft: -0.085 },
      /^pneumatics.tankPressure: its sensor/,
    ],
    [
      'more air than the compressor can give',
      { supply: 0.08, chain: 0.02, shaft: 0.02 },
      /^pneumatics.compressorPower/,
    ],
    ['a slow chain with all its air', { chain: -0.1, shaft: -0.1 }, /friction/],
    ['nothing', {}, /^nothing$/],
  ])('given %s', (_name, deviations, headline) => {
    expect(named(deviations)).toMatch(headline);
  });

  it('is never a lost sensor', () => {
    const headline = named({ supply: 0.18, chain: -0.085, shaft: -0.085 }, ONLY_WITHOUT_A_SPEED, [
      'pneumatics.tankPressure',
    ]);
    expect(headline).not.toMatch(/tankPressure: its sensor/);
  });

  it('names both possible faults when the speed of the generator is lost', () => {
    const lost: readonly Name[] = ['speed', 'shaft', 'voltage', 'travelOfShaft', 'commandOfCurrent'];
    expect(named({ voltageOfChain: -0.1 }, lost, ['generator.speed'])).toMatch(/slips, or .*voltage/);
  });

  it('is a leak when the chain is slow and the tank pressure is lost', () => {
    const lost: readonly Name[] = [...ONLY_WITHOUT_A_SPEED, 'supply'];
    expect(named({ chain: -0.1, shaft: -0.1 }, lost, ['pneumatics.tankPressure'])).toMatch(/leak/);
  });
});
