// The table of docs/http.md, made from the definitions of the endpoints.
import type { Endpoint } from '../../../src/comms/http/endpoint.js';

const HEAD = ['endpoint', 'what it answers', 'who may', 'query parameters', 'body'];

export function endpointTable(endpoints: readonly Endpoint[]): string[][] {
  return [HEAD, ...endpoints.map(row)];
}

function row({ method, path, summary, access, query, maxBodyBytes }: Endpoint): string[] {
  const told = Object.entries(query).map(([name, { form, meaning }]) => `\`${name}\`: ${meaning}; ${form}`);
  return [
    `\`${method} ${path}\``,
    summary,
    access,
    told.join('<br>') || 'none',
    maxBodyBytes === 0 ? 'none' : `at most ${maxBodyBytes} bytes`,
  ];
}
