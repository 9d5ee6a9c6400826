// The line of the status page about the broker: the connection, and what waits for it.
import type { CommsHealth } from '../report/health.js';

type Waiting = Pick<CommsHealth, 'connected' | 'protocol' | 'outbox' | 'outboxFrames'>;

export function brokerSentence({ connected, protocol, outbox, outboxFrames }: Waiting): string {
  const state = connected ? `connected by MQTT ${protocol === 5 ? '5' : '3.1.1'}` : 'not connected';
  const waits = [
    ...waiting(outbox, 'event waits', 'events wait'),
    ...waiting(
      outboxFrames,
      'message of telemetry and priority waits',
      'messages of telemetry and priority wait',
    ),
  ];
  return [state, ...waits].join(', ');
}

function waiting(count: number, one: string, several: string): string[] {
  if (count === 0) return [];
  return [count === 1 ? `one ${one}` : `${count} ${several}`];
}
