// `/api/totals`: energy, hours, starts, trips and availability; and their reset.
import { MAX_REASON_LENGTH } from '../../../totals/reset.js';
import { documentEndpoint, endpoint } from '../endpoint.js';
import { HttpError } from '../replies.js';

export const totals = documentEndpoint(
  '/api/totals',
  'Energy, hours, starts, trips and availability until now. `kpp totals` prints it. 503 until the store has been read.',
  (context) => context.totals.document ?? notKnown(),
);

export const totalsReset = endpoint({
  method: 'POST',
  path: '/api/totals/reset',
  summary:
    'Begins the totals anew. The body is `{"reason": "..."}`. An event `command` keeps the old totals and the reason; the reply is `{"before": ...}`. `kpp totals --reset` sends it.',
  access: 'change',
  query: {},
  maxBodyBytes: 4096,
  async handle({ body }, context) {
    const reason = reasonIn(body);
    const before = await context.totals.reset(reason).catch(notConfirmed);
    return { status: 200, json: { before } };
  },
});

/** @throws HttpError 400 without a reason */
function reasonIn(body: Buffer): string {
  const reason = textIn(body)?.trim() ?? '';
  if (reason !== '' && reason.length <= MAX_REASON_LENGTH) return reason;
  const message = `a reset needs the body {"reason": TEXT} with 1 to ${MAX_REASON_LENGTH} characters`;
  throw new HttpError(400, 'invalid', message);
}

function textIn(body: Buffer): string | undefined {
  try {
    const { reason } = JSON.parse(body.toString('utf8')) as { reason?: unknown };
    return typeof reason === 'string' ? reason : undefined;
  } catch {
    return undefined;
  }
}

function notKnown(): never {
  const message = 'the totals are not known before the store has been read; try again in a second';
  throw new HttpError(503, 'unavailable', message);
}

function notConfirmed(): never {
  const message =
    'the store did not confirm the reset; read the totals in some seconds: `since` shows whether they begin anew';
  throw new HttpError(503, 'unavailable', message);
}
