// The running program: starts its threads in order, keeps them together, and ends in order.
import type { MessagePort } from 'node:worker_threads';
import type { Hal } from '../../hal/hal.js';
import type { CommsSetup, FromComms, StoreLink } from '../comms/protocol.js';
import type { Config } from '../config/index.js';
import { RealTimeController } from '../control/controller.js';
import type { ControlEvent, Trip } from '../control/events.js';
import { controlPlan, equipmentOf } from '../control/plan/plan.js';
import { ENERGISED } from '../control/plant/transitions.js';
import { PerformanceProfiler } from '../control/profiler/performance-profiler.js';
import { PHASES } from '../control/vocabulary.js';
import type { ConfigurationStatus } from '../report/configuration.js';
import { createLogger, fdWriter, type Logger } from '../shared/log.js';
import { setLogging } from '../shared/log-settings.js';
import { allocateRing, RingWriter } from '../shared/record-ring.js';
import { StoreClient } from '../store/client/client.js';
import type { StoreOpened } from '../store/protocol.js';
import { ControlLoop } from './control-loop.js';
import { logEvent, logStoreMove } from './event-lines.js';
import { Guard } from './guard/guard.js';
import { createHal } from './hal-factory.js';
import { outputEntries } from './outputs/entries.js';
import { runtimeDirectory, writeOutputList } from './outputs/list.js';
import { profilerClock, Rehearsal } from './rehearsal.js';
import type { ConfigSource } from './reload/protocol.js';
import { readConfiguration } from './reload/reader.js';
import { ReloadDesk } from './reload/reload-desk.js';
import { logReload } from './reload/reload-lines.js';
import { movesMachine, type RunKind, rememberedTrip, startEvents } from './start-of-run.js';
import { CommsLink } from './threads/comms-link.js';
import { commsSetup } from './threads/comms-setup.js';
import { HandedOverLog } from './threads/handed-over-log.js';
import { ReportDesk } from './threads/report-desk.js';
import { LateCauses } from './time/late-cause.js';
import { LateSummary } from './time/late-summary.js';
import { Pacer } from './time/pacer.js';
import { WallClock } from './time/wall-clock.js';

/** At 60 frames a second: what a comms thread may miss while it is blocked for two seconds, twice over. */
const FRAME_SLOTS = 256;

/** Parts of the two seconds that an orderly end may take. */
const FLUSH_MS = 400;
const COMMS_STOP_MS = 1000;
const STORE_END_MS = 400;

export interface ProgramOptions {
  readonly config: Config;
  /** Where it is read from again; null for a program that cannot reload. */
  readonly source: ConfigSource | null;
  /** The demo forgets a trip of its last run. */
  readonly startAfresh: boolean;
  /** With `hal.kind: linux`: devices in memory, wired to the simulated plant, in the place of the machine's. */
  readonly onVirtualDevices: boolean;
  /** Something went wrong that the program cannot go on with; it has made the outputs safe. */
  readonly onFatal: (error: Error) => void;
}

/** Lifecycle: `start` once, `stop` once, which is also right after a `start` that failed. */
export class Program {
  readonly log: Logger;
  private config: Config;
  private readonly lines = new HandedOverLog(fdWriter(2));
  /** Origin of this run's monotonic time. */
  private readonly originMs = performance.now();
  private readonly store: StoreClient;
  private readonly wallClock = new WallClock();
  private readonly guard = new Guard((reason) => this.guardCrashed(reason));
  /** The store at the start of the run, and as it was opened last. */
  private opened: StoreOpened | null = null;
  private storeOpened: StoreOpened | null = null;
  private logId = '';
  private hal: Hal | null = null;
  private loop: ControlLoop | null = null;
  private pacer: Pacer | null = null;
  private comms: CommsLink | null = null;
  private lateCauses: LateCauses | null = null;
  private lateSummary: LateSummary | null = null;
  private reports: ReportDesk | null = null;
  private readonly startedMs = Date.now();
  private reloads: ReloadDesk | null = null;
  private isReloadAsked = false;
  private energised = false;
  private clockState: 'synchronised' | 'unsynchronised' = 'synchronised';
  private readyWaiter: { resolve(): void; reject(error: Error): void } | null = null;

