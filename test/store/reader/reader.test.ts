// The reader of the store. The test takes the part of the worker at the other end of the port.
import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ReaderReply } from '../../../src/store/protocol.js';
import { StoreReader } from '../../../src/store/reader/reader.js';

function connected(reader: StoreReader): MessagePort {
  const { port1, port2 } = new MessageChannel();
  reader.attach(port2);
  onTestFinished(() => port1.close());
  return port1;
}

async function nextMessage(port: MessagePort): Promise<unknown> {
  const [message] = await once(port, 'message');
  return message;
}

function tell(port: MessagePort, reply: ReaderReply): void {
  port.postMessage(reply);
}

describe('StoreReader', () => {
  it('rejects calls while it has no port', async () => {
    await expect(new StoreReader(() => {}).eventsAfter(0, 10)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('rejects open calls when its port is replaced, and uses the new port for later calls', async () => {
    const reader = new StoreReader(() => {});
    connected(reader);
    const first = reader.currentAlerts();
    const port = connected(reader);
    await expect(first).rejects.toMatchObject({ code: 'unavailable' });
    const second = reader.resumePoint(7);
    const call = await nextMessage(port);
    expect(call).toMatchObject({ kind: 'call', call: { name: 'resumePoint', args: [7] } });
    tell(port, { kind: 'answer', id: (call as { id: number }).id, answer: 42 });
    expect(await second).toBe(42);
  });

  it('sends the last acknowledgement again to a new worker with the same log', async () => {
    const reader = new StoreReader(() => {});
    const first = connected(reader);
    tell(first, { kind: 'stored', log: 'a', lastSeq: 9 });
    reader.acknowledged(5, 1000);
    await nextMessage(first);
    const second = connected(reader);
    tell(second, { kind: 'stored', log: 'a', lastSeq: 9 });
    expect(await nextMessage(second)).toEqual({ kind: 'acknowledged', upToSeq: 5, atMs: 1000 });
  });

  it('does not send an acknowledgement of the old log to a worker with a new log', async () => {
    let told = () => {};
    const reader = new StoreReader(() => told());
    const first = connected(reader);
    const known = new Promise<void>((resolve) => {
      told = resolve;
    });
    tell(first, { kind: 'stored', log: 'a', lastSeq: 9 });
    await known;
    reader.acknowledged(5, 1000);
    const second = connected(reader);
    const replaced = new Promise<void>((resolve) => {
      told = resolve;
    });
    tell(second, { kind: 'stored', log: 'b', lastSeq: 1 });
    await replaced;
    void reader.currentAlerts().catch(() => {});
    expect(await nextMessage(second)).toMatchObject({ kind: 'call' });
    reader.close();
  });
});
