// The recovery phase: which symptoms and notices of a tick reach the recovery, the log and the HAL.
import { describe, expect, it } from 'vitest';
import { Rig } from '../rig.js';

function rigOfTwoPorts(): Rig {
  const rig = new Rig({
    sensors: ['chain.velocity', 'generator.voltage'],
    sourcesOf: [['serial.chain'], ['serial.generator']],
  });
  rig.run(2);
  return rig;
}

const story = (rig: Rig) =>
  rig.eventsOf('recovery').map(({ data }) => `${data.outcome} ${data.type} ${data.subject}`);

describe('a notice of a source', () => {
  it('that warns becomes an event with its sentence, and is no trouble', () => {
    const rig = rigOfTwoPorts();
    rig.notice({ source: 'serial.chain', state: 'warned', reason: 'one line in ten is broken' });
    rig.controlTick();
    expect(rig.eventsOf('lifecycle')).toEqual([
      {
        type: 'lifecycle',
        ts: 1_764_000_000_000 + Math.round(rig.nowS * 1000),
        data: { source: 'serial.chain', warning: 'one line in ten is broken' },
      },
    ]);
    rig.run(1);
    expect([rig.asked, story(rig)]).toEqual([[], []]);
  });

  it('that is lost or back is a trouble, and no event of the program', () => {
    const rig = rigOfTwoPorts();
    rig.notice({ source: 'serial.chain', state: 'lost', reason: 'the port is closed' });
    rig.run(3);
    expect(rig.asked).toContainEqual({ kind: 'reopen', source: 'serial.chain' });
    rig.notice({ source: 'serial.chain', state: 'recovered', reason: '' });
    rig.run(1);
    expect(rig.eventsOf('lifecycle')).toEqual([]);
    expect(story(rig)[0]).toMatch(/serial.chain$/);
  });
});

describe('a symptom', () => {
  it('of a silent port leads to a request for this port alone', () => {
    const rig = rigOfTwoPorts();
    rig.values.delete('chain.velocity');
    rig.run(3);
    expect(new Set(rig.asked.map(({ source }) => source))).toEqual(new Set(['serial.chain']));
  });

  it('does not come from a time in which the process stood still', () => {
    const rig = rigOfTwoPorts();
    rig.skip(30);
    rig.tick({ stalledS: 2 });
    rig.run(1);
    expect(rig.asked).toEqual([]);
  });

  it('of a twin that is broken, and of a broker that is away, reaches the recovery', () => {
    const rig = rigOfTwoPorts();
    rig.setCondition('broker_lost', true);
    rig.run(0.5);
    rig.setCondition('broker_lost', false);
    rig.run(1);
    expect(story(rig).some((line) => line.includes('broker_lost broker'))).toBe(true);
  });

  it('of an overload reaches it, unless the plant is tripped', () => {
    const overloaded = (isTripped: boolean) => {
      const rig = new Rig();
      if (isTripped) rig.setCondition('emergency_stop', true);
      rig.run(1);
      rig.run(2, { computeS: 1 });
      return story(rig).filter((line) => line.includes('overload'));
    };
    expect(overloaded(false)).not.toEqual([]);
    expect(overloaded(true)).toEqual([]);
  });
});
