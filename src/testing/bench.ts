// The bench: runs the whole controller on the simulated plant in virtual time. A test drives it, injects faults and reads values.
import { setImmediate } from 'node:timers/promises';
import type { CommandReply } from '../commands/command.js';
import type { Config } from '../config/index.js';
import type { ErrorRecoverySystem, RegisterOptions } from '../control/recovery/error-recovery-system.js';
import type { RecoveryStrategy, StrategyFunction } from '../control/recovery/strategy.js';
import {
  DataStreamManager,
  type StreamCallback,
  type StreamRate,
  type SubscriberOptions,
} from '../streams/index.js';
import type { Alert, ControlEvent } from '../vocabulary/events.js';
import { type Overrides, type RunOptions, simulatedConfig } from './configuration.js';
import { Agenda } from './scenario/agenda.js';
import { type CommandForm, commandRequest } from './scenario/command-step.js';
import { type Seen, satisfies } from './scenario/comparison.js';
import type { Judge, Verdict } from './scenario/judge.js';
import { judgeFor } from './scenario/judges.js';
import { alertMatches } from './scenario/probes.js';
import { RunView } from './scenario/run-view.js';
import {
  type Expectation,
  type ExpectationInput,
  parseExpectation,
  ScenarioError,
  type ScenarioStep,
  type Wanted,
} from './scenario/scenario-schema.js';
import { wrongStreamPaths } from './scenario/stream-paths.js';
import { StateHash } from './state-hash.js';
import { VirtualRun } from './virtual-run.js';

/** A fault as in a scenario, without `at`: it begins now. */
export type FaultInput = { readonly fault: string; readonly for?: number } & Readonly<
  Record<string, unknown>
>;

/** The quantities of the plant that can be set. */
export type Setting = 'plant.load' | 'plant.air' | 'plant.waterTemperature';

/** The bench cannot do what it was asked, or a condition did not hold in time. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}

/** Default limit of plant time to wait for a condition, s. */
const PATIENCE_S = 600;
const EPSILON_S = 1e-6;

/**
 * Deterministic: the same configuration, seed and calls give the same run, bit for bit, and the same {@link stateHash}.
 * The run goes on only in {@link tick} and in the methods that call it, so no test has to wait.
 *
 * On virtual devices the drivers wait for answers of their devices between two ticks, so there time is passed by {@link pass},
 * {@link passTo} and {@link passUntil}, which do the same on the simulation alone.
 */
export class Bench {
  /** The newest state of every alarm that fired, by its rule. */
  readonly alerts = new Map<string, Alert>();
  /** All events so far, in order. */
  readonly events: ControlEvent[] = [];
  /** The streams of this run, for subscribers in the same process. */
  readonly streams: DataStreamManager;
  private readonly replies = new Map<string, CommandReply>();
  private readonly agenda: Agenda;
  private readonly view: RunView;
  private readonly judges: Judge[] = [];
  private readonly hash = new StateHash();
  private controlTicks = 0;
  private isDisposed = false;

  private constructor(
    /** The parts of the run, for uses that this class has no method for. */
    readonly internals: VirtualRun,
  ) {
    const { plan } = internals.controller;
    const { bufferSize, adaptiveSampling } = internals.config.streams;
    this.streams = new DataStreamManager(plan.layout, 1, {
      queueLimit: bufferSize,
      priority: plan.priority,
      adaptiveSampling,
      // In virtual time, work takes no time.
      clock: () => 0,
    });
    this.agenda = new Agenda(internals);
    this.view = new RunView(internals, this.alerts, this.streams);
  }

  /**
   * Makes a plant at rest with its controller, at time 0, before the first tick. The plant starts by itself unless
   * `control.autoStart` is false.
   *
   * @throws ConfigError with every problem
   */
  static async create(overrides: Overrides = {}, options: RunOptions = {}): Promise<Bench> {
    return new Bench(await VirtualRun.create(simulatedConfig(overrides, options), options.host));
  }

