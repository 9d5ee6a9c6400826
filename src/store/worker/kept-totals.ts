// The totals in the store: one record, which is replaced as a whole. The store does not look into it.
import type { Database, Statement } from './database/database.js';

export class KeptTotals {
  private readonly select: Statement;
  private readonly save: Statement;
  /** The newest record, as long as it is not written; otherwise null. */
  private waiting: string | null = null;

  constructor(db: Database) {
    this.select = db.prepare('SELECT body FROM totals');
    this.save = db.prepare(
      'INSERT INTO totals (id, body) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
    );
  }

  /** The newest record; null before the first. */
  get body(): string | null {
    const body = this.waiting ?? this.select.get()?.body;
    return typeof body === 'string' ? body : null;
  }

  /** Takes a record for the next {@link write}. */
  keep(body: string): void {
    this.waiting = body;
  }

  /** Writes the record that waits, inside the caller's transaction. */
  write(): void {
    if (this.waiting === null) return;
    this.save.run(this.waiting);
    this.waiting = null;
  }
}
