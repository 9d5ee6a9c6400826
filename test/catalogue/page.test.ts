// docs/alarms.md says what the table of built-in alarms says. `npx vitest run --project unit test/catalogue -u` writes it anew.
import { expect, it } from 'vitest';
import { OUTPUT_ALARMS, SENSOR_ALARMS, SINGLE_ALARMS } from '../../src/catalogue/alarm-ids.js';
import { alarmTable } from '../support/pages/alarm-table.js';
import { pagePath, pageWith } from '../support/pages/reference-page.js';

it('the table of docs/alarms.md is that of the catalogue', async () => {
  const path = pagePath('alarms.md');
  const table = alarmTable([...SENSOR_ALARMS, ...OUTPUT_ALARMS, ...SINGLE_ALARMS]);
  await expect(pageWith(path, 'alarms', table)).toMatchFileSnapshot(path);
});