  get config(): Config {
    return this.internals.config;
  }

  /** Plant time in seconds: 0 before the first tick. */
  get timeS(): number {
    return Math.max(0, this.internals.timeS);
  }

  /** Number of control ticks so far. */
  get ticks(): number {
    return this.controlTicks;
  }

  /** SHA-256 over the outcome of every base tick so far. */
  get stateHash(): string {
    return this.hash.digest();
  }

  /** The error recovery of this run: present troubles, attempts and their outcomes. */
  get recovery(): ErrorRecoverySystem {
    return this.internals.controller.recovery;
  }

  /**
   * Adds a recovery strategy for a type of trouble, built-in or new. It is tried before the built-in ones.
   *
   * @throws RangeError when the strategy is not valid
   */
  registerStrategy(
    type: string,
    strategy: RecoveryStrategy | StrategyFunction,
    options: RegisterOptions = {},
  ): void {
    this.recovery.registerStrategy(type, strategy, options);
  }

  /**
   * Calls a function with each message of a stream from the next base tick on: `{ run, seq, ts, values, quality }`.
   *
   * @param rateHz a rate that divides 60 Hz, or `telemetry`, which follows the mode
   * @throws RangeError when the id is in use, or the rate, a channel or a limit is not possible
   */
  addSubscriber(
    id: string,
    callback: StreamCallback,
    rateHz: StreamRate = 'telemetry',
    options: SubscriberOptions = {},
  ): void {
    this.streams.addSubscriber(id, callback, rateHz, options);
  }

  /** Returns false when there is no subscriber with this id. */
  removeSubscriber(id: string): boolean {
    return this.streams.removeSubscriber(id);
  }

  /** Runs for this many seconds of plant time. */
  run(seconds: number): void {
    this.runTo(this.timeS + seconds);
  }

  /** Runs until this plant time, s. */
  runTo(timeS: number): void {
    while (this.internals.timeS < timeS - EPSILON_S) this.tick();
  }

  /**
   * Runs until a condition holds; it is evaluated after each control tick.
   *
   * @returns the plant time at which it held
   * @throws BenchError when it did not hold within `withinS` seconds
   */
  runUntil(condition: () => boolean, withinS = PATIENCE_S): number {
    const giveUpS = this.timeS + withinS;
    do {
      if (this.tick() && condition()) return this.timeS;
    } while (this.timeS < giveUpS);
    throw this.gaveUp(withinS);
  }

  /** As {@link run}, on virtual devices too. */
  pass(seconds: number): Promise<void> {
    return this.passTo(this.timeS + seconds);
  }

  /** As {@link runTo}, on virtual devices too. */
  async passTo(timeS: number): Promise<void> {
    if (this.internals.devices === null) this.runTo(timeS);
    while (this.internals.timeS < timeS - EPSILON_S) await this.passTick();
  }

  /** As {@link runUntil}, on virtual devices too. */
  async passUntil(condition: () => boolean, withinS = PATIENCE_S): Promise<number> {
    const giveUpS = this.timeS + withinS;
    do {
      if ((await this.passTick()) && condition()) return this.timeS;
    } while (this.timeS < giveUpS);
    throw this.gaveUp(withinS);
  }

  /** Runs one base tick, 1/60 s. True when it was a control tick. */
  tick(): boolean {
    if (this.internals.devices !== null)
      throw new BenchError('virtual devices answer between ticks: use `await bench.pass(seconds)` instead');
    return this.step();
  }

  /** Waits for one immediate after a tick on virtual devices: by then all promises of the tick are settled and the drivers have their answers. */
  private async passTick(): Promise<boolean> {
    const isControlTick = this.step();
    if (this.internals.devices !== null) await setImmediate();
    return isControlTick;
  }

  private gaveUp(withinS: number): BenchError {
    return new BenchError(`the condition did not hold within ${withinS} s, until ${this.timeS} s`);
  }

