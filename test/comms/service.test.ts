// The part of the health document that the comms thread reads from the store.
import { expect, it, onTestFinished } from 'vitest';
import { until } from '../support/until.js';
import { CommsBench } from './comms-bench.js';
import { alertEvent } from './fake-source.js';

it('shows the alarms that come most often, as the store counts them', async () => {
  // Nothing listens at this address: health documents are made without a broker, too.
  const bench = new CommsBench({ url: 'mqtt://127.0.0.1:1' });
  onTestFinished(() => bench.service.stop(0));
  bench.service.start();
  bench.source.store(alertEvent('high_velocity', { count: 12 }), alertEvent('broker_lost', { count: 3 }));
  const offenders = () => bench.service.health?.alarms.topOffenders ?? [];
  await until('health shows them', () => {
    bench.writeHealth();
    return offenders().length > 0;
  });
  expect(offenders()).toEqual([
    { rule: 'high_velocity', count: 12 },
    { rule: 'broker_lost', count: 3 },
  ]);
});
