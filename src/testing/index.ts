// The public package `kpp-controller/testing`: the bench, scenarios, and the suite that every HAL has to pass.
export type { Hal, HalListener, OutputInfo } from '../../hal/hal.js';
export type { Driver, DriverContext } from '../../hal/linux/driver.js';
export { SampleTable } from '../../hal/samples.js';
export { Bench, BenchError, type FaultInput, type Setting } from './bench.js';
export type { Overrides, RunOptions } from './configuration.js';
export { checkDriver, checkHal, inVirtualTime, type VirtualTimeOptions } from './conformance/check-hal.js';
export {
  type ConformanceCase,
  HAL_CONFORMANCE,
  type HalUnderTest,
  type MakeHal,
} from './conformance/hal-conformance.js';
export type { CommandForm } from './scenario/command-step.js';
export type { Seen } from './scenario/comparison.js';
export type { Judge, Verdict } from './scenario/judge.js';
export type { View } from './scenario/probes.js';
export { runScenario, type ScenarioResult } from './scenario/scenario-runner.js';
export {
  type ExpectationInput,
  parseScenario,
  type Scenario,
  ScenarioError,
  type ScenarioStep,
  type Wanted,
} from './scenario/scenario-schema.js';
