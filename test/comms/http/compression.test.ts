// Compression over real HTTP: which clients get it, that the document is the same, and the counts.

import { once } from 'node:events';
import { request } from 'node:http';
import { createGunzip, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HTTP_COMPRESSION } from '../../../src/comms/http/compression.js';
import { until } from '../../support/until.js';
import { StreamClient } from './client.js';
import { HttpBench } from './http-bench.js';

let bench: HttpBench;
beforeEach(async () => {
  bench = await HttpBench.start();
});
afterEach(() => bench.stop());

async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const outgoing = request(`${bench.url}${path}`, { method, headers, agent: false }).end();
  const [response] = await once(outgoing, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { headers: response.headers, body: Buffer.concat(chunks) };
}

describe('a document of more than 1 kB', () => {
  it('is sent compressed to clients that accept it, and is the same document', async () => {
    const before = HTTP_COMPRESSION.figures;
    const plain = await get('page.js');
    const packed = await get('page.js', { 'accept-encoding': 'gzip, br' });
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(Number(packed.headers['content-length'])).toBe(packed.body.length);
    expect(gunzipSync(packed.body)).toEqual(plain.body);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers.vary).toBe('accept-encoding');
    const after = HTTP_COMPRESSION.figures;
    expect(after.replies - before.replies).toBe(1);
    expect(after.bytesIn - before.bytesIn).toBe(plain.body.length);
    expect(after.bytesOut - before.bytesOut).toBe(packed.body.length);
  });

  it('has the same headers in a reply to HEAD', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const whole = await get('page.css', headers);
    const head = await get('page.css', headers, 'HEAD');
    expect(head.body).toHaveLength(0);
    for (const name of ['content-length', 'content-encoding', 'content-type', 'vary']) {
      expect(head.headers[name]).toBe(whole.headers[name]);
    }
  });
});

it('a short reply is sent without compression', async () => {
  const { headers, body } = await get('healthz', { 'accept-encoding': 'gzip' });
  expect(headers['content-encoding']).toBeUndefined();
  expect(JSON.parse(body.toString())).toHaveProperty('ok');
});

describe('a stream', () => {
  /** Opens a compressed stream; `text` is what has arrived of it, unpacked. */
  async function open(headers: Record<string, string> = { 'accept-encoding': 'gzip' }) {
    const outgoing = request(`${bench.url}api/stream?rate=60`, { headers, agent: false }).end();
    const [response] = await once(outgoing, 'response');
    const arrived = { text: '' };
    const gunzip = createGunzip();
    gunzip.on('data', (chunk: Buffer) => {
      arrived.text += chunk.toString();
    });
    gunzip.on('error', () => {});
    response.on('error', () => {});
    return { outgoing, response, gunzip, arrived };
  }

  it('is compressed when the client accepts it, and each message arrives at once', async () => {
    const before = HTTP_COMPRESSION.figures;
    const { outgoing, response, gunzip, arrived } = await open();
    expect(response.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'text/event-stream',
    });
    response.pipe(gunzip);
    for (let tick = 1; tick <= 5; tick++) {
      bench.frame(tick);
      await until(`message ${tick} is there`, () => arrived.text.split('\n\n').length === tick + 1);
    }
    const seqs = [...arrived.text.matchAll(/"seq":(\d+)/g)].map(([, seq]) => Number(seq));
    expect(seqs).toEqual([1, 2, 3, 4, 5]);
    const { streams, bytesIn, bytesOut } = HTTP_COMPRESSION.figures;
    expect(streams - before.streams).toBe(1);
    expect(bytesIn - before.bytesIn).toBe(Buffer.byteLength(arrived.text));
    expect(bytesOut - before.bytesOut).toBeLessThan(bytesIn - before.bytesIn);
    outgoing.destroy();
    await until('the stream is gone', () => HTTP_COMPRESSION.figures.streams === before.streams);
  });

  it('of a client that does not read loses messages, which are counted, and other clients get all of theirs', async () => {
    await bench.stop();
    bench = await HttpBench.start({ limits: { backlogBytes: 20_000 } });
    const slow = await open();
    slow.response.pause();
    const other = await StreamClient.open(`${bench.url}api/stream?rate=60`);
    let tick = 1;
    while (bench.streams.dropped === 0) {
      bench.frames(tick, tick + 60);
      tick += 60;
      const sent = tick - 1;
      await until('the other one has all', () => other.messages.length === sent, 20_000);
    }
    expect(other.messages.at(-1)!.seq).toBe(tick - 1);
    slow.outgoing.destroy();
    other.close();
  });
});
