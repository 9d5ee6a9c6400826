#!/usr/bin/env node
// The entry of `kpp`: makes the settings that must be in place before Node loads the first ES module.

// A CommonJS module: Node loads ES modules with its thread pool, and the size of a pool in use cannot be changed.
// 8 is RECOMMENDED_POOL_SIZE of src/runtime/threads/thread-pool.ts, which is an ES module and so cannot be loaded here.
process.env.UV_THREADPOOL_SIZE ??= '8';
// Loading takes some tenths of a second, in which SIGHUP would end the process. Ignoring it is correct: the configuration is read
// after loading, so it is the newest one in any case.
if (process.argv[2] === 'run') process.on('SIGHUP', () => {});
void import('./kpp.js');
