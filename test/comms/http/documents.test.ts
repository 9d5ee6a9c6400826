// The documents over HTTP: liveness, status, alerts, meta, the live page, and the errors for unknown paths.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { healthDocument } from '../../../src/report/health.js';
import { profileDocument } from '../../../src/report/profile.js';
import { controlReport } from '../../report/control-report.js';
import { COMMS_HEALTH, someHealth } from '../../support/health.js';
import { idleStreams } from '../../support/idle-streams.js';
import { until } from '../../support/until.js';
import { alertEvent, LOG } from '../fake-source.js';
import { ask } from './client.js';
import { HttpBench, TASKS } from './http-bench.js';

let bench: HttpBench;

beforeEach(async () => {
  bench = await HttpBench.start();
});

afterEach(() => bench.stop());

const get = (path: string) => ask(`${bench.url}${path}`);

function someDocument() {
  return healthDocument(someHealth({ uptimeS: 81.2, degradation: 2 }), {
    run: 3,
    comms: COMMS_HEALTH,
    streams: idleStreams(),
    rss: 81_000_000,
  });
}

describe('/healthz', () => {
  it.each([
    [undefined, 503, 'no frame has come from the controller yet'],
    [0, 200, null],
    [1000, 200, null],
    [3210, 503, 'the last frame from the controller came 3.2 s ago'],
  ])('with the last frame %s ms ago is %i', async (frameAgeMs, status, reason) => {
    bench.frameAgeMs = frameAgeMs;
    const reply = await get('healthz');
    expect(reply.status).toBe(status);
    expect(reply.json).toEqual({ ok: status === 200, reason });
  });
});

describe('/api/status', () => {
  it('shows what runs, how well, and what is wrong', async () => {
    bench.health = someDocument();
    bench.frameAgeMs = 12;
    bench.source.store(alertEvent('high_velocity'), alertEvent('broker_lost', { state: 'cleared' }));
    const { status, json } = await get('api/status');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      state: 'online',
      run: 3,
      log: LOG,
      version: '0.1.0',
      mode: 'balanced',
      plant: 'running',
      clock: 'synchronised',
      device: { id: 'kpp-01', site: 'demo' },
      uptime: 81.2,
      degradation: 2,
      frames: { ok: true, reason: null },
      alerts: [{ rule: 'high_velocity', state: 'active' }],
      health: { comms: { connected: true }, memory: { rss: 81_000_000 } },
    });
    expect(json.alerts).toHaveLength(1);
  });

  it('has null for what is not known yet, or cannot be read now', async () => {
    bench.source.isAway = true;
    const { status, json } = await get('api/status');
    expect(status).toBe(200);
    expect(json).toMatchObject({ uptime: null, degradation: null, health: null, alerts: null });
    expect(json.frames).toMatchObject({ ok: false });
  });
});

describe('/api/alerts', () => {
  it('has the last state of each rule that is configured', async () => {
    bench.source.store(
      alertEvent('high_velocity'),
      alertEvent('broker_lost', { state: 'cleared' }),
      alertEvent('removed_rule'),
    );
    const { json } = await get('api/alerts');
    expect(json.alerts).toMatchObject([
      { rule: 'high_velocity', state: 'active', count: 1 },
      { rule: 'broker_lost', state: 'cleared' },
    ]);
  });

  it('follows what is stored, and asks the store only then', async () => {
    bench.source.store(alertEvent('high_velocity'));
    await get('api/alerts');
    bench.source.alerts.clear();
    const unchanged = await get('api/alerts');
    expect(unchanged.json.alerts).toHaveLength(1);
    bench.source.store(alertEvent('high_velocity', { state: 'cleared' }));
    const changed = await get('api/alerts');
    expect(changed.json.alerts).toMatchObject([{ state: 'cleared' }]);
  });

  it('is 503 while the store is being restarted', async () => {
    bench.source.isAway = true;
    const { status, json } = await get('api/alerts');
    expect(status).toBe(503);
    expect(json).toMatchObject({ error: 'unavailable' });
  });
});

describe('/api/profile', () => {
  it('has the measurements of the control thread about itself', async () => {
    const reply = get('api/profile');
    await until('control is asked', () => bench.questions.length > 0);
    bench.reports.settle(bench.questions[0]!, controlReport());
    const { status, json } = await reply;
    expect(status).toBe(200);
    expect(json).toEqual(profileDocument(controlReport(), 3, TASKS));
  });

  it('is 503 when the control thread does not answer, and points to /healthz', async () => {
    await bench.stop();
    bench = await HttpBench.start({ limits: { reportAnswerMs: 10 } });
    const { status, json, headers } = await get('api/profile');
    expect(status).toBe(503);
    expect(json).toMatchObject({ error: 'unavailable', message: expect.stringContaining('/healthz') });
    expect(headers['retry-after']).toBe('2');
  });
});

describe('/api/meta', () => {
  it('is the meta document', async () => {
    const { json } = await get('api/meta');
    expect(json).toMatchObject({
      run: 3,
      channels: { 'generator.power': { unit: 'W', source: 'formula' } },
    });
  });
});

describe('the live page', () => {
  it.each([
    ['', 'text/html; charset=utf-8', 'index.html'],
    ['page.css', 'text/css; charset=utf-8', 'page.css'],
    ['page.js', 'text/javascript; charset=utf-8', 'page.js'],
    ['icon.svg', 'image/svg+xml', 'icon.svg'],
  ])('has /%s', async (path, type, file) => {
    const { status, headers, text } = await get(path);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe(type);
    expect(text).toBe(
      readFileSync(new URL(`../../../src/comms/http/public/${file}`, import.meta.url), 'utf8'),
    );
  });

  it('loads nothing from elsewhere, and is small', async () => {
    const files = await Promise.all(['', 'page.css', 'page.js', 'icon.svg'].map(get));
    const text = files.map((file) => file.text).join('');
    expect(text.length).toBeLessThan(15_000);
    expect(text.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|@import|url\(/);
  });
});

describe('every reply', () => {
  it.each(['', 'api/status', 'healthz', 'nowhere', 'api/stream?rate=7'])(
    'has the security headers: /%s',
    async (path) => {
      const { headers } = await get(path);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  it('to HEAD is the same as to GET, without the body', async () => {
    const head = await ask(`${bench.url}api/meta`, { method: 'HEAD' });
    const { headers, text } = await get('api/meta');
    expect(head.status).toBe(200);
    expect(head.text).toBe('');
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(text)));
    expect(headers['content-length']).toBe(head.headers['content-length']);
  });
});

describe('an unknown path or method', () => {
  it.each(['nowhere', 'metrics', 'api', 'api/', 'page.css/', '../package.json', '%2e%2e/x', '*'])(
    'is 404: /%s',
    async (path) => {
      const { status, json } = await get(path);
      expect(status).toBe(404);
      expect(json.error).toBe('not_found');
    },
  );

  it.each([
    ['POST', 'api/status', 'GET, HEAD'],
    ['DELETE', '', 'GET, HEAD'],
    ['HEAD', 'api/stream', 'GET'],
    ['OPTIONS', 'api/command/mode', 'POST'],
    ['GET', 'api/command/mode', 'POST'],
    ['PUT', 'api/command/mode', 'POST'],
  ])('%s /%s is 405, and the reply names the allowed methods', async (method, path, allow) => {
    const { status, headers } = await ask(`${bench.url}${path}`, { method });
    expect(status).toBe(405);
    expect(headers.allow).toBe(allow);
  });
});
