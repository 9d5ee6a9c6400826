// The figures of the computer, from a tree that imitates /sys and /proc to everything that publishes and stores them.
import { describe, expect, it } from 'vitest';
import { RASPBERRY } from '../../host/raspberry.js';
import { Folder } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { runningOnSim } from '../../support/running.js';
import { writeTree } from '../../support/tree.js';

const MORE = `
alerts:
  warm_box: { channel: host.temperature, above: 50, hysteresis: 5 }
  host_undervoltage: { offDelay: 0 }
streams: { priority: [chain.velocity, host.temperature, host.diskWear] }
`;
const TEMPERATURE = '/sys/class/thermal/thermal_zone0/temp';
const SUPPLY = '/sys/class/hwmon/hwmon1/in0_lcrit_alarm';

describe.skipIf(!requireProgram('mosquitto'))('the figures of the computer', () => {
  it('are in telemetry, meta, the priority stream, rules and built-in alarms', async () => {
    const folder = new Folder();
    const computer = `${folder.path}/host`;
    writeTree(computer, { files: RASPBERRY });
    const { subscriber } = await runningOnSim({ more: MORE }, folder);

    const { body } = await subscriber.hears('telemetry', 'a message', () => true);
    expect(body).toMatchObject({
      host: {
        temperature: 48.312,
        undervoltage: 0,
        throttled: 0,
        processorLoad: 0.25,
        memoryAvailable: 2_048_000_000,
        diskFree: expect.any(Number),
        fileSystemErrors: 0,
      },
    });
    // An SD card does not report its wear, so the channel is not there.
    expect(body).not.toHaveProperty('host.diskWear');
    const { channels, priority } = subscriber.last('meta')!;
    expect(channels).toMatchObject({ 'host.temperature': { unit: 'degC', source: 'host' } });
    expect(channels).not.toHaveProperty(['host.diskWear']);
    expect(priority).toEqual(['chain.velocity', 'host.temperature']);

    writeTree(computer, { files: { [TEMPERATURE]: '56000\n', [SUPPLY]: '1\n' } });
    await subscriber.hears(
      'events',
      'the computer is warm',
      ({ type, data }) => type === 'alert' && data.rule === 'warm_box',
    );
    const low = await subscriber.hears(
      'events',
      'its supply is low',
      ({ type, data }) => type === 'alert' && data.rule === 'host_undervoltage',
    );
    expect(low.body.data).toMatchObject({ channel: 'host.undervoltage', level: 'warning', value: 1 });
    await subscriber.hears('priority', 'the temperature', ({ values }) => values['host.temperature'] === 56);
  });
});
