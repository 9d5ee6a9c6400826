// One machine: the service is installed, its plant runs, sensors fail and come back, the clock jumps, the power is cut.
import { afterAll, beforeAll, describe } from 'vitest';
import { clock } from './cases/clock.js';
import { emergencyStop } from './cases/emergency-stop.js';
import { installation } from './cases/installation.js';
import { normalRun, orderlyEnd } from './cases/normal-run.js';
import { powerCut } from './cases/power-cut.js';
import { reload } from './cases/reload.js';
import { sensors } from './cases/sensors.js';
import { Bench } from './support/bench.js';

describe('on a machine with a real kernel, the service', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start();
  });
  afterAll(async () => bench?.dispose());
  const here = () => bench;

  installation(here);
  // These go on with one run of the service: a start takes long under emulation.
  normalRun(here);
  sensors(here);
  reload(here);
  clock(here);
  emergencyStop(here, 'chardev');
  orderlyEnd(here);
  emergencyStop(here, 'sysfs');
  powerCut(here);
});
