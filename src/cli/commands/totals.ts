// `kpp totals`: prints energy, hours, starts and trips, and begins them anew; from the running controller or, when none runs, from the store.
import { randomUUID } from 'node:crypto';
import { type Config, loadConfig } from '../../config/index.js';
import { StoreArchive } from '../../store/archive.js';
import { StoreError } from '../../store/errors.js';
import { resetStoredTotals } from '../../store/stopped-store.js';
import type { TotalsDocument } from '../../totals/document.js';
import { begunAnew, documentOf, MAX_REASON_LENGTH, resetEvent } from '../../totals/reset.js';
import { decodeTotals, encodeTotals, type Totals } from '../../totals/totals.js';
import { askController, NoAnswer } from '../ask-controller.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure } from '../fail.js';
import { totalsPage } from '../totals-page.js';

export interface TotalsArguments {
  readonly config: string;
  readonly set: readonly string[];
  readonly json?: boolean;
  readonly reset?: boolean;
  readonly reason?: string;
}

export async function totals({
  config: file,
  set,
  json = false,
  ...asked
}: TotalsArguments): Promise<number> {
  const reason = reasonOf(asked);
  const { config } = loadConfig({ file, sets: set, checkFiles: false });
  const document = reason === null ? await read(config) : await reset(config, reason);
  if (json) process.stdout.write(`${JSON.stringify(reason === null ? document : { before: document })}\n`);
  else if (reason === null) process.stdout.write(totalsPage(document));
  else
    process.stdout.write(
      `The totals begin anew. The old ones are in the event log:\n\n${totalsPage(document)}`,
    );
  return EXIT.ok;
}

/** The reason of a reset; null when none is asked for. */
function reasonOf({ reset = false, reason }: Pick<TotalsArguments, 'reset' | 'reason'>): string | null {
  const text = reason?.trim() ?? '';
  if (!reset) {
    if (reason === undefined) return null;
    throw usage('--reason belongs to --reset.', 'Add --reset to begin the totals anew.');
  }
  if (text !== '' && text.length <= MAX_REASON_LENGTH) return text;
  throw usage(
    text === '' ? 'A reset of the totals needs a reason.' : `The reason has ${text.length} characters.`,
    `Say in at most ${MAX_REASON_LENGTH} characters why they begin anew: --reset --reason "new generator". The event log keeps it.`,
  );
}

async function read(config: Config): Promise<TotalsDocument> {
  try {
    return JSON.parse(await askController(config, { path: '/api/totals' })) as TotalsDocument;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const document = storedTotals(config.store.path);
    process.stderr.write(
      `kpp: ${error.message} These are the totals that the store has; a running controller stores them once a minute.\n`,
    );
    return document;
  }
}

function storedTotals(path: string): TotalsDocument {
  const archive = new StoreArchive(path);
  try {
    const stored = decoded(archive.totals);
    if (stored !== null) return documentOf(stored, stored.ts);
    throw new CommandFailure(
      `The store ${path} has no totals yet.`,
      'Start the controller: it begins them with its first second.',
    );
  } finally {
    archive.close();
  }
}

async function reset(config: Config, reason: string): Promise<TotalsDocument> {
  try {
    const text = await askController(config, { path: '/api/totals/reset', body: { reason } });
    return (JSON.parse(text) as { before: TotalsDocument }).before;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return resetStopped(config.store.path, reason, error);
  }
}

/** @param noAnswer why the running controller, if there is one, could not be asked */
function resetStopped(path: string, reason: string, noAnswer: NoAnswer): TotalsDocument {
  const ts = Date.now();
  let before = documentOf(null, ts);
  try {
    resetStoredTotals(path, (body) => {
      const stored = decoded(body);
      before = documentOf(stored, ts);
      const event = resetEvent(before, ts, reason, 'cli');
      return { body: encodeTotals(begunAnew(stored, ts, randomUUID())), event };
    });
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'in_use') throw error;
    throw new CommandFailure(
      `A controller uses the store ${path}, and it cannot be asked. ${noAnswer.message}`,
      'Name its address with --set http.listen=HOST:PORT, or stop it first.',
      EXIT.failed,
      { cause: error },
    );
  }
  return before;
}

function decoded(body: string | null): Totals | null {
  return body === null ? null : decodeTotals(body);
}

function usage(what: string, fix: string): CommandFailure {
  return new CommandFailure(what, fix, EXIT.usage);
}
