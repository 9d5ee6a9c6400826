// The page of `kpp totals`: figures with their units, and how long a power was not measured.
import { expect, it } from 'vitest';
import { totalsPage } from '../../src/cli/totals-page.js';
import { totalsDocument } from '../../src/totals/document.js';
import { NO_FIGURES } from '../../src/totals/totals.js';

const HOUR = 216_000;

it('shows energy, hours, availability, starts and trips', () => {
  const page = totalsPage(
    totalsDocument({
      ...NO_FIGURES,
      generated: { netJ: 0, readingJ: 3.6e6 * 12.3456, unmeasuredTicks: 0 },
      compressor: { netJ: 0, readingJ: 3.6e6 * 33, unmeasuredTicks: 2 * HOUR },
      poweredTicks: 100 * HOUR,
      runningTicks: 80 * HOUR,
      unavailableTicks: HOUR,
      starts: 4,
      trips: { overspeed: 1, emergency_stop: 2 },
      since: Date.UTC(2026, 0, 1),
      ts: Date.UTC(2026, 0, 6, 4),
    }),
  );
  expect(page).toBe(`Totals from 2026-01-01 00:00:00 to 2026-01-06 04:00:00 (UTC)
energy out     12.346 kWh
energy in      33.000 kWh (not measured for 2.00 h)
hours          80.00 running, 100.00 with the program on, 1.00 of these not available
availability   99.00 %
starts         4
trips          3 (overspeed 1, emergency_stop 2)
`);
});

it('shows a short time without a measurement in seconds, and no availability before the first tick', () => {
  const generated = { netJ: 0, readingJ: 0, unmeasuredTicks: 90 };
  const page = totalsPage(totalsDocument({ ...NO_FIGURES, generated, since: 0, ts: 0 }));
  expect(page).toContain('energy out     0.000 kWh (not measured for 1.5 s)');
  expect(page).toContain('availability   not known yet');
});
