// Child process: measures the time from the moment the control thread hangs until the guard has made the outputs safe.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answer, parameters } from '../child.mjs';
import { load } from '../dist.mjs';
import { quantiles } from '../statistics.mjs';

const TICK_MS = 1000 / 60;
const HANG_MS = 700;
const TICKS_BETWEEN = 12;
const NS_PER_MS = 1e6;

const { Guard } = await load('src/runtime/guard/guard.js');
const never = new Int32Array(new SharedArrayBuffer(4));
const hold = (ms) => Atomics.wait(never, 0, 0, ms);

const folder = mkdtempSync(join(tmpdir(), 'kpp-hang-'));
const files = ['brake', 'contactor'].map((name) => join(folder, name));
for (const file of files) writeFileSync(file, '1');
const descriptors = files.map((file) => openSync(file, 'r+'));
const guard = new Guard(() => {});
await guard.start({
  outputs: descriptors.map((fd, i) => ({ name: files[i], line: { kind: 'sysfs', fd }, safeLevel: 0 })),
  emergencyStop: null,
});
guard.lease.arm();

const { seconds } = parameters();
const hangs = Math.max(1, Math.round((seconds * 1000) / (HANG_MS + TICKS_BETWEEN * TICK_MS)));
const latencies = [];
for (let i = 0; i < hangs; i++) {
  for (let tick = 0; tick < TICKS_BETWEEN; tick++) {
    guard.lease.renew();
    hold(TICK_MS);
  }
  for (const file of files) writeFileSync(file, '1');
  guard.lease.renew();
  const beganMs = performance.timeOrigin + performance.now();
  latencies.push(await safeAfter(beganMs));
  guard.lease.release(guard.lease.latches);
}

/** This thread runs no tick and only reads the files. The guard writes them repeatedly; the time of the first write counts. */
async function safeAfter(beganMs) {
  let firstMs = Number.NaN;
  for (const endMs = beganMs + HANG_MS; performance.timeOrigin + performance.now() < endMs; hold(1)) {
    if (!Number.isNaN(firstMs) || files.some((file) => readFileSync(file, 'utf8') !== '0')) continue;
    firstMs = Math.max(...files.map((file) => Number(statSync(file, { bigint: true }).mtimeNs) / NS_PER_MS));
  }
  return firstMs - beganMs;
}

await guard.stop();
for (const fd of descriptors) closeSync(fd);
rmSync(folder, { recursive: true });
answer({ hangs, latencyMs: quantiles(Float64Array.from(latencies), { p50: 0.5, p99: 0.99, max: 1 }) });
