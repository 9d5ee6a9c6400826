// What gets into the Debian package, and where: files of modules, and files of systemd/.
import { describe, expect, it } from 'vitest';
import { packageScript } from '../../support/package-scripts.js';

const { isNeeded } = await packageScript('modules');
const { placeOf } = await packageScript('service');
const { byVersion } = await packageScript('needs');

describe('a file of a module', () => {
  it.each([
    'zod/index.js',
    'yaml/dist/doc/Document.js',
    'mqtt/build/index.js',
    'libsql/package.json',
    '@libsql/linux-arm64-gnu/index.node',
    '@serialport/bindings-cpp/prebuilds/linux-arm64/@serialport+bindings-cpp.armv8.glibc.node',
    '@serialport/stream/node_modules/debug/src/index.js',
  ])('is in the package when the program can load it: %s', (path) => {
    expect(isNeeded(path, 'arm64')).toBe(true);
  });

  it.each([
    ['a source', 'zod/src/index.ts'],
    ['typings', 'zod/index.d.ts'],
    ['a module of typings', '@types/node/package.json'],
    ['a map', 'yaml/dist/index.js.map'],
    ['a page', 'zod/README.md'],
    ['a licence, which the copyright file has', 'zod/LICENSE'],
    ['a test', 'aedes/test/basic.js'],
    ['an example', 'aedes/examples/clusters/index.js'],
    ['a bundle for browsers', 'mqtt/dist/mqtt.min.js'],
    ['what npm itself keeps', '.package-lock.json'],
    ['a link to a command', '.bin/mqtt.js'],
    ['headers for the compiler', 'nan/package.json'],
    ['a result of the compiler of this machine', 'epoll/build/Release/epoll.node'],
  ])('stays out when it is %s', (_what, path) => {
    expect(isNeeded(path, 'arm64')).toBe(false);
  });

  it.each([
    ['another C library', '@libsql/linux-arm64-musl/index.node'],
    ['another C library', '@koromix/koffi-linux-arm64/musl_arm64/koffi.node'],
    ['another processor', '@serialport/bindings-cpp/prebuilds/linux-x64/@serialport+bindings-cpp.glibc.node'],
    ['another system', '@serialport/bindings-cpp/prebuilds/win32-arm64/@serialport+bindings-cpp.armv8.node'],
  ])('stays out when it is for %s: %s', (_what, path) => {
    expect(isNeeded(path, 'arm64')).toBe(false);
  });
});

describe('a file of systemd/', () => {
  it.each([
    ['kpp-controller.service', 'usr/lib/systemd/system/kpp-controller.service'],
    ['sysusers.d/kpp-controller.conf', 'usr/lib/sysusers.d/kpp-controller.conf'],
    ['tmpfiles.d/kpp-controller.conf', 'usr/lib/tmpfiles.d/kpp-controller.conf'],
    ['modules-load.d/kpp-controller.conf', 'usr/lib/modules-load.d/kpp-controller.conf'],
    ['udev/rules.d/70-kpp-controller.rules', 'usr/lib/udev/rules.d/70-kpp-controller.rules'],
    ['drop-ins/10-newer.conf', 'usr/lib/systemd/system/kpp-controller.service.d/10-newer.conf'],
  ])('%s goes to %s', (file, place) => {
    expect(placeOf(file)).toBe(place);
  });

  it('that has to be switched on by hand is an example', () => {
    expect(placeOf('drop-ins/special.conf')).toBe(
      'usr/share/doc/kpp-controller/examples/systemd/drop-ins/special.conf',
    );
  });
});

describe('versions of libraries', () => {
  it('are compared number by number', () => {
    expect(['2.9', '2.34', '2.17'].sort(byVersion)).toEqual(['2.9', '2.17', '2.34']);
  });
});
