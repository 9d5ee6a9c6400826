#!/usr/bin/env node
// What `kpp` starts with: the size of libuv's thread pool, which nobody can change any more once a file has been read.

// A CommonJS module, because Node reads ES modules through that very pool: when the first line of one runs, the pool is there.
// 8 is RECOMMENDED_POOL_SIZE of src/runtime/thread-pool.ts, which must not be loaded before.
process.env.UV_THREADPOOL_SIZE ??= '8';
void import('./kpp.js');