  constructor(private readonly options: ProgramOptions) {
    this.config = options.config;
    setLogging(options.config.log);
    this.log = createLogger('control', this.lines.write);
    this.store = new StoreClient({
      onCrash: (reason) => this.storeCrashed(reason),
      onRecovered: (opened) => this.storeReopened(opened),
      onSound: () => this.storeSound(),
      onOverflow: (lost) => {
        if (lost === 1 || lost % 1000 === 0)
          this.log.error(`the store takes no events: ${lost} are lost so far`);
      },
      onReaderPort: (port) => this.comms?.post({ kind: 'store', store: this.storeLink(port) }),
    });
  }

  /** Starts everything; rejects with what stands in the way. */
  async start(): Promise<void> {
    const { config } = this;
    // Before the store: what is refused at once is no run.
    this.hal = createHal(config, this.clockS, this.options.onVirtualDevices);
    this.opened = await this.store.start(config.store);
    this.storeOpened = this.opened;
    this.logId = this.opened.log;
    const trip = rememberedTrip(this.opened, this.kind);
    // Before anything can fail: a start that does not get far must not be the end of a trip.
    this.tellOfStart(this.opened, trip);
    const plan = controlPlan(config, equipmentOf(this.hal));
    const rehearsal = new Rehearsal(plan);
    rehearsal.warmUp();
    const frames = allocateRing(FRAME_SLOTS, plan.layout.length);
    const profiler = new PerformanceProfiler({ phases: PHASES, clock: profilerClock });
    const controller = new RealTimeController(plan, profiler, {
      log: this.logId,
      alarms: this.opened.alarms,
      trip,
    });
    this.lateSummary = new LateSummary(this.log);
    this.lateCauses = new LateCauses(profiler, { onVerdict: this.lateSummary.add });
    this.reloads = this.reloadDesk(controller, profiler, this.hal);
    this.reports = new ReportDesk({
      profiler,
      lateCauses: this.lateCauses,
      alarms: controller.view.alarms,
      answer: (id, report) => this.comms?.post({ kind: 'report', id, report }),
      wallClock: Date.now,
    });
    this.loop = new ControlLoop({
      hal: this.hal,
      controller,
      profiler,
      lateCauses: this.lateCauses,
      wallClock: this.wallClock,
      lease: this.guard.lease,
      originMs: this.originMs,
      sinks: {
        frames: new RingWriter(frames),
        health: (health) => this.comms?.health.send(health),
        event: (event) => this.event(event),
        reply: (reply) => this.comms?.post({ kind: 'reply', reply }),
        eventsWaiting: () => this.store.waiting,
        plantState: (state) => this.markEnergised(ENERGISED[state]),
      },
    });
    await this.hal.open(this.clockS(), this.loop.heartbeat);
    this.listOutputs(this.hal);
    await this.guard.start(this.hal.guardedLines());
    this.comms = new CommsLink({
      frames,
      setup: () => this.commsSetup(controller),
      store: () => this.storeLink(this.store.connectReader()),
      onMessage: (message) => this.fromComms(message),
      onCrash: (reason) => this.commsCrashed(reason),
    });
    await new Promise<void>((resolve, reject) => {
      this.readyWaiter = { resolve, reject };
      this.comms!.start();
    });
    this.pacer = new Pacer(config.control.rateHz, this.tick, {
      onApproach: () => rehearsal.runOnce(controller),
    });
    this.guard.lease.arm();
    this.pacer.start();
    this.reloads?.open();
    if (this.isReloadAsked) this.reloads?.request();
  }

  /** Reads the configuration again and takes over what it can; asked for during the start it waits for its end. */
  reload(): void {
    this.isReloadAsked = true;
    if (this.pacer !== null) this.reloads?.request();
  }

