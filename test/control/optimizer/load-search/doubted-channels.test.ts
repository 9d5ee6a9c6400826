// Which alarms make the load search doubt a channel.
import { describe, expect, it } from 'vitest';
import type { RealTimeMonitor } from '../../../../src/control/alarms/real-time-monitor.js';
import {
  DoubtedChannels,
  usedChannels,
} from '../../../../src/control/optimizer/load-search/doubted-channels.js';
import { Rig } from '../../rig.js';

const rig = new Rig({ config: 'optimizer: { load: power }' });
const { builtIns } = rig.controller.view;
const handleOf = (id: string) => rig.controller.view.alarms.handleOf(id as 'energy_balance');

/** The alarm that makes the search doubt a channel, while these alarms are raised and the twin names the channel `accused`. */
function alarmFound(
  raised: readonly string[],
  accused: string | null,
  channels = usedChannels(rig.plan),
): string {
  const handles = raised.map(handleOf);
  const monitor = {
    isRaised: (handle: number) => handles.some((own) => own === handle),
  } as unknown as RealTimeMonitor;
  const doubted = new DoubtedChannels(
    { monitor, builtIns, twin: { divergedChannel: accused } },
    rig.plan,
    channels,
  );
  doubted.elapsedS = 1 / 15;
  expect(doubted.update()).toBe(doubted.alarm !== '');
  return doubted.alarm;
}

describe('the channels that the load search doubts', () => {
  it.each(['sensor_stuck', 'sensor_lost', 'sensor_invalid', 'sensor_disagreement'])(
    'are those of an alarm %s, when the search uses them',
    (kind) => {
      for (const channel of ['generator.current', 'generator.voltage', 'chain.velocity', 'chain.tension']) {
        expect(alarmFound([`${kind}.${channel}`], null)).toBe(`${kind}.${channel}`);
      }
      expect(alarmFound([`${kind}.water.temperature`], null)).toBe('');
      expect(alarmFound([`${kind}.pneumatics.compressorPower`], null)).toBe('');
    },
  );

  it('are all of them while the energy balance is violated', () => {
    expect(alarmFound(['energy_balance'], null)).toBe('energy_balance');
  });

  it('are only the channels that the diverging twin names', () => {
    expect(alarmFound(['twin_divergence'], 'chain.velocity')).toBe('twin_divergence');
    expect(alarmFound(['twin_divergence'], 'pneumatics.tankPressure')).toBe('');
    expect(alarmFound([], 'chain.velocity')).toBe('');
  });

  it('do not include the power of the compressor, unless the caller asks for it', () => {
    const id = 'sensor_stuck.pneumatics.compressorPower';
    expect(alarmFound([id], null, ['pneumatics.compressorPower'])).toBe(id);
  });

  it('are trusted again when the twin has diverged for half an hour, because then the model is probably wrong', () => {
    const monitor = {
      isRaised: (handle: number) => handle === builtIns.twin_divergence,
    } as unknown as RealTimeMonitor;
    const twin = { divergedChannel: 'chain.velocity' };
    const doubted = new DoubtedChannels({ monitor, builtIns, twin }, rig.plan, usedChannels(rig.plan));
    doubted.elapsedS = 60;
    const minutes = Array.from({ length: 40 }, () => doubted.update());
    expect(minutes.indexOf(false)).toBe(30);
  });
});
