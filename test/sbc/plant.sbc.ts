// One machine: the service is installed, its plant runs, sensors fail and come back, the clock jumps, the power is cut.
import { clock } from './cases/clock.js';
import { emergencyStop } from './cases/emergency-stop.js';
import { installation } from './cases/installation.js';
import { normalRun, orderlyEnd } from './cases/normal-run.js';
import { powerCut } from './cases/power-cut.js';
import { reload } from './cases/reload.js';
import { sensors } from './cases/sensors.js';
import { onMachine } from './support/on-machine.js';

onMachine((bench) => {
  installation(bench);
  // These go on with one run of the service: a start takes long under emulation.
  normalRun(bench);
  sensors(bench);
  reload(bench);
  clock(bench);
  emergencyStop(bench, 'chardev');
  orderlyEnd(bench);
  emergencyStop(bench, 'sysfs');
  powerCut(bench);
});
