// A secret is a file by its path, or a credential of systemd by its name, which is no path.
import { describe, expect, it } from 'vitest';
import { secretPlace } from '../../src/vocabulary/secret-place.js';

describe('the place of a secret', () => {
  it('is a path as it stands', () => {
    expect(secretPlace('/etc/kpp/password', '/run/c')).toEqual({ kind: 'file', path: '/etc/kpp/password' });
  });

  it('is a file in the folder that systemd has made, for a credential', () => {
    const place = secretPlace('credential:mqtt', '/run/credentials/kpp-controller.service');
    const path = '/run/credentials/kpp-controller.service/mqtt';
    expect(place).toEqual({ kind: 'credential', name: 'mqtt', path });
  });

  it.each([undefined, ''])('is nowhere, for a credential outside of a service (%s)', (directory) => {
    const place = secretPlace('credential:mqtt.key', directory);
    expect(place).toEqual({ kind: 'credential', name: 'mqtt.key', path: null });
  });

  it.each(['', '.', '..', '../x', 'a/b', 'a b', 'a:b', '.hidden'])(
    'is refused with the name "%s"',
    (name) => {
      expect(secretPlace(`credential:${name}`, '/run/c')).toMatchObject({ kind: 'invalid' });
    },
  );
});
