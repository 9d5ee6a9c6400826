// The Debian package: made from the tree, unpacked, and what is inside run as its users run it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.js';
import { requireProgram } from '../support/programs.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kpp-deb-'));
const installed = join(folder, 'installed');
const inside = (...path: string[]) => join(installed, ...path);
const run = (program: string, args: readonly string[]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe', cwd: folder });

/** `kpp` of the package, by the link on the PATH. */
const kpp = (...args: string[]) => run(process.execPath, [inside('usr/bin/kpp'), ...args]);

let deb = '';

describe.skipIf(!requireProgram('dpkg-deb') || !requireProgram('readelf'))('the Debian package', () => {
  beforeAll(() => {
    const script = join(ROOT, 'scripts/package.mjs');
    run(process.execPath, [script, '--from-tree', '--out', join(folder, 'packages')]);
    const name = readdirSync(join(folder, 'packages')).find((file) => file.endsWith('.deb'));
    deb = join(folder, 'packages', name ?? '');
    run('dpkg-deb', ['--extract', deb, installed]);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says what it needs and what it keeps', () => {
    const field = (name: string) => run('dpkg-deb', ['--field', deb, name]).trim();
    expect(field('Package')).toBe('kpp-controller');
    expect(field('Depends')).toMatch(
      /^nodejs \(>= 20\.19\), nodejs \(<< 25~\), systemd, libc6 \(>= [\d.]+\), /,
    );
    expect(run('dpkg-deb', ['--info', deb, 'conffiles']).trim()).toBe('/etc/kpp/controller.yaml');
  });

  it('has no development module, source, map or test, and belongs to root', () => {
    const modules = readdirSync(inside('usr/lib/kpp-controller/node_modules'));
    expect(modules).toContain('mqtt');
    for (const name of ['vitest', 'typescript', '@biomejs', '@types', 'nan', '.bin']) {
      expect(modules).not.toContain(name);
    }
    const lines = run('dpkg-deb', ['--contents', deb]).trim().split('\n');
    expect(lines.filter((line) => /\.(?:ts|map|test\.js)$/.test(line))).toEqual([]);
    expect(lines.filter((line) => !/^[dl-]rwx?r?.{6,7} root\/root /.test(line))).toEqual([]);
  });

  it('has the program without anything that the build left over', () => {
    const files = readdirSync(inside('usr/lib/kpp-controller/dist'), { recursive: true, encoding: 'utf8' });
    const scripts = files.filter((file) => file.endsWith('.js') && !file.includes('/public/'));
    expect(scripts.length).toBeGreaterThan(500);
    const sources = scripts.map((file) => join(ROOT, file.replace(/js$/, 'ts')));
    expect(sources.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('starts as kpp, and accepts the configuration that it installs', () => {
    expect(kpp('--version').trim()).toBe(run('dpkg-deb', ['--field', deb, 'Version']).trim());
    const report = kpp('check', '--config', inside('etc/kpp/controller.yaml'));
    expect(report.split('\n').filter((line) => line !== '' && !line.includes(' warning: '))).toEqual([]);
    expect(statSync(inside('usr/lib/kpp-controller/dist/src/cli/kpp.cjs')).mode & 0o111).toBe(0o111);
  });

  it('runs a scenario of its examples', () => {
    const examples = inside('usr/share/doc/kpp-controller/examples/scenarios');
    const verdict = JSON.parse(kpp('scenario', '--json', join(examples, 'start-without-air.yaml')));
    expect(verdict.passed).toBe(true);
  });

  it('has natives that load', () => {
    const modules = ['libsql', 'koffi', 'serialport', 'epoll', 'i2c-bus'];
    const paths = modules.map((name) => inside('usr/lib/kpp-controller/node_modules', name));
    const code = `for (const path of ${JSON.stringify(paths)}) require(path); console.log('loaded')`;
    expect(run(process.execPath, ['--eval', code]).trim()).toBe('loaded');
  });

  it('has the licence of every module in its copyright file', () => {
    const copyright = readFileSync(inside('usr/share/doc/kpp-controller/copyright'), 'utf8');
    const names = readdirSync(inside('usr/lib/kpp-controller/node_modules')).flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(inside('usr/lib/kpp-controller/node_modules', name)).map((part) => `${name}/${part}`)
        : [name],
    );
    const missing = names.filter((name) => !copyright.includes(`node_modules/${name}/*`));
    expect(missing).toEqual([]);
  });

  it.skipIf(!requireProgram('bash'))('completes commands, options and values in bash', () => {
    const file = inside('usr/share/bash-completion/completions/kpp');
    const offers = (...words: string[]) => {
      const setting = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`;
      return run('bash', ['-c', `source ${file}; ${setting}; _kpp; echo "\${COMPREPLY[*]}"`]).trim();
    };
    const names = buildProgram(() => {}).commands.map((command) => command.name());
    expect(offers('kpp', '').split(' ')).toEqual([...names, '--help', '--version']);
    expect(offers('kpp', 'sta')).toBe('status');
    expect(offers('kpp', 'export', '--fo')).toBe('--format');
    expect(offers('kpp', 'run', '--log-level', 'w')).toBe('warning');
  });

  it.skipIf(!requireProgram('man'))('has manual pages without a complaint of the formatter', () => {
    for (const page of ['man1/kpp.1.gz', 'man5/kpp-controller.yaml.5.gz']) {
      const command = `LC_ALL=C.UTF-8 man --warnings --local-file '${inside('usr/share/man', page)}' 2>&1 >/dev/null`;
      expect(run('sh', ['-c', command])).toBe('');
    }
  });
});