  /** Outputs safe, `offline` published, queues flushed, threads ended: within two seconds. */
  async stop(reason: string): Promise<void> {
    this.reloads?.close();
    this.stopControl();
    this.lateCauses?.close();
    this.lateSummary?.close();
    if (this.opened !== null) {
      this.event({ type: 'lifecycle', ts: Date.now(), data: { program: 'stopped', run: this.run, reason } });
      await this.store.flush(FLUSH_MS);
    }
    await this.comms?.stop(COMMS_STOP_MS);
    this.lines.end();
    // Before its lines are closed: their descriptors may soon belong to other files.
    await this.guard.stop();
    await this.hal?.close();
    if (this.opened !== null) await this.store.end(STORE_END_MS);
  }

  /** For what ends the program at once: nothing here waits. */
  makeSafe(): void {
    this.stopControl();
    this.lines.end();
  }

  /** Where the HAL fails the lease stays: nobody renews it, and half a second later the guard does what it can. */
  private stopControl(): void {
    this.pacer?.stop();
    try {
      this.loop?.heartbeat.makeSafe();
      this.guard.lease.disarm();
    } catch (error) {
      this.log.error(`the outputs cannot be made safe by the control thread: ${(error as Error).message}`);
    }
  }

  get run(): number {
    return this.opened?.run ?? 0;
  }

  private readonly clockS = () => (performance.now() - this.originMs) / 1000;

  /** Nothing may be thrown at the timer that calls this: an error here is the end of control. */
  private readonly tick = (pace: Float64Array): void => {
    try {
      this.loop!.tick(pace);
      this.reports!.serve();
      this.reloads?.serve();
    } catch (error) {
      this.makeSafe();
      this.options.onFatal(error as Error);
    }
  };

  private commsSetup(controller: RealTimeController): CommsSetup {
    const identity = { run: this.run, log: this.logId, clock: this.clockState };
    const present = { mode: controller.view.mode, plant: controller.plantState };
    const { configurationStatus, options } = this;
    return commsSetup(
      this.config,
      controller.plan,
      identity,
      present,
      configurationStatus,
      options.onVirtualDevices,
    );
  }

  private get configurationStatus(): ConfigurationStatus {
    const never = { file: null, loadedAt: this.startedMs, needsRestart: [], lastReload: null };
    return this.reloads?.status ?? never;
  }

  private reloadDesk(
    controller: RealTimeController,
    profiler: PerformanceProfiler,
    hal: Hal,
  ): ReloadDesk | null {
    const { source } = this.options;
    if (source === null) return null;
    const { channels } = controller.plan.layout;
    return new ReloadDesk({
      source,
      read: () => readConfiguration({ source, running: this.config, channels }),
      prepare: ({ config, changes, needsRestart }, file) =>
        controller.reconfigure(controlPlan(config, equipmentOf(hal)), { file, changes, needsRestart }),
      isPending: () => controller.isBeingReconfigured,
      applied: (config) => {
        this.config = config;
        setLogging(config.log);
        for (const name of hal.samples.names) hal.setRange(name, config.channels[name] ?? {});
      },
      tickUs: () => profiler.lastComputeUs,
      told: (outcome, needsRestart) => {
        logReload(this.log, source.file, outcome, needsRestart);
        if (!outcome.ok) {
          const data = { ok: false, file: source.file, problems: outcome.problems };
          this.event({ type: 'configuration', ts: outcome.ts, data });
        }
        this.comms?.post({ kind: 'configure', setup: this.commsSetup(controller) });
      },
      wallClock: Date.now,
    });
  }

  /** Before anything is energised: what is listed can be made safe when this process is no more. */
  private listOutputs({ outputs }: Hal): void {
    if (!movesMachine(this.kind) || outputs.length === 0) return;
    const { device, hal } = this.config;
    writeOutputList(runtimeDirectory(), device.id, outputEntries(hal));
  }

