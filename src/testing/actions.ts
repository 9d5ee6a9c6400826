// The steps of a scenario: each is checked before the run and done on the base tick at or next after its time.
import { type Fault, FaultError } from '../../hal/sim/faults.js';
import type { CommandRequest } from '../control/commands.js';
import { MODES, type Mode, PHASES, type Phase } from '../control/states.js';
import type { Bench } from './bench.js';
import { type CommandStep, type FaultStep, ScenarioError, type ScenarioStep } from './scenario-schema.js';

const EPSILON_S = 1e-6;
/** Faults on a channel that is computed can only put a value in its place. */
const FORCING = 'override';

const SETTERS: Readonly<Record<string, { max: number; apply(bench: Bench, value: number): void }>> = {
  'plant.load': { max: 1, apply: (bench, value) => bench.controller.writeLoadSetpoint(value) },
  'plant.air': {
    max: 1,
    apply: (bench, value) => {
      bench.hal.plant.air = value;
    },
  },
  'plant.waterTemperature': {
    max: 100,
    apply: (bench, value) => {
      bench.hal.plant.waterTemperature = value;
    },
  },
};

interface Action {
  readonly at: number;
  run(): void;
}

export class ScenarioActions {
  private readonly actions: Action[];
  private next = 0;

  /** @throws ScenarioError with every step that makes no sense on this bench */
  constructor(
    private readonly bench: Bench,
    steps: readonly ScenarioStep[],
    file: string,
  ) {
    const problems: string[] = [];
    const actions = steps.flatMap((step, i) => {
      try {
        return this.actionsOf(step);
      } catch (error) {
        problems.push(`${file}: steps.${i}: ${(error as Error).message}`);
        return [];
      }
    });
    if (problems.length > 0) throw new ScenarioError(problems);
    this.actions = actions.sort((a, b) => a.at - b.at);
  }

  /** Does what is due at the plant time of the tick to come, in seconds. */
  due(timeS: number): void {
    while (this.next < this.actions.length && this.actions[this.next]!.at <= timeS + EPSILON_S) {
      this.actions[this.next]!.run();
      this.next++;
    }
  }

  private actionsOf(step: ScenarioStep): Action[] {
    if ('set' in step && step.set !== undefined)
      return this.settings(step.at, step.set as Record<string, number>);
    if ('command' in step && step.command !== undefined) return [this.command(step as CommandStep)];
    return this.fault(step as FaultStep);
  }

  private settings(at: number, set: Readonly<Record<string, number>>): Action[] {
    return Object.entries(set).map(([key, value]) => {
      const setter = SETTERS[key];
      if (setter === undefined)
        throw new Error(`cannot set ${key}; can set ${Object.keys(SETTERS).join(', ')}`);
      if (value < 0 || value > setter.max)
        throw new Error(`${key} is ${value}; it has to be in 0..${setter.max}`);
      return { at, run: () => setter.apply(this.bench, value) };
    });
  }

  private command({ at, command }: CommandStep): Action {
    const [name, argument] =
      typeof command === 'string' ? [command, {}] : (Object.entries(command)[0] ?? ['', {}]);
    const request = commandRequest(name, argument);
    return { at, run: () => this.bench.command(request) };
  }

  private fault(step: FaultStep): Action[] {
    const { at, fault: kind, for: lasts, ...parameters } = step;
    const channel = parameters.channel;
    if (typeof channel === 'string' && this.isComputed(channel)) {
      return this.forcing(kind, channel, parameters, at, lasts);
    }
    const onBench = BENCH_FAULTS[kind];
    if (onBench !== undefined) return span(at, lasts, onBench(this.bench, parameters));
    if (!KINDS.includes(kind))
      throw new Error(
        `there is no fault ${kind}; there are ${[...KINDS, ...Object.keys(BENCH_FAULTS)].join(', ')}`,
      );
    // Injected with its span now: what makes no sense is refused before the run, not in its middle.
    const endS = lasts === undefined ? undefined : at + lasts;
    try {
      this.bench.hal.inject({ kind, ...parameters } as unknown as Fault, { startS: at, endS });
    } catch (error) {
      if (error instanceof FaultError || error instanceof TypeError)
        throw new Error(`fault ${kind}: ${error.message}`);
      throw error;
    }
    return [];
  }

  private isComputed(channel: string): boolean {
    const { layout, sensorCount } = this.bench.controller.plan;
    return layout.channels.indexOf(channel) >= sensorCount;
  }

  private forcing(
    kind: string,
    channel: string,
    { value, wave }: Record<string, unknown>,
    at: number,
    lasts: number | undefined,
  ): Action[] {
    if (kind !== FORCING || typeof value !== 'number' || wave !== undefined) {
      throw new Error(`${channel} is computed: no fault but \`override\` with a value can reach it`);
    }
    const force = (forced: number) => void this.bench.force(channel, forced);
    return span(at, lasts, () => {
      force(value);
      return () => force(Number.NaN);
    });
  }
}

type Begin = () => () => void;

/** What begins at a time and, with a length, ends again. */
function span(at: number, lasts: number | undefined, begin: Begin): Action[] {
  let end = () => {};
  const actions = [
    {
      at,
      run: () => {
        end = begin();
      },
    },
  ];
  return lasts === undefined ? actions : [...actions, { at: at + lasts, run: () => end() }];
}

/** Faults of the controller and of what is around it, which no sensor and no part of the plant shows. */
const BENCH_FAULTS: Readonly<Record<string, (bench: Bench, parameters: Record<string, unknown>) => Begin>> = {
  overrun: (bench, { ms, phase = null }) => {
    if (typeof ms !== 'number' || !(ms > 0))
      throw new Error(`overrun: ms is ${String(ms)}; it has to be above 0`);
    if (phase !== null && !PHASES.includes(phase as Phase)) {
      throw new Error(`overrun: there is no phase ${String(phase)}; there are ${PHASES.join(', ')}`);
    }
    return () => bench.overrun(ms / 1000, phase as Phase | null);
  },
  brokerDown: (bench) => () => {
    bench.setCondition('broker_lost', true);
    return () => bench.setCondition('broker_lost', false);
  },
};

const KINDS = [
  'dropout',
  'stuck',
  'nan',
  'spike',
  'drift',
  'noise',
  'override',
  'delay',
  'chainSlip',
  'airLeak',
  'loadLoss',
];

/** The contract's form of a command in a scenario: its name, and its value or its fields. */
function commandRequest(name: string, argument: unknown): CommandRequest {
  const fields =
    typeof argument === 'object' && argument !== null ? (argument as Record<string, unknown>) : {};
  const only = (key: string) => fields[key] ?? argument;
  switch (name) {
    case 'start':
    case 'stop':
    case 'reset':
      return { name };
    case 'mode': {
      const mode = only('mode');
      if (!MODES.includes(mode as Mode))
        throw new Error(`mode ${String(mode)}: has to be one of ${MODES.join(', ')}`);
      return { name, mode: mode as Mode };
    }
    case 'load': {
      const fraction = only('fraction');
      if (typeof fraction !== 'number' || !(fraction >= 0 && fraction <= 1)) {
        throw new Error(`load ${String(fraction)}: has to be a number in 0..1`);
      }
      return { name, fraction };
    }
    case 'acknowledge':
      return { name, rule: String(only('rule')) };
    case 'shelve': {
      const { rule, seconds } = fields;
      if (typeof rule !== 'string' || typeof seconds !== 'number' || !(seconds >= 0)) {
        throw new Error('shelve needs { rule, seconds }');
      }
      return { name, rule, seconds };
    }
    default:
      throw new Error(`there is no command ${name}`);
  }
}
