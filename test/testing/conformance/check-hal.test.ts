// The conformance suite on a HAL and on a driver: a correct one passes, and a defect fails the case that tests for it.
import { afterEach, describe, expect, it } from 'vitest';
import { SimHal } from '../../../hal/sim/sim-hal.js';
import {
  checkDriver,
  checkHal,
  type Driver,
  type DriverContext,
  HAL_CONFORMANCE,
  inVirtualTime,
} from '../../../src/testing/index.js';
import { PLANT_DEFAULTS } from '../../hal/sim/plant-defaults.js';

/** A load cell that is read on each tick. */
class LoadCell implements Driver {
  readonly source = 'cell.tension';
  readonly channels = ['chain.tension'];
  readonly staleAfterS = 0.2;
  readonly counterNames = ['readings'];
  readonly outputs = [];
  newtons = 0;
  protected context: DriverContext | null = null;

  async open(_nowS: number, context: DriverContext): Promise<void> {
    this.context = context;
  }
  advance(nowS: number): void {
    if (this.context === null) return;
    this.context.counters[0]!++;
    this.context.samples.put(this.context.samples.indexOf('chain.tension'), this.newtons, nowS);
  }
  write(): void {}
  discardInput(): void {}
  reopen(): void {}
  async close(): Promise<void> {
    this.context = null;
  }
}

class CellAheadOfTime extends LoadCell {
  override advance(nowS: number): void {
    super.advance(nowS + 1);
  }
}

/** A leaked timer must still run when the suite looks for it, however slow the machine is. The test ends it. */
const LONGER_THAN_A_TEST_MS = 3_600_000;
const leaked: NodeJS.Timeout[] = [];
afterEach(() => leaked.splice(0).forEach(clearTimeout));

class CellThatLeavesATimer extends LoadCell {
  override async open(nowS: number, context: DriverContext): Promise<void> {
    await super.open(nowS, context);
    leaked.push(setTimeout(() => {}, LONGER_THAN_A_TEST_MS));
  }
}

const check = (Cell: new () => LoadCell) =>
  checkDriver({
    create: () => new Cell(),
    device: (nowS, cell) => {
      (cell as LoadCell).newtons = 5000 + nowS;
    },
  });

describe('a user’s driver', () => {
  it('passes when it is correct', async () => {
    await check(LoadCell);
  });

  it.each<[new () => LoadCell, string]>([
    [
      CellAheadOfTime,
      'gives samples times that rise and are never ahead: chain.tension is measured in the future',
    ],
    [CellThatLeavesATimer, 'leaves no timer or handle behind'],
  ])('fails the case that tests for its defect: %o', async (Cell, message) => {
    await expect(check(Cell)).rejects.toThrow(message);
    await expect(check(Cell)).rejects.toThrow(`of ${HAL_CONFORMANCE.length} cases fail`);
  });
});

describe('a user’s HAL', () => {
  it('passes when it is correct', async () => {
    await checkHal(
      inVirtualTime({ source: 'sim', create: () => new SimHal({ parameters: PLANT_DEFAULTS }) }),
    );
  });

  it('fails each case that tests for one of its defects', async () => {
    class Deaf extends SimHal {
      override advance(): void {}
    }
    const makeHal = inVirtualTime({ source: 'sim', create: () => new Deaf({ parameters: PLANT_DEFAULTS }) });
    const error = await checkHal(makeHal).then(
      () => null,
      (failure: AggregateError) => failure,
    );
    expect(error?.errors.length).toBeGreaterThan(1);
    expect(error?.message).toContain('- gives samples times that rise and are never ahead');
    expect(error?.message).toContain('- counts upwards: nothing was counted');
  });
});