  private step(): boolean {
    if (this.isDisposed) throw new BenchError('the bench was disposed of: create a new one');
    const { internals } = this;
    this.agenda.due();
    const isControlTick = internals.tick();
    this.hash.mix(internals.frame, internals.events);
    this.view.refresh();
    this.streams.publish(internals.frame);
    for (const reply of internals.replies) this.replies.set(reply.requestId, reply);
    for (const event of internals.events) this.take(event);
    if (isControlTick) this.controlTicks++;
    // Nothing is judged before the first control tick: there is no state of the plant yet.
    if (this.controlTicks === 0) return false;
    for (const judge of this.judges)
      if (isControlTick || judge.onBaseTicks === true) judge.observe(this.view);
    return isControlTick;
  }

  /** Sets a quantity of the plant, from the next base tick on. */
  set(setting: Setting, value: number): void {
    this.agenda.add({ at: this.internals.nextTimeS, set: { [setting]: value } });
  }

  /**
   * Injects a fault on the next base tick; without `for` it stays until the returned function is called.
   *
   * @throws Error that says why the fault is not possible
   */
  inject(fault: FaultInput): () => void {
    return this.agenda.add({ at: this.internals.nextTimeS, ...fault });
  }

  /** Puts a step of a scenario on the agenda; it is done at its time. The returned function ends a fault early. */
  schedule(step: ScenarioStep): () => void {
    return this.agenda.add(step);
  }

  /**
   * Gives a command, to be applied on the next control tick.
   *
   * @returns a function that gives the reply: undefined until the command was applied
   * @throws Error that says what is wrong with the command
   */
  command(command: CommandForm): () => CommandReply | undefined {
    const requestId = this.internals.command(commandRequest(command));
    return () => this.replies.get(requestId);
  }

  /**
   * The value that a scenario would see under this path: a channel (`chain.velocity`), its quality (`quality.chain.velocity`), an output
   * (`outputs.brake`), a field of telemetry, health or status (`loop.missed`), of an alert (`alerts.high_velocity.count`),
   * `energyLedgerError`, or what a subscriber gets (`stream:chain.velocity`). Null for a bad value, undefined for an unknown name.
   */
  value(path: string): Seen {
    return this.controlTicks === 0 ? undefined : this.view.value(path);
  }

  /** True when the value satisfies `wanted`: a plain value, or `{ above, below, equals, within: [a, b] }`. */
  is(path: string, wanted: Wanted): boolean {
    return satisfies(this.value(path), wanted);
  }

  /** The newest state of an alarm, which may be named without its channel; undefined when it never fired. */
  alert(name: string): Alert | undefined {
    return this.alerts.get(name) ?? [...this.alerts.values()].find(({ rule }) => alertMatches(name, rule));
  }

  /**
   * Watches the coming ticks for an expectation, written as in a scenario's `expect`; times are plant times.
   *
   * @returns a function that gives the verdict on the ticks so far
   * @throws ScenarioError when the expectation is not valid
   */
  expect(expectation: ExpectationInput): () => Verdict {
    const parsed = parseExpectation(expectation);
    const problems = this.problemsOf(parsed);
    if (problems.length > 0) throw new ScenarioError(problems);
    return this.watch(judgeFor(parsed));
  }

  /** One sentence for each path of an expectation that this plant does not have; only `stream:` paths are checked. */
  problemsOf(expectation: Expectation): string[] {
    return wrongStreamPaths(expectation, this.internals.controller.plan.layout);
  }

  /** Lets a judge watch every coming control tick, or base tick if it wants to. Returns a function that gives its verdict. */
  watch(judge: Judge): () => Verdict {
    this.judges.push(judge);
    return () => judge.verdict();
  }

  /** Ends the run: no tick is possible after this. */
  async dispose(): Promise<void> {
    this.isDisposed = true;
    await this.internals.hal.close();
  }

  private take(event: ControlEvent): void {
    this.events.push(event);
    if (event.type !== 'alert') return;
    const alert = event.data as unknown as Alert;
    this.alerts.set(alert.rule, alert);
  }
}
