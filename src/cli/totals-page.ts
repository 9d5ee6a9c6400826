// The totals as a page for a terminal.
import type { TotalsDocument } from '../totals/document.js';

const LABEL_WIDTH = 15;

export function totalsPage(totals: TotalsDocument): string {
  const { energy, hours, starts, trips, availability } = totals;
  const unmeasured = energy.unmeasuredHours;
  const lines = [
    `Totals from ${at(totals.since)} to ${at(totals.ts)} (UTC)`,
    line('energy out', `${energy.generatedKWh.toFixed(3)} kWh${notMeasured(unmeasured.generated)}`),
    line('energy in', `${energy.compressorKWh.toFixed(3)} kWh${notMeasured(unmeasured.compressor)}`),
    line(
      'hours',
      `${hours.running.toFixed(2)} running, ${hours.powered.toFixed(2)} with the program on, ${hours.unavailable.toFixed(2)} of these not available`,
    ),
    line('availability', availability === null ? 'not known yet' : `${(100 * availability).toFixed(2)} %`),
    line('starts', String(starts)),
    line('trips', `${trips.total}${causes(trips.byCause)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function line(label: string, text: string): string {
  return `${label.padEnd(LABEL_WIDTH)}${text}`;
}

function notMeasured(hours: number): string {
  if (hours === 0) return '';
  return ` (not measured for ${hours < 1 ? `${(3600 * hours).toFixed(1)} s` : `${hours.toFixed(2)} h`})`;
}

function causes(byCause: Readonly<Record<string, number>>): string {
  const texts = Object.entries(byCause).map(([cause, count]) => `${cause} ${count}`);
  return texts.length === 0 ? '' : ` (${texts.join(', ')})`;
}

function at(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').slice(0, 19);
}
