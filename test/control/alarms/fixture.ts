// A monitor on a small plant in virtual time, for the tests of the alarm engine.
import { expect } from 'vitest';
import { QUALITY, type Quality } from '../../../hal/quality.js';
import type { BuiltInAlarmId } from '../../../src/catalogue/alarm-ids.js';
import { type AlarmRule, BUILT_IN_ALARMS, rule } from '../../../src/config/alarms.js';
import { type MonitorOptions, RealTimeMonitor } from '../../../src/control/alarms/real-time-monitor.js';
import { ProcessImage } from '../../../src/control/state/image.js';
import { CLOCK } from '../../../src/control/tick.js';
import type { Alert } from '../../../src/vocabulary/events.js';

export const LOG = '6ba7b810-9dad-41d1-80b4-00c04fd430c8';
export const WALL_START_MS = 1_764_000_000_000;

export const CHANNELS = [
  { name: 'chain.velocity', unit: 'm/s' },
  { name: 'generator.voltage', unit: 'V' },
  { name: 'generator.power', unit: 'W' },
  { name: 'derived.efficiency', unit: '1' },
  { name: 'twin.residual.chain.velocity', unit: 'm/s' },
];

/** `above 8` with a hysteresis of 0.5 on the chain's velocity. */
export function fast(rest: Partial<AlarmRule> = {}): AlarmRule {
  return { ...rule('fast', 'chain.velocity', 'above', 8, { hysteresis: 0.5 }), ...rest };
}

export class Rig {
  readonly monitor: RealTimeMonitor;
  readonly image = new ProcessImage(CHANNELS.map(({ name }) => name));
  readonly clock = new Float64Array(CLOCK.length);
  /** All reported alerts, in order. */
  readonly alerts: Alert[] = [];
  plantRuns = true;
  degradation = 0;
  private readonly periodS = 1 / 15;

  constructor(options: Partial<MonitorOptions> = {}, wallMs = WALL_START_MS) {
    this.clock[CLOCK.wallMs] = wallMs;
    this.monitor = new RealTimeMonitor({
      log: LOG,
      rules: [],
      builtIns: BUILT_IN_ALARMS,
      channels: CHANNELS,
      ...options,
    });
  }

  /** One control tick in which these channels have a new good value. Returns the alerts of this tick. */
  tick(values: Record<string, number> = {}, quality: Quality = QUALITY.good): Alert[] {
    this.clock[CLOCK.nowS]! += this.periodS;
    this.clock[CLOCK.wallMs]! += 1000 * this.periodS;
    for (const [name, value] of Object.entries(values)) {
      this.image.set(this.image.indexOf(name), value, this.clock[CLOCK.nowS]!, quality);
    }
    this.image.noteChanges();
    const told: Alert[] = [];
    this.monitor.evaluate(this.clock, this.image, this.plantRuns, this.degradation, told);
    this.alerts.push(...told);
    return told;
  }

  /** Runs for some seconds with the same good values. Returns the alerts of this time. */
  run(seconds: number, values: Record<string, number> = {}, quality: Quality = QUALITY.good): Alert[] {
    const from = this.alerts.length;
    for (let n = Math.round(seconds / this.periodS); n > 0; n--) this.tick(values, quality);
    return this.alerts.slice(from);
  }

  velocity(value: number): Alert[] {
    return this.tick({ 'chain.velocity': value });
  }

  /** Sets or clears the condition of a built-in alarm. */
  condition(id: BuiltInAlarmId, isThere: boolean): void {
    this.monitor.setCondition(this.monitor.handleOf(id), isThere);
  }

  /** Makes the sensor of a channel lost: its value is stale from now on, and the condition of its alarm holds. */
  lose(channel: string): void {
    this.image.downgrade(this.image.indexOf(channel), QUALITY.stale);
    this.condition(`sensor_lost.${channel}`, true);
  }

  /** Makes the sensor deliver again, with `value` first. */
  find(channel: string, value: number): void {
    this.image.set(this.image.indexOf(channel), value, this.clock[CLOCK.nowS]!, QUALITY.good);
    this.condition(`sensor_lost.${channel}`, false);
  }

  acknowledge(id: string) {
    return this.monitor.acknowledge(id, this.clock);
  }

  shelve(id: string, seconds: number) {
    return this.monitor.shelve(id, seconds, this.clock);
  }
}

/** A short form of an alert: `fast active 1` is rule, state, count. */
export function brief(alerts: readonly Alert[]): string[] {
  return alerts.map(({ rule: id, state, count }) => `${id} ${state} ${count}`);
}

/** Checks that alerts alternate between active and cleared, that each end has the id of its beginning, and that counts rise. */
export function expectAlternating(alerts: readonly Alert[]): void {
  const faults = alerts.filter((alert, i) => {
    const last = alerts[i - 1];
    if (last?.state !== 'active') return alert.state !== 'active' || alert.count <= (last?.count ?? 0);
    return alert.state !== 'cleared' || alert.id !== last.id || alert.count !== last.count;
  });
  expect(faults).toEqual([]);
}
