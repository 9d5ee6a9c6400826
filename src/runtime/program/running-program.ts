// The running program: the control loop on its pacer, and its messages to and from the other threads.
import type { Hal } from '../../../hal/hal.js';
import type { HostFigures } from '../../catalogue/host-channels.js';
import { StreamMarks } from '../../comms/forwarding/stream-marks.js';
import type { CommsSetup, FromComms, StoreLink } from '../../comms/protocol.js';
import type { Config } from '../../config/index.js';
import { ENERGISED } from '../../control/plant/transitions.js';
import type { Heartbeat } from '../../heartbeat/heartbeat.js';
import type { Logger } from '../../shared/log.js';
import { allocateRing, RingWriter } from '../../shared/record-ring.js';
import type { RunCounts } from '../../totals/run-counts.js';
import { ControlLoop } from '../control-loop.js';
import type { Guard } from '../guard/guard.js';
import type { ServiceManager } from '../service/service-manager.js';
import { ServiceReports } from '../service/service-reports.js';
import { statusLine } from '../service/status-line.js';
import { CommsLink } from '../threads/comms-link.js';
import { commsSetup } from '../threads/comms-setup.js';
import type { HandedOverLog } from '../threads/handed-over-log.js';
import { ReportDesk } from '../threads/report-desk.js';
import { LateCauses } from '../time/late-cause.js';
import { LateSummary } from '../time/late-summary.js';
import { Pacer } from '../time/pacer.js';
import { PlannedCollection } from '../time/planned-collection.js';
import { WallClock } from '../time/wall-clock.js';
import type { Core } from './core.js';
import type { HostSamples } from './host-samples.js';
import type { Journal, StoreWatcher } from './journal.js';
import type { ProgramOptions } from './options.js';
import { createReloads, type Reloads } from './reloads.js';

/** Room for about four seconds at 60 frames a second: twice the longest time that the comms thread may be blocked. */
const FRAME_SLOTS = 256;

export interface RunningParts {
  readonly options: ProgramOptions;
  readonly log: Logger;
  readonly lines: HandedOverLog;
  readonly journal: Journal;
  readonly hal: Hal;
  readonly host: HostSamples;
  readonly core: Core;
  readonly guard: Guard;
  /** Null when no service manager asks for messages. */
  readonly manager: ServiceManager | null;
  /** Origin of this run's monotonic time on `performance.now()`, milliseconds. */
  readonly originMs: number;
}

/** Nothing runs before {@link begin}. */
export class RunningProgram implements StoreWatcher {
  readonly comms: CommsLink;
  private readonly loop: ControlLoop;
  private readonly pacer: Pacer;
  private readonly lateCauses: LateCauses;
  private readonly lateSummary: LateSummary;
  private readonly reports: ReportDesk;
  private readonly reloads: Reloads;
  private readonly service: ServiceReports | null;
  private config: Config;
  private clockState: 'synchronised' | 'unsynchronised' = 'synchronised';

  constructor(private readonly parts: RunningParts) {
    const { options, log, journal, hal, core } = parts;
    const { profiler, controller, rehearsal } = core;
    const frames = allocateRing(FRAME_SLOTS, core.plan.layout.length);
    this.config = options.config;
    this.lateSummary = new LateSummary(log);
    this.lateCauses = new LateCauses(profiler, { onVerdict: this.lateSummary.add });
    const marks = StreamMarks.allocate();
    this.service = this.serviceReports(new StreamMarks(marks));
    this.comms = new CommsLink({
      frames,
      marks,
      setup: () => this.commsSetup(),
      store: () => journal.link(),
      lostEvents: () => journal.lost,
      onMessage: (message) => this.fromComms(message),
      onCrash: (reason) => this.commsCrashed(reason),
    });
    this.reports = new ReportDesk({
      profiler,
      lateCauses: this.lateCauses,
      alarms: controller.view.alarms,
      answer: (id, report) => this.comms.post({ kind: 'report', id, report }),
      wallClock: Date.now,
    });
    this.reloads = createReloads({
      source: options.source,
      hal,
      core,
      journal,
      log,
      running: () => this.config,
      begun: () => this.service?.reloading(),
      applied: (config) => {
        this.config = config;
      },
      ended: () => {
        this.service?.reloaded();
        this.comms.post({ kind: 'configure', setup: this.commsSetup() });
      },
    });
    this.loop = this.createLoop(new RingWriter(frames));
    this.pacer = new Pacer(options.config.control.rateHz, this.tick, {
      onApproach: () => rehearsal.runOnce(controller),
    });
  }

  get heartbeat(): Heartbeat {
    return this.loop.heartbeat;
  }

  get run(): number {
    return this.parts.journal.run;
  }

  /** Begins control: from now on ticks run, and the guard expects them. */
  begin(): void {
    this.parts.guard.lease.arm();
    this.pacer.start();
    this.reloads.open();
  }

  /** Reads the configuration again and applies what can change at run time. A request before {@link begin} waits for it. */
  reload(): void {
    this.reloads.request();
  }

  /**
   * Ends the ticks and makes the outputs safe. When the HAL fails to do this, the lease stays armed: it expires after half a second,
   * and the guard then writes the safe values itself.
   */
  stopControl(): void {
    const { guard, log } = this.parts;
    this.pacer.stop();
    try {
      this.heartbeat.makeSafe();
      guard.lease.disarm();
    } catch (error) {
      log.error(
        `the control thread cannot make the outputs safe: ${(error as Error).message}. Check them; \`kpp safe-outputs\` tries again.`,
      );
    }
  }

