// The agenda of a run: checks each step when it is added, and does it on the first base tick at or after its time.

import type { VirtualRun } from '../virtual-run.js';
import { commandRequest } from './command-step.js';
import { faultOf } from './fault-step.js';
import type { CommandStep, FaultStep, ScenarioStep, SetStep } from './scenario-schema.js';

const EPSILON_S = 1e-6;

interface Action {
  readonly at: number;
  run(): void;
}

const SETTERS: Readonly<Record<string, { max: number; apply(run: VirtualRun, value: number): void }>> = {
  'plant.load': { max: 1, apply: (run, value) => run.controller.writeLoadSetpoint(value) },
  'plant.air': {
    max: 1,
    apply: (run, value) => {
      run.simulation.plant.air = value;
    },
  },
  'plant.waterTemperature': {
    max: 100,
    apply: (run, value) => {
      run.simulation.plant.waterTemperature = value;
    },
  },
};

export class Agenda {
  /** In the order of their times; actions of the same time are in the order in which they were added. */
  private actions: Action[] = [];

  constructor(private readonly run: VirtualRun) {}

  /**
   * Adds a step. The returned function ends a fault before its time; for other steps it does nothing.
   *
   * @throws Error that says why the step is not possible on this plant
   */
  add(step: ScenarioStep): () => void {
    if ('set' in step && step.set !== undefined) return this.addSettings(step as SetStep);
    if ('command' in step && step.command !== undefined) return this.addCommand(step as CommandStep);
    return this.addFault(step as FaultStep);
  }

  /** Does the actions that are due on the next base tick. */
  due(): void {
    const { actions, run } = this;
    while (actions.length > 0 && actions[0]!.at <= run.nextTimeS + EPSILON_S) actions.shift()!.run();
  }

  private addSettings({ at, set }: SetStep): () => void {
    const settings = Object.entries(set).map(([key, value]) => {
      const setter = SETTERS[key];
      if (setter === undefined)
        throw new Error(`cannot set ${key}; can set ${Object.keys(SETTERS).join(', ')}`);
      if (!(value >= 0 && value <= setter.max))
        throw new Error(`${key} is ${value}; it has to be in 0..${setter.max}`);
      return () => setter.apply(this.run, value);
    });
    for (const apply of settings) this.schedule(at, apply);
    return () => {};
  }

  private addCommand({ at, command }: CommandStep): () => void {
    const request = commandRequest(command);
    this.schedule(at, () => this.run.command(request));
    return () => {};
  }

  private addFault(step: FaultStep): () => void {
    const begin = faultOf(this.run, step);
    let end = () => {};
    let isOver = false;
    const finish = () => {
      isOver = true;
      end();
    };
    this.schedule(step.at, () => {
      if (!isOver) end = begin();
    });
    if (step.for !== undefined) this.schedule(step.at + step.for, finish);
    return finish;
  }

  private schedule(at: number, run: () => void): void {
    const later = this.actions.findIndex((action) => action.at > at);
    this.actions.splice(later < 0 ? this.actions.length : later, 0, { at, run });
  }
}
