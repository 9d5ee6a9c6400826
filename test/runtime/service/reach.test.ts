// A unit that lets the service reach this machine only does not suit every configuration, and the program says so.
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/index.js';
import { reachProblem } from '../../../src/runtime/service/reach.js';

function problem(yaml: string, reach?: string) {
  const { config } = parseConfig(yaml, 'k.yaml');
  return reachProblem(config!, reach);
}

describe('a unit that allows this machine only', () => {
  it.each([
    '',
    'mqtt: { url: "mqtt://localhost:1883" }',
    'mqtt: { url: ["mqtt://[::1]:1883", "mqtt://127.0.0.2"] }',
  ])('suits %s', (yaml) => {
    expect(problem(yaml, 'local')).toBeNull();
  });

  it.each([
    ['mqtt: { url: "mqtt://broker.lan:1883" }', 'needs mqtt://broker.lan:1883.'],
    ['mqtt: { url: ["mqtt://127.0.0.1", "mqtts://broker.example"] }', 'needs mqtts://broker.example.'],
    ['http: { listen: "0.0.0.0:8080" }', 'needs http.listen 0.0.0.0.'],
    [
      'hal: { kind: linux, serial: { chain: { path: "tcp://10.0.0.7:4001", records: { A: [chain.velocity] } } } }',
      'needs tcp://10.0.0.7:4001.',
    ],
  ])('does not suit %s', (yaml, text) => {
    expect(problem(yaml, 'local')).toContain(text);
    expect(problem(yaml, 'local')).toContain('network.conf');
  });

  it.each([undefined, 'any'])('is not suspected where KPP_REACH is %s', (reach) => {
    expect(problem('mqtt: { url: "mqtt://broker.lan" }', reach)).toBeNull();
  });
});
