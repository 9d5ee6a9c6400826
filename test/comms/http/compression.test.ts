// Compression over real HTTP: who gets it, that it is the same document, and that it is counted.

import { once } from 'node:events';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HTTP_COMPRESSION } from '../../../src/comms/http/compression.js';
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

describe('a document of some size', () => {
  it('goes out compressed to those who take it, and is the same document', async () => {
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

  it('has the same headers when only they are asked for', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const whole = await get('page.css', headers);
    const head = await get('page.css', headers, 'HEAD');
    expect(head.body).toHaveLength(0);
    for (const name of ['content-length', 'content-encoding', 'content-type', 'vary']) {
      expect(head.headers[name]).toBe(whole.headers[name]);
    }
  });
});

it('a short reply goes out as it is', async () => {
  const { headers, body } = await get('healthz', { 'accept-encoding': 'gzip' });
  expect(headers['content-encoding']).toBeUndefined();
  expect(JSON.parse(body.toString())).toHaveProperty('ok');
});
