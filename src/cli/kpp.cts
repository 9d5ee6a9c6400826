#!/usr/bin/env node
// What `kpp` starts with: what has to be settled before the first ES module, and would come too late in it.

// A CommonJS module, because Node reads ES modules through that very pool: when the first line of one runs, the pool is there.
// 8 is RECOMMENDED_POOL_SIZE of src/runtime/thread-pool.ts, which must not be loaded before.
process.env.UV_THREADPOOL_SIZE ??= '8';
// Loading takes some tenths of a second, in which SIGHUP would be the end. The configuration is read after that, so a reload that
// was asked for meanwhile has nothing left to do.
if (process.argv[2] === 'run') process.on('SIGHUP', () => {});
void import('./kpp.js');
