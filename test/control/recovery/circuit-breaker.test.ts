// The circuit breaker of one cause: how long it stays open.
import { expect, it } from 'vitest';
import {
  CircuitBreaker,
  FIRST_OPEN_S,
  LONGEST_OPEN_S,
} from '../../../src/control/recovery/circuit-breaker.js';

it('is closed at first', () => {
  const breaker = new CircuitBreaker();
  expect(breaker).toMatchObject({ state: 'closed', untilS: Number.NEGATIVE_INFINITY });
});

it('stays open for a time that doubles with each failed probe, up to a maximum', () => {
  const breaker = new CircuitBreaker();
  const times = [1, 2, 3, 4, 5, 6].map((nowS) => {
    breaker.trip(nowS);
    expect(breaker.state).toBe('open');
    const openS = breaker.untilS - nowS;
    breaker.admitProbe();
    expect(breaker.state).toBe('half_open');
    return openS;
  });
  expect(times).toEqual([60, 120, 240, 480, 600, 600]);
  expect([FIRST_OPEN_S, LONGEST_OPEN_S]).toEqual([60, 600]);
});

it('starts again with the shortest time after it was closed', () => {
  const breaker = new CircuitBreaker();
  breaker.trip(10);
  breaker.trip(100);
  breaker.close();
  expect(breaker).toMatchObject({ state: 'closed', untilS: Number.NEGATIVE_INFINITY });
  breaker.trip(200);
  expect(breaker.untilS).toBe(260);
});
