// Runs before each test file of mutation testing: the mutant of the run before is not active while the file is loaded.
const { __stryker__: stryker } = globalThis;
if (stryker !== undefined) stryker.activeMutant = undefined;
