// `kpp-controller/testing`: the bench, scenarios, and the suite that every HAL has to pass.
export type { Hal, HalListener, OutputInfo } from '../../hal/hal.js';
export type { Driver, DriverContext } from '../../hal/linux/driver.js';
export { SampleTable } from '../../hal/samples.js';
export { Bench, BenchError, type FaultInput, type Setting } from './bench.js';
export { checkDriver, checkHal, inVirtualTime, type VirtualTimeOptions } from './check-hal.js';
export type { CommandForm } from './command-step.js';
export type { Seen } from './comparison.js';
export type { Overrides, RunOptions } from './configuration.js';
export {
  type ConformanceCase,
  HAL_CONFORMANCE,
  type HalUnderTest,
  type MakeHal,
} from './hal-conformance.js';
export type { Judge, Verdict } from './judges.js';
export type { View } from './probes.js';
export { runScenario, type ScenarioResult } from './scenario-runner.js';
export {
  type ExpectationInput,
  parseScenario,
  type Scenario,
  ScenarioError,
  type ScenarioStep,
  type Wanted,
} from './scenario-schema.js';
