#!/usr/bin/env node
// The entry of `kpp`: makes the settings that must be in place before Node loads the first ES module.
import v8 = require('node:v8');

// A CommonJS module: Node loads ES modules with its thread pool, and the size of a pool in use cannot be changed.
// 8 is RECOMMENDED_POOL_SIZE of src/runtime/threads/thread-pool.ts, which is an ES module and so cannot be loaded here.
process.env.UV_THREADPOOL_SIZE ??= '8';
const command = process.argv[2];
// Loading takes some tenths of a second, in which SIGHUP would end the process. Ignoring it is correct: the configuration is read
// after loading, so it is the newest one in any case.
if (command === 'run') process.on('SIGHUP', () => {});
// V8 optimises a function after it has executed a number of bytes of it, and counts too slowly for 15 calls a second (decision 0045).
// Only V8 of Node 20 needs this flag and knows it: later ones have a compiler in the middle.
const needsBudget = process.versions.v8.startsWith('11.');
if (needsBudget && (command === 'run' || command === 'demo'))
  v8.setFlagsFromString('--interrupt-budget=3000');
void import('./kpp.js');
