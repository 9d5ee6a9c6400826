// The YAML that `kpp setup` puts together.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Draft } from '../../../src/cli/setup/draft.js';

describe('a draft', () => {
  it('has a comment above each part, and the sections in the order of the documentation', () => {
    const draft = new Draft();
    draft.put(['mqtt'], { url: 'mqtt://127.0.0.1:1883' }, 'The broker.');
    draft.put(['hal', 'serial', 'chain'], { path: '/dev/ttyACM0', records: { A: ['x.y', '-'] } }, 'A port.');
    draft.append(['hal', 'i2c'], { bus: 1, address: 24 }, 'A chip.\nCheck it.');
    draft.put(['hal', 'kind'], 'linux');
    draft.put(['device'], { id: 'a', site: 'b' });
    const lines = draft.text().split('\n');
    expect(lines.slice(lines.indexOf('device:'))).toEqual([
      'device:',
      '  id: a',
      '  site: b',
      '',
      'hal:',
      '  serial:',
      '    # A port.',
      '    chain:',
      '      path: /dev/ttyACM0',
      '      records:',
      '        A: [ x.y, "-" ]',
      '  i2c:',
      '    # A chip.',
      '    # Check it.',
      '    - { bus: 1, address: 24 }',
      '  kind: linux',
      '',
      '# The broker.',
      'mqtt:',
      '  url: mqtt://127.0.0.1:1883',
      '',
    ]);
  });

  it('takes `--set`: a value replaces, a map is merged key by key, an empty value unsets', () => {
    const draft = new Draft();
    draft.put(['device'], { id: 'a', site: 'b' });
    draft.put(['hal', 'kind'], 'linux');
    draft.set([
      'device.id=kpp-07',
      'device.site=',
      'hal={serial: {chain: {path: /dev/ttyUSB0}}}',
      'channels.chain.velocity.critical=true',
      'commands.allow=[start, stop]',
    ]);
    expect(parse(draft.text())).toEqual({
      device: { id: 'kpp-07' },
      hal: { kind: 'linux', serial: { chain: { path: '/dev/ttyUSB0' } } },
      channels: { 'chain.velocity': { critical: true } },
      commands: { allow: ['start', 'stop'] },
    });
  });

  it('knows the keys that it has', () => {
    const draft = new Draft();
    expect([draft.keys(['hal', 'serial']), draft.has(['hal'])]).toEqual([[], false]);
    draft.put(['hal', 'serial', 'chain'], { path: 'x' });
    expect([draft.keys(['hal', 'serial']), draft.has(['hal', 'serial'])]).toEqual([['chain'], true]);
  });
});
