// An endpoint in the registry is served, guarded and listed on the reference page. It needs one file and one line.
import { afterEach, expect, it, vi } from 'vitest';
import { ENDPOINTS } from '../../../src/comms/http/endpoints/index.js';
import { endpointTable } from '../../support/pages/endpoint-table.js';
import { ask } from './client.js';
import { HttpBench } from './http-bench.js';

vi.mock('../../../src/comms/http/endpoints/index.js', async (shipped) => {
  const { ENDPOINTS } = await shipped<typeof import('../../../src/comms/http/endpoints/index.js')>();
  const { endpoint } = await import('../../../src/comms/http/endpoint.js');
  const { oneOfNumbers } = await import('../../../src/comms/http/query.js');
  const notes = endpoint({
    method: 'GET',
    path: '/api/notes/<name>',
    summary: 'A note.',
    query: { lines: oneOfNumbers([1, 2], { unit: 'lines', meaning: 'how many', fallback: null }) },
    handle: ({ name, query }, { view }) => ({
      status: 200,
      json: { name, lines: query.lines, run: view.status.run },
    }),
  });
  const writeNote = endpoint({
    method: 'POST',
    path: '/api/notes/<name>',
    summary: 'Writes a note.',
    access: 'change',
    query: {},
    maxBodyBytes: 8,
    handle: ({ body }) => ({ status: 201, json: { text: body.toString() } }),
  });
  const broken = endpoint({
    method: 'GET',
    path: '/api/broken',
    summary: 'Fails.',
    query: {},
    handle: () => {
      throw new Error('a bug');
    },
  });
  return { ENDPOINTS: [...ENDPOINTS, notes, writeNote, broken] };
});

let bench: HttpBench;

afterEach(() => bench.stop());

async function call(path: string, options?: Parameters<typeof ask>[1]) {
  bench = await HttpBench.start({ token: 'secret' });
  return ask(`${bench.url}${path}`, options);
}

const post = (body: string, authorization = 'Bearer secret') =>
  call('api/notes/a', { method: 'POST', body, headers: { authorization } });

it('gets the name in its path and its query parameters, checked', async () => {
  const { status, json } = await call('api/notes/a?lines=2');
  expect([status, json]).toEqual([200, { name: 'a', lines: 2, run: 3 }]);
});

it('has the fallback of a parameter that is missing', async () => {
  expect((await call('api/notes/a')).json.lines).toBeNull();
});

it.each([
  ['?lines=3', 'lines is "3", it has to be one of 1, 2 (lines)'],
  ['?lines=1&lines=2', 'lines is "1,2", it has to be one of 1, 2 (lines)'],
  ['?line=1', 'there is no parameter "line"; /api/notes/<name> takes lines'],
])('is not reached by a wrong query: %s', async (query, message) => {
  const { status, json } = await call(`api/notes/a${query}`);
  expect([status, json]).toEqual([400, { error: 'invalid', message }]);
});

it('answers HEAD', async () => {
  const { status, text } = await call('api/notes/a', { method: 'HEAD' });
  expect([status, text]).toEqual([200, '']);
});

it('shares its path with an endpoint of another method, and a wrong method gets the list of both', async () => {
  const { status, headers } = await call('api/notes/a', { method: 'DELETE' });
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD, POST']);
});

it('gets its body up to its limit, and only from clients with the token', async () => {
  const written = await post('12345678');
  expect([written.status, written.json]).toEqual([201, { text: '12345678' }]);
  await bench.stop();
  expect((await post('123456789')).status).toBe(413);
  await bench.stop();
  expect((await post('1', 'Bearer wrong')).status).toBe(401);
});

it('that throws is 500 with a message, and the cause is in the log and not in the reply', async () => {
  const { status, text, json } = await call('api/broken');
  expect([status, json.error]).toEqual([500, 'failed']);
  expect(text).not.toContain('a bug');
  expect(bench.logLines.join()).toContain('a bug');
});

it('has a line on the reference page', () => {
  expect(endpointTable(ENDPOINTS).find(([place]) => place === '`GET /api/notes/<name>`')).toEqual([
    '`GET /api/notes/<name>`',
    'A note.',
    'read',
    '`lines`: how many; one of 1, 2 (lines)',
    'none',
  ]);
});