  private get kind(): RunKind {
    const { startAfresh, onVirtualDevices } = this.options;
    return { startAfresh, onVirtualDevices, hal: this.config.hal.kind };
  }

  private tellOfStart(opened: StoreOpened, trip: Trip | null): void {
    if (opened.replacedLog !== null)
      this.log.error(`the store was damaged and has been put aside; a new event log begins (${opened.log})`);
    for (const event of startEvents(opened, trip, this.kind, Date.now())) this.event(event);
  }

  private event(event: ControlEvent): void {
    this.store.append(event);
    logEvent(this.log, event);
  }

  private markEnergised(energised: boolean): void {
    if (energised === this.energised) return;
    this.energised = energised;
    void this.store.markEnergised(energised);
  }

  private fromComms(message: FromComms): void {
    switch (message.kind) {
      case 'ready':
        this.commsReady();
        break;
      case 'command':
        this.loop!.heartbeat.command(message.command);
        break;
      case 'rejected':
        this.event({ type: 'command', ts: Date.now(), data: { ...message.rejection, ok: false } });
        break;
      case 'broker':
        this.loop!.heartbeat.setCondition('broker_lost', !message.connected);
        break;
      case 'clock':
        this.clockState = message.clock;
        this.loop!.heartbeat.setCondition('clock_unsynchronised', message.clock === 'unsynchronised');
        break;
      case 'report':
        this.reports!.ask(message.id);
        break;
      case 'failed':
        this.commsFailed(message);
        break;
      default:
    }
  }

  private commsReady(): void {
    this.lines.to((line) => this.comms!.post({ kind: 'log', line }));
    this.loop!.heartbeat.setCondition('comms_restarted', false);
    this.loop!.heartbeat.recovered('thread.comms');
    this.readyWaiter?.resolve();
    this.readyWaiter = null;
  }

  /** Before the first tick this ends the start; afterwards the thread goes on with what it has. */
  private commsFailed({ message, fix }: { message: string; fix: string }): void {
    if (this.readyWaiter === null) this.log.error(`${message} ${fix}`);
    this.readyWaiter?.reject(Object.assign(new Error(message), { fix }));
    this.readyWaiter = null;
  }

  private commsCrashed(reason: string): void {
    this.lines.hold();
    this.log.error(`the comms thread ended (${reason}); it is started again`);
    this.loop?.heartbeat.setCondition('comms_restarted', true);
    this.loop?.heartbeat.lost('thread.comms', reason);
  }

  private storeCrashed(reason: string): void {
    this.log.error(`the store's thread ended (${reason}); it is started again`);
    this.loop?.heartbeat.setCondition('store_failing', true);
    this.loop?.heartbeat.lost('thread.store', reason);
  }

  private storeReopened(opened: StoreOpened): void {
    const { log, replacedLog, mode } = opened;
    this.logId = log;
    this.storeOpened = opened;
    logStoreMove(this.log, opened);
    // The thread is up, and what it does in memory is not yet what it is there for: the alarm stays.
    if (mode === 'memory') this.loop?.heartbeat.recovered('thread.store');
    if (replacedLog === null) return;
    this.event({ type: 'lifecycle', ts: Date.now(), data: { store: 'replaced', previous: replacedLog } });
  }

  private storeSound(): void {
    this.loop?.heartbeat.setCondition('store_failing', false);
    this.loop?.heartbeat.recovered('thread.store');
  }

  private guardCrashed(reason: string): void {
    this.log.error(`the guard's thread ended (${reason}); it is started again`);
    if (this.opened === null) return;
    this.event({ type: 'lifecycle', ts: Date.now(), data: { guard: 'restarted', reason } });
  }

  private storeLink(port: MessagePort): StoreLink {
    const { mode = 'disk', lastSeq = 0 } = this.storeOpened ?? {};
    return { port, log: this.logId, mode, lastSeq };
  }
}
