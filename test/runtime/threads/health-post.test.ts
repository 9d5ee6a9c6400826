// Which health records are posted to a comms thread that takes them, that stands still, or that is started again.
import { expect, it } from 'vitest';
import { HealthPost } from '../../../src/runtime/threads/health-post.js';
import { someHealth } from '../../support/health.js';

function bench() {
  const posted: number[] = [];
  const leftOut: number[] = [];
  const post = new HealthPost(({ uptimeS }, count) => {
    posted.push(uptimeS);
    leftOut.push(count);
  });
  const send = (from: number, to: number) => {
    for (let uptimeS = from; uptimeS <= to; uptimeS++) post.send(someHealth({ uptimeS }));
  };
  return { posted, leftOut, post, send };
}

it('posts every record while each is taken', () => {
  const { posted, leftOut, post, send } = bench();
  for (let second = 1; second <= 100; second++) {
    send(second, second);
    post.taken();
  }
  expect(posted).toHaveLength(100);
  expect(leftOut.at(-1)).toBe(0);
});

it('posts at most four records that are not taken yet, and continues when one is taken, with the number of those left out', () => {
  const { posted, leftOut, post, send } = bench();
  send(1, 3600);
  expect(posted).toEqual([1, 2, 3, 4]);
  post.taken();
  send(3601, 3602);
  expect(posted).toEqual([1, 2, 3, 4, 3601]);
  expect(leftOut).toEqual([0, 0, 0, 0, 3596]);
});

it('begins again with a new thread, which does not have to take the earlier records', () => {
  const { posted, post, send } = bench();
  send(1, 10);
  post.reset();
  send(11, 12);
  expect(posted).toEqual([1, 2, 3, 4, 11, 12]);
});
