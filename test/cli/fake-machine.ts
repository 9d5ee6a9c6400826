// A folder that imitates a machine, for the probes of `kpp doctor`.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Received } from '../../src/cli/doctor/listening/received.js';
import { type Bindings, Machine } from '../../src/cli/doctor/machine.js';

export interface Tree {
  /** The text of each file, by its absolute path. */
  readonly files?: Readonly<Record<string, string>>;
  /** The target of each link, by its absolute path. */
  readonly links?: Readonly<Record<string, string>>;
}

const refused = () => {
  throw new Error('nothing is to be opened');
};

/** Without other bindings, no line and no bus is opened, and nothing arrives on a port. */
export function fakeMachine({ files = {}, links = {} }: Tree, bindings: Bindings = {}): Machine {
  const root = mkdtempSync(join(tmpdir(), 'kpp-machine-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const place = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(place(path), text);
  for (const [path, target] of Object.entries(links)) symlinkSync(target, place(path));
  const listenToPort = async () => new Received();
  return new Machine(root, { loadOnoff: () => refused, listenToPort, ...bindings });
}
