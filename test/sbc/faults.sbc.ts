// Another machine: the service is upgraded, hangs, is killed, runs out of memory, and starts on a machine whose parts come late or vanish.
import { afterAll, beforeAll, describe } from 'vitest';
import { boot } from './cases/boot.js';
import { endings } from './cases/endings.js';
import { invalidConfiguration } from './cases/invalid-configuration.js';
import { storage } from './cases/storage.js';
import { versions } from './cases/versions.js';
import { Bench } from './support/bench.js';

describe('on a machine with a real kernel, the service', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start();
  });
  afterAll(async () => bench?.dispose());
  const here = () => bench;

  versions(here);
  endings(here);
  invalidConfiguration(here);
  // Each of these starts the machine again, the last one with a root that is read-only.
  boot(here);
  storage(here);
});
