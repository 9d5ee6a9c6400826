// The status report as a page for a terminal: state, figures, active alarms, last actions.
import type { StatusReport } from '../comms/http/documents.js';
import type { SourceTree } from '../report/health.js';
import { actionSentence } from './action-sentence.js';
import { brokerSentence } from './broker-sentence.js';
import { portLines } from './ports-section.js';
import { storeSentence } from './store-sentence.js';

type Health = NonNullable<StatusReport['health']>;

const LABEL_WIDTH = 15;
const TRIPPED = 5;
const SHOWN_ACTIONS = 8;
/** Marks a simulated plant, so that nobody takes it for a real one. */
const PLANTS: Readonly<Partial<Record<StatusReport['plantKind'], string>>> = {
  simulation: ' (simulated)',
  'virtual devices': ' (simulated, on virtual devices)',
};

export function statusPage(report: StatusReport): string {
  const sections = [running(report), doing(report), wrong(report), done(report)];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function line(label: string, text: string): string {
  return `${label.padEnd(LABEL_WIDTH)}${text}`;
}

function running(report: StatusReport): string[] {
  const { device, version, run, uptime, mode, plant, plantKind, trip, clock, configuration } = report;
  const why = trip === null ? '' : `: ${String(trip.message)}`;
  return [
    `${device.id} at ${device.site}, version ${version}, run ${run} (times are UTC)`,
    line('plant', `${plant}${PLANTS[plantKind] ?? ''}${why}`),
    line('mode', `${mode}${uptime === null ? '' : `, up for ${duration(uptime)}`}`),
    line('configuration', configurationText(configuration)),
    ...(clock === 'synchronised' ? [] : [line('clock', 'not set since the machine started')]),
  ];
}

function configurationText({
  file,
  loadedAt,
  needsRestart,
  lastReload,
}: StatusReport['configuration']): string {
  const refused = lastReload !== null && !lastReload.ok ? '; the last reload was refused' : '';
  const waits = needsRestart.length === 0 ? '' : `; waits for a restart: ${needsRestart.join(', ')}`;
  return `${file ?? 'defaults and command line'}, read at ${at(loadedAt)}${refused}${waits}`;
}

function doing({ health, frames }: StatusReport): string[] {
  if (health === null) return [line('figures', 'none yet: the controller computes them once a second')];
  const { loop, streams, comms, store, twin, recovery, memory, stability } = health;
  return [
    line(
      'loop',
      `${loop.rate} Hz, ${loop.missed} missed, ${loop.late} late; lateness p99 ${us(loop.latenessUs.p99)}, tick p99 ${us(loop.computeUs.p99)}`,
    ),
    line('degradation', degradationText(health)),
    line('twin', `timestep ${twin.timestep.toFixed(2)} s, ${twin.reason}`),
    line('stability', `${stability.score}, ${stability.violations} violations`),
    line('broker', brokerSentence(comms)),
    line(
      'streams',
      `telemetry ${streams.telemetryHz} Hz, ${streams.subscribers} subscribers, ${streams.dropped} dropped`,
    ),
    line('store', storeSentence(store)),
    line('recovery', `${recovery.succeeded} of ${recovery.attempts} attempts succeeded`),
    ...portLines(sources(health).serial).map((text) => line('port', text)),
    line('memory', `${Math.round(memory.rss / 1e6)} MB`),
    ...(frames.ok ? [] : [line('control', String(frames.reason))]),
  ];
}

/** The counters and remarks of the sources: the sections of the health that depend on the configured devices. */
function sources(health: Health): SourceTree {
  return health as unknown as SourceTree;
}

function degradationText({ degradation, optimizer }: Health): string {
  if (degradation === TRIPPED) return 'the plant is tripped';
  return degradation === 0 ? 'none' : `step ${degradation}: ${optimizer.reason}`;
}

function wrong({ alerts }: StatusReport): string[] {
  if (alerts === null) return ['The alarms are not known: the store does not answer just now.'];
  if (alerts.length === 0) return ['No alarm is active.'];
  const rows = alerts.map(({ rule, level, since, acknowledged, message }) => {
    const seen = acknowledged ? 'acknowledged' : 'new';
    return `  ${level.padEnd(9)}${at(since)}  ${rule} (${seen}): ${message}`;
  });
  return [`${alerts.length === 1 ? 'One alarm is' : `${alerts.length} alarms are`} active:`, ...rows];
}

function done({ actions }: StatusReport): string[] {
  if (actions === null || actions.length === 0) return ['No action is recorded yet.'];
  return [
    'Last actions:',
    ...actions
      .slice(0, SHOWN_ACTIONS)
      .map((action) => `  ${at(action.ts)}  ${action.type.padEnd(14)}${actionSentence(action)}`),
  ];
}

function at(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').slice(0, 19);
}

function us(value: number): string {
  return value < 1000 ? `${Math.round(value)} us` : `${(value / 1000).toFixed(1)} ms`;
}

function duration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.floor(seconds) % 60, 's'],
  ] as const;
  const from = parts.findIndex(([count]) => count > 0);
  return from < 0
    ? '0 s'
    : parts
        .slice(from, from + 2)
        .map(([count, unit]) => `${count} ${unit}`)
        .join(' ');
}
