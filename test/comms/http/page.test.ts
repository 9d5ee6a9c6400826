// The table in docs/http.md agrees with the endpoints. `npx vitest run --project unit test/comms/http -u` updates it.
import { describe, expect, it } from 'vitest';
import { ENDPOINTS } from '../../../src/comms/http/endpoints/index.js';
import { endpointTable } from '../../support/pages/endpoint-table.js';
import { pagePath, pageWith } from '../../support/pages/reference-page.js';

it('the table of docs/http.md agrees with the registry', async () => {
  const path = pagePath('http.md');
  await expect(pageWith(path, 'endpoints', endpointTable(ENDPOINTS))).toMatchFileSnapshot(path);
});

describe('the endpoints', () => {
  it('have paths of their own for each method', () => {
    const places = ENDPOINTS.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('of GET change nothing, and all others need the token', () => {
    for (const { method, access } of ENDPOINTS) expect(access).toBe(method === 'GET' ? 'read' : 'change');
  });
});
