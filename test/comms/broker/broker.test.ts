// The embedded broker: its port, and its orderly stop.
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { EmbeddedBroker } from '../../../src/comms/broker/broker.js';

const brokers: EmbeddedBroker[] = [];

async function start(port = 0): Promise<EmbeddedBroker> {
  const broker = await EmbeddedBroker.start('127.0.0.1', port);
  brokers.push(broker);
  return broker;
}

afterEach(async () => {
  for (const broker of brokers.splice(0)) {
    await broker.close();
  }
});

describe('the embedded broker', () => {
  it('reports that another program has the port', async () => {
    const { port } = await start();
    await expect(EmbeddedBroker.start('127.0.0.1', port)).rejects.toMatchObject({
      code: 'in_use',
      message: `127.0.0.1:${port} is in use by another program`,
    });
  });

  it.each(['0.0.0.0', '192.168.1.5', '::'])(
    'does not listen on %s, where others could reach it',
    async (host) => {
      await expect(EmbeddedBroker.start(host, 0)).rejects.toMatchObject({ code: 'failed' });
    },
  );

  it('disconnects its clients when it closes, and frees the port', async () => {
    const broker = await start();
    const { port } = broker;
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const cut = once(socket.resume(), 'close');
    await brokers.pop()!.close();
    await cut;
    await start(port);
  });
});
