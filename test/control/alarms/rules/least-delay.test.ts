// A channel whose rules have to wait: both delays of its rules are at least that time, and rules on other channels stay as they are.
import { describe, expect, it } from 'vitest';
import { rule } from '../../../../src/config/alarms.js';
import { fast, Rig } from '../fixture.js';

const LOW = rule('low', 'derived.efficiency', 'below', 0.3, { hysteresis: 0.03, onDelay: 5 });
const low = { 'derived.efficiency': 0.2 };
const good = { 'derived.efficiency': 0.4 };

function rig(seconds: number): Rig {
  const one = new Rig({ rules: [LOW, fast()], slowChannel: 'derived.efficiency' });
  one.monitor.leastDelay.seconds = seconds;
  one.run(1, { ...good, 'chain.velocity': 1 });
  return one;
}

describe('the rules on a channel that says little now', () => {
  it('raise an alarm when the condition has held for the least delay', () => {
    const one = rig(60);
    expect(one.run(59, low)).toEqual([]);
    expect(one.run(2, low)).toMatchObject([{ rule: 'low', state: 'active' }]);
  });

  it('raise none while dips come and go', () => {
    const one = rig(60);
    for (let swing = 0; swing < 20; swing++) {
      one.run(20, low);
      one.run(15, good);
    }
    expect(one.alerts).toEqual([]);
  });

  it('end it only when the condition was gone for the least delay', () => {
    const one = rig(0);
    one.run(6, low);
    one.monitor.leastDelay.seconds = 60;
    expect(one.run(59, good)).toEqual([]);
    expect(one.run(2, good)).toMatchObject([{ rule: 'low', state: 'cleared' }]);
  });

  it('conclude nothing while the delay is infinite, and count the time when it ends', () => {
    const one = rig(Number.POSITIVE_INFINITY);
    expect(one.run(300, low)).toEqual([]);
    one.monitor.leastDelay.seconds = 0;
    expect(one.tick(low)).toMatchObject([{ rule: 'low', state: 'active' }]);
  });

  it('have their own delays when these are longer, or when there is no least delay', () => {
    const one = rig(3);
    expect(one.run(4.9, low)).toEqual([]);
    expect(one.run(0.2, low)).toMatchObject([{ rule: 'low', state: 'active' }]);
    expect(one.tick(good)).toEqual([]);
    one.monitor.leastDelay.seconds = 0;
    expect(one.tick(good)).toMatchObject([{ rule: 'low', state: 'cleared' }]);
  });

  it('wait as well when they were added at run time', () => {
    const one = rig(60);
    one.monitor.addMonitor({ ...LOW, id: 'late' });
    expect(one.run(59, low)).toEqual([]);
    expect(one.run(2, low)).toHaveLength(2);
  });
});

it('a rule on another channel does not wait', () => {
  const one = rig(60);
  expect(one.velocity(9)).toMatchObject([{ rule: 'fast', state: 'active' }]);
});
