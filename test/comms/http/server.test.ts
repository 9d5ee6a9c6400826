// The server itself: which requests it answers, its errors when it cannot listen, and its stop.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isForeignHost } from '../../../src/comms/http/host-check.js';
import { ListenError } from '../../../src/comms/http/listening.js';
import { until } from '../../support/until.js';
import { ask, StreamClient } from './client.js';
import { HttpBench } from './http-bench.js';

const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(cleanUps.splice(0).map((cleanUp) => cleanUp()));
});

function bench(options?: ConstructorParameters<typeof HttpBench>[0]): HttpBench {
  const made = new HttpBench(options);
  cleanUps.push(() => made.stop());
  return made;
}

/** Another program on a free port. */
async function occupy(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(async () => server.close());
  return { server, port: (server.address() as { port: number }).port };
}

describe('a server on a loopback address', () => {
  it.each([
    ['127.0.0.1:8080', false],
    ['127.0.0.1', false],
    ['127.1.2.3:80', false],
    ['localhost:9000', false],
    ['LOCALHOST', false],
    ['[::1]:8080', false],
    [undefined, false],
    ['evil.example', true],
    ['evil.example:8080', true],
    ['localhost.evil.example', true],
    ['127.0.0.1.evil.example', true],
    ['192.168.1.5:8080', true],
    ['', true],
    ['[::1', true],
    ['localhost:8080:1', true],
  ])('decides by the Host header %s whether a request is foreign', (header, isForeign) => {
    expect(isForeignHost('127.0.0.1', header)).toBe(isForeign);
    expect(isForeignHost('localhost', header)).toBe(isForeign);
  });

  it('refuses requests with another host name, on every path', async () => {
    const { service } = bench({ token: 'secret' });
    const url = await service.listen();
    const headers = { host: 'evil.example:8080', authorization: 'Bearer secret' };
    for (const [method, path] of [
      ['GET', ''],
      ['GET', 'api/status'],
      ['GET', 'api/stream'],
      ['POST', 'api/command/mode'],
    ] as const) {
      const { status, json } = await ask(`${url}${path}`, { method, headers });
      expect(status).toBe(403);
      expect(json.error).toBe('foreign_host');
    }
  });
});

describe('a server on another address', () => {
  it('answers to any name', () => {
    expect(isForeignHost('0.0.0.0', 'plant.example:8080')).toBe(false);
    expect(isForeignHost('192.168.1.5', 'plant.example')).toBe(false);
  });
});

describe('when it cannot listen', () => {
  it('names the port that is taken and the setting that changes it', async () => {
    const { port } = await occupy();
    const error = await bench({ port })
      .service.listen()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ListenError);
    expect(error).toMatchObject({
      message: `the port ${port} of the live page is taken.`,
      fix: `Choose another one: --set http.listen=127.0.0.1:${port + 1}`,
    });
  });

  it('names an address that does not belong to this machine', async () => {
    const error = await bench({ host: '192.0.2.1', port: 8080 })
      .service.listen()
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      message: 'the address 192.0.2.1 of the live page is not an address of this machine.',
      fix: 'Choose another one: --set http.listen=127.0.0.1:8080',
    });
  });

  it('waits for a port that becomes free', async () => {
    const { server, port } = await occupy();
    const waiting = bench({ port }).service.listen(5000);
    const early = await Promise.race([waiting, new Promise((resolve) => setImmediate(resolve))]);
    expect(early).toBeUndefined();
    server.close();
    expect(await waiting).toBe(`http://127.0.0.1:${port}/`);
  });

  it('stops without an error', async () => {
    const { port } = await occupy();
    const { service } = bench({ port });
    await expect(service.listen()).rejects.toThrow(ListenError);
    await service.stop();
  });
});

describe('the end', () => {
  it('closes streams, incomplete requests and idle connections within 200 ms, and frees the port', async () => {
    const { service, manager, url, port } = await startedBench();
    const streams = await Promise.all([1, 2, 3].map(() => StreamClient.open(`${url}api/stream`)));
    const hung = await StreamClient.open(`${url}api/stream`, { isReading: false });
    const halfTold = connect(port, '127.0.0.1');
    await once(halfTold, 'connect');
    halfTold.write('POST /api/command/mode HTTP/1.1\r\n');
    const idle = connect(port, '127.0.0.1');
    await once(idle, 'connect');
    const sockets = [halfTold, idle].map(async (socket) => {
      socket.resume();
      socket.on('error', () => {});
      await once(socket, 'close');
    });

    const begun = performance.now();
    await service.stop();
    expect(performance.now() - begun).toBeLessThan(200);
    await Promise.all(sockets);
    await until('the streams have ended', () => streams.every(({ isClosed }) => isClosed));
    hung.close();
    expect(manager.size).toBe(0);
    await expect(ask(`${url}healthz`)).rejects.toThrow('ECONNREFUSED');
  });

  it('ends a stream in order, not as a broken connection', async () => {
    const { service, url } = await startedBench();
    const client = await StreamClient.open(`${url}api/stream`);
    const ended = once(client.response, 'end');
    await service.stop();
    await ended;
    expect(client.response.complete).toBe(true);
  });
});

async function startedBench() {
  const made = bench();
  made.url = await made.service.listen();
  return { service: made.service, manager: made.streams, url: made.url, port: made.port };
}

describe('a request that is not HTTP', () => {
  it('is answered with 400 and does not disturb others', async () => {
    const { url, port } = await startedBench();
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.write('\x16\x03\x01 nonsense\r\n\r\n');
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1.1 400 /);
    expect((await ask(`${url}api/meta`)).status).toBe(200);
  });
});
