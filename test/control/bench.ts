// A plan, samples, an image and a clock for tests of single parts of the control core. Nothing runs unless the test calls it.
import type { OutputInfo } from '../../hal/hal.js';
import { QUALITY, type Quality } from '../../hal/quality.js';
import { SampleTable } from '../../hal/samples.js';
import { parseConfig } from '../../src/config/index.js';
import { type ControlPlan, controlPlan } from '../../src/control/plan/plan.js';
import { PerformanceProfiler } from '../../src/control/profiler/performance-profiler.js';
import type { ControlState } from '../../src/control/state/control-state.js';
import { createControlState } from '../../src/control/state/create-state.js';
import { ProcessImage } from '../../src/control/state/image.js';
import {
  CLOCK,
  CONDITIONS,
  type Condition,
  type TickInput,
  type TickOutput,
} from '../../src/control/tick.js';
import { PHASES } from '../../src/vocabulary/words.js';

const LOG = 'c0ffee00-0000-4000-8000-000000000000';
const OUTPUTS: readonly OutputInfo[] = [
  { name: 'brake', role: 'brake', safe: 0 },
  { name: 'contactor', role: 'contactor', safe: 0 },
  { name: 'load', role: 'load', safe: 0 },
  { name: 'heartbeat', role: 'heartbeat', safe: 0 },
];
const SENSORS = ['chain.velocity', 'generator.speed', 'chain.tension'];

/** The plan of a configuration, given as YAML. */
export function planOf(yaml = '', sensors: readonly string[] = SENSORS, outputs = OUTPUTS): ControlPlan {
  const parsed = parseConfig(yaml, 'bench.yaml');
  if (parsed.config === undefined) throw new Error(JSON.stringify(parsed.problems));
  return controlPlan(parsed.config, { sensors, outputs, isSimulated: true });
}

export class Bench {
  readonly plan: ControlPlan;
  readonly samples: SampleTable;
  readonly image: ProcessImage;
  readonly clock = new Float64Array(CLOCK.length);
  readonly conditions = new Uint8Array(CONDITIONS.length);
  readonly feedback: Uint8Array;
  readonly input: TickInput;
  readonly output: TickOutput;

  constructor(yaml = '', sensors: readonly string[] = SENSORS, outputs = OUTPUTS) {
    this.plan = planOf(yaml, sensors, outputs);
    const { config, layout } = this.plan;
    this.samples = new SampleTable(sensors, (name) => config.channels[name] ?? {});
    this.image = new ProcessImage(layout.channels);
    this.feedback = new Uint8Array(outputs.length);
    const { clock, samples, conditions, feedback } = this;
    this.input = {
      ...{ tick: 0, isControlTick: true, missed: 0, clock, samples, conditions, feedback },
      host: new SampleTable([]),
      ...{ commands: [], notices: [], forced: null },
    };
    this.output = {
      setpoints: new Float64Array(outputs.length),
      frame: new Float64Array(layout.length),
      ...{ healthDue: false, events: [], replies: [], requests: [] },
    };
  }

  get nowS(): number {
    return this.clock[CLOCK.nowS]!;
  }

  /** Sets the time, s; the wall clock began at 0. */
  at(nowS: number): this {
    this.clock[CLOCK.nowS] = nowS;
    this.clock[CLOCK.wallMs] = Math.round(nowS * 1000);
    return this;
  }

  /** A sensor delivers a value now, and the image has it. A value that is not a number makes the channel bad. */
  put(channel: string, value: number): this {
    this.samples.put(this.samples.indexOf(channel), value, this.nowS);
    return this.set(channel, value);
  }

  /** The image has a value of now, also of a computed channel. */
  set(channel: string, value: number, quality: Quality = QUALITY.good): this {
    this.image.set(this.image.indexOf(channel), value, this.nowS, quality);
    return this;
  }

  condition(name: Condition, holds: boolean): this {
    this.conditions[CONDITIONS.indexOf(name)] = holds ? 1 : 0;
    return this;
  }

  /** A state of the whole core for this plan. The image is the state's own: {@link Bench.set} does not fill it. */
  state(): ControlState {
    const profiler = new PerformanceProfiler({ phases: PHASES, clock: () => 0 });
    return createControlState(this.plan, profiler, { log: LOG, alarms: [], trip: null });
  }
}
