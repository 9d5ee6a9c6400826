// Another machine: the service is upgraded, hangs, is killed, runs out of memory, and starts on a machine whose parts come late or vanish.
import { boot } from './cases/boot.js';
import { endings } from './cases/endings.js';
import { invalidConfiguration } from './cases/invalid-configuration.js';
import { storage } from './cases/storage.js';
import { versions } from './cases/versions.js';
import { onMachine } from './support/on-machine.js';

onMachine((bench) => {
  versions(bench);
  endings(bench);
  invalidConfiguration(bench);
  // Each of these starts the machine again, the last one with a root that is read-only.
  boot(bench);
  storage(bench);
});
