// Accept-Encoding of RFC 9110: which values accept gzip, and which do not.
import { describe, expect, it } from 'vitest';
import { acceptsGzip } from '../../../src/comms/http/content-encoding.js';

describe('gzip is taken', () => {
  it.each([
    'gzip',
    'GZIP',
    'x-gzip',
    'gzip, deflate, br, zstd',
    'br;q=1.0, gzip;q=0.8, *;q=0.1',
    '*',
    '*;q=0.5',
    'deflate, gzip;q=0.001',
    ' gzip ; q=1 ',
    'gzip;q=0.5, identity;q=0.5',
  ])('by %s', (header) => {
    expect(acceptsGzip(header)).toBe(true);
  });
});

describe('gzip is not taken', () => {
  it.each([
    undefined,
    '',
    'identity',
    'br',
    'gzip;q=0',
    'gzip;q=0.000',
    '*;q=0',
    'gzip;q=0, *',
    'gzip;q=0.4, identity;q=0.5',
    'gzip;q=2',
    'gzipped',
    'gz ip',
  ])('by %s', (header) => {
    expect(acceptsGzip(header)).toBe(false);
  });
});
