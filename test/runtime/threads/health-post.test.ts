// What of the health reaches a comms thread that takes it, that stands still, and that is started again.
import { expect, it } from 'vitest';
import { HealthPost } from '../../../src/runtime/threads/health-post.js';
import { someHealth } from '../../support/health.js';

function bench() {
  const posted: number[] = [];
  const post = new HealthPost(({ uptimeS }) => posted.push(uptimeS));
  const send = (from: number, to: number) => {
    for (let uptimeS = from; uptimeS <= to; uptimeS++) post.send(someHealth({ uptimeS }));
  };
  return { posted, post, send };
}

it('sends each while each is taken', () => {
  const { posted, post, send } = bench();
  for (let second = 1; second <= 100; second++) {
    send(second, second);
    post.taken();
  }
  expect(posted).toHaveLength(100);
  expect(post.dropped).toBe(0);
});

it('has four under way at most, and goes on when one is taken', () => {
  const { posted, post, send } = bench();
  send(1, 3600);
  expect(posted).toEqual([1, 2, 3, 4]);
  expect(post.dropped).toBe(3596);
  post.taken();
  send(3601, 3602);
  expect(posted).toEqual([1, 2, 3, 4, 3601]);
});

it('begins anew with another thread, which may not have to tell of the ones before', () => {
  const { posted, post, send } = bench();
  send(1, 10);
  post.reset();
  send(11, 12);
  expect(posted).toEqual([1, 2, 3, 4, 11, 12]);
});
