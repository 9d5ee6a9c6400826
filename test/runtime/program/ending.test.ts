// The end of the program: every part is told of the end first, then the steps of the start are undone, the last one first.
import { expect, it } from 'vitest';
import { Ending } from '../../../src/runtime/program/ending.js';

/** An ending that records what it does. */
function written(): { ending: Ending; done: string[]; step(name: string): void } {
  const done: string[] = [];
  const ending = new Ending();
  const step = (name: string) => {
    ending.add({
      quiet: (reason) => void done.push(`quiet ${name}: ${reason}`),
      close: async () => void done.push(`close ${name}`),
    });
  };
  return { ending, done, step };
}

it('tells every step of the end before it closes the first, the last step first', async () => {
  const { ending, done, step } = written();
  step('store');
  step('control');
  await ending.run('SIGTERM');
  expect(done).toEqual(['quiet control: SIGTERM', 'quiet store: SIGTERM', 'close control', 'close store']);
});

it('waits for each undo before the next', async () => {
  const { ending, done, step } = written();
  step('store');
  ending.add({
    quiet: async () => {
      await Promise.resolve();
      done.push('quiet comms');
    },
  });
  await ending.run('SIGINT');
  expect(done).toEqual(['quiet comms', 'quiet store: SIGINT', 'close store']);
});

it('undoes a step once, however often it is run', async () => {
  const { ending, done, step } = written();
  step('store');
  await ending.run('start failed');
  await ending.run('start failed');
  expect(done).toHaveLength(2);
});

it('runs all other parts when one fails, and rejects with the first error', async () => {
  const { ending, done, step } = written();
  step('store');
  ending.add({
    quiet: () => Promise.reject(new Error('comms does not answer')),
    close: () => {
      throw new Error('the port does not close');
    },
  });
  await expect(ending.run('SIGTERM')).rejects.toThrow('comms does not answer');
  expect(done).toEqual(['quiet store: SIGTERM', 'close store']);
});
