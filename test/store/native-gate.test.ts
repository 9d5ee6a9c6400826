// The gate that prevents that a thread is terminated inside a native call.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { NativeGate } from '../../src/store/native-gate.js';

describe('NativeGate', () => {
  it('cannot be closed before the thread is ready, but can be closed afterwards', async () => {
    const gate = new NativeGate();
    expect(await gate.close(0)).toBe(false);
    gate.open();
    expect(await gate.close(0)).toBe(true);
    expect(await gate.close(0)).toBe(true);
  });

  it('cannot be closed during a call, and is free again after a call that throws', async () => {
    const gate = new NativeGate();
    gate.open();
    const other = new NativeGate(gate.buffer);
    const duringCall = gate.pass(() => other.close(0));
    expect(await duringCall).toBe(false);
    expect(() =>
      gate.pass(() => {
        throw new Error('no such table');
      }),
    ).toThrow('no such table');
    expect(await other.close(0)).toBe(true);
  });

  it('stops a thread at its next call once it is closed', async () => {
    const gate = new NativeGate();
    gate.open();
    await gate.close(0);
    const called = new Int32Array(new SharedArrayBuffer(4));
    const source = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(workerData.module).then(({ NativeGate }) => {
        const gate = new NativeGate(workerData.buffer);
        parentPort.postMessage('at the gate');
        gate.pass(() => Atomics.store(workerData.called, 0, 1));
      });`;
    const module = new URL('../../dist/src/store/native-gate.js', import.meta.url).href;
    const worker = new Worker(source, { eval: true, workerData: { module, buffer: gate.buffer, called } });
    await once(worker, 'message');
    expect(await worker.terminate()).toBe(1);
    expect(called[0]).toBe(0);
  });
});