  /** Ends control in order. */
  end(): void {
    this.reloads.close();
    this.stopControl();
    this.service?.stopping();
    this.lateCauses.close();
    this.lateSummary.close();
  }

  /** The guard's thread has ended and is being started again. */
  guardLost(reason: string): void {
    const { log, journal } = this.parts;
    log.error(`the guard's thread ended (${reason}) and will be restarted`);
    journal.event({ type: 'lifecycle', ts: Date.now(), data: { guard: 'restarted', reason } });
    this.service?.threadEnded();
  }

  storeLost(reason: string): void {
    this.heartbeat.setCondition('store_failing', true);
    this.heartbeat.lost('thread.store', reason);
  }

  storeRecovered(): void {
    this.heartbeat.recovered('thread.store');
  }

  storeSound(): void {
    this.heartbeat.setCondition('store_failing', false);
    this.heartbeat.recovered('thread.store');
  }

  storeLinked(store: StoreLink): void {
    this.comms.post({ kind: 'store', store });
  }

  counted(counts: RunCounts): void {
    this.comms.post({ kind: 'counts', counts });
  }

  hostMeasured(figures: HostFigures): void {
    this.parts.host.take(figures);
  }

  private createLoop(frames: RingWriter): ControlLoop {
    const { hal, host, core, guard, journal, originMs } = this.parts;
    return new ControlLoop({
      hal,
      host: host.samples,
      controller: core.controller,
      profiler: core.profiler,
      lateCauses: this.lateCauses,
      collection: new PlannedCollection(),
      wallClock: new WallClock(),
      lease: guard.lease,
      originMs,
      sinks: {
        frames,
        health: (health) => this.comms.health.send(health),
        event: (event) => journal.event(event),
        reply: (reply) => this.comms.post({ kind: 'reply', reply }),
        eventsWaiting: () => journal.waiting,
        plantState: (state) => journal.markEnergised(ENERGISED[state]),
      },
    });
  }

  /** Must not throw into the timer that calls it. An error in a tick ends control. */
  private readonly tick = (pace: Float64Array): void => {
    try {
      this.loop.tick(pace);
      this.reports.serve();
      this.reloads.serve();
      this.service?.serve(pace);
    } catch (error) {
      this.stopControl();
      this.parts.lines.end();
      this.parts.options.onFatal(error as Error);
    }
  };

  /** Control ticks feed the watchdog, when the guard has looked and comms has read frames since the last time. */
  private serviceReports(marks: Pick<StreamMarks, 'nextRecord'>): ServiceReports | null {
    const { manager, guard, core } = this.parts;
    if (manager === null) return null;
    const { controller } = core;
    return new ServiceReports({
      manager,
      progress: [() => guard.lease.guardLooks, () => marks.nextRecord ?? 0],
      status: () => statusLine(controller.plantState, controller.view.mode, controller.view.alarms.alerts()),
      monotonicUs: () => process.hrtime.bigint() / 1000n,
    });
  }

  private commsSetup(): CommsSetup {
    const { journal, core, options } = this.parts;
    const { controller } = core;
    const identity = { run: journal.run, log: journal.logId, clock: this.clockState };
    const present = { mode: controller.view.mode, plant: controller.plantState };
    const { status } = this.reloads;
    const { counts } = journal;
    return {
      ...commsSetup(this.config, controller.plan, identity, present, status, options.onVirtualDevices),
      counts,
      needsHttp: options.needsHttp,
    };
  }

  private fromComms(message: FromComms): void {
    const { journal, log } = this.parts;
    switch (message.kind) {
      case 'ready':
        this.commsReady();
        break;
      case 'command':
        this.heartbeat.command(message.command);
        break;
      case 'rejected':
        journal.event({ type: 'command', ts: Date.now(), data: { ...message.rejection, ok: false } });
        break;
      case 'broker':
        this.heartbeat.setCondition('broker_lost', !message.connected);
        break;
      case 'http':
        this.heartbeat.setCondition('http_unavailable', !message.isAvailable);
        break;
      case 'refused':
        this.heartbeat.setCondition('publish_refused', message.topics.length > 0);
        break;
      case 'lost':
        for (const event of message.events) journal.event(event);
        break;
      case 'clock':
        this.clockState = message.clock;
        this.heartbeat.setCondition('clock_unsynchronised', message.clock === 'unsynchronised');
        break;
      case 'event':
        journal.event(message.event);
        break;
      case 'report':
        this.reports.ask(message.id);
        break;
      case 'failed':
        log.error(`${message.message} ${message.fix}`);
        break;
      default:
    }
  }

  private commsReady(): void {
    this.parts.lines.to((line) => this.comms.post({ kind: 'log', line }));
    this.heartbeat.setCondition('comms_restarted', false);
    // The new thread reports again what the broker refuses.
    this.heartbeat.setCondition('publish_refused', false);
    this.heartbeat.recovered('thread.comms');
  }

  private commsCrashed(reason: string): void {
    this.parts.lines.hold();
    this.parts.log.error(`the comms thread ended (${reason}) and will be restarted`);
    this.heartbeat.setCondition('comms_restarted', true);
    this.heartbeat.lost('thread.comms', reason);
    this.service?.threadEnded();
  }
}
