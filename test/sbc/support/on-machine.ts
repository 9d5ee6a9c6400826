// The frame of each file of cases: one guest is started before them and ended after them.
import { afterAll, beforeAll, describe } from 'vitest';
import { Bench } from './bench.js';

/** @param cases declares the cases, which run in order on the same guest */
export function onMachine(cases: (bench: () => Bench) => void): void {
  describe('on a machine with a real kernel, the service', () => {
    let bench: Bench;
    beforeAll(async () => {
      bench = await Bench.start();
    });
    afterAll(async () => bench?.dispose());

    cases(() => bench);
  });
}
