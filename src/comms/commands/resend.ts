// Carries out the command `resend`: publishes events of the journal once more, a limited number at a time.
import type { CommandedComms, CommsOutcome } from '../../commands/targets.js';
import type { EventSource } from '../journal/event-source.js';
import type { Publisher } from '../mqtt/link.js';

const MAX_EVENTS = 10_000;
/** Each batch is acknowledged before the next one is read, so live messages wait for at most one batch. */
const BATCH = 4;

export class Resender implements CommandedComms {
  private readonly source: EventSource;
  private readonly topic: string;
  private readonly link: () => Publisher | undefined;
  private isBusy = false;

  /** @param link returns the connection, undefined while there is none */
  constructor(source: EventSource, topic: string, link: () => Publisher | undefined) {
    this.source = source;
    this.topic = topic;
    this.link = link;
  }

  /** Resolves when the broker has acknowledged the last of the events; never rejects. */
  async resend({ fromSeq, toSeq }: Parameters<CommandedComms['resend']>[0]): Promise<CommsOutcome> {
    if (toSeq - fromSeq >= MAX_EVENTS) {
      return refused(`at most ${MAX_EVENTS} events at a time`);
    }
    if (this.isBusy) {
      return refused('another resend is under way');
    }
    const link = this.link();
    if (link === undefined) {
      return refused('there is no connection to the broker');
    }
    this.isBusy = true;
    try {
      const sent = await this.sendAll(link, fromSeq, toSeq);
      return { ok: true, error: null, message: `${sent} events sent again` };
    } catch (error) {
      return refused((error as Error).message);
    } finally {
      this.isBusy = false;
    }
  }

  private async sendAll(link: Publisher, fromSeq: number, toSeq: number): Promise<number> {
    let sent = 0;
    for (let after = fromSeq - 1; after < toSeq; ) {
      const events = await this.source.eventsAfter(after, Math.min(BATCH, toSeq - after));
      const wanted = events.filter(({ seq }) => seq <= toSeq);
      if (wanted.length === 0) {
        break;
      }
      await Promise.all(
        wanted.map(({ log, seq, ts, type, data, origin }) =>
          delivered(link, this.topic, JSON.stringify({ log, seq, ts, type, data, origin })),
        ),
      );
      sent += wanted.length;
      after = wanted.at(-1)!.seq;
    }
    return sent;
  }
}

function delivered(link: Publisher, topic: string, payload: string): Promise<void> {
  return new Promise((resolve, reject) => {
    link.publish({ topic, payload }, (error) => (error ? reject(error) : resolve()));
  });
}

function refused(message: string): CommsOutcome {
  return { ok: false, error: 'refused', message };
}
