// `/api/history`: the past values of channels as minimum, mean and maximum of equal steps of time.
import { MAX_POINTS } from '../../../history/query-plan.js';
import type { HistoryAnswer } from '../../../history/request.js';
import { endpoint, type HttpContext } from '../endpoint.js';
import { invalid, names, time, wholeNumber } from '../query.js';
import { storeIsAway } from '../replies.js';

/** Points of all series of a reply: about 3 MB of JSON. */
const MAX_POINTS_A_REPLY = 50_000;
const DEFAULT_POINTS = 1000;
const DEFAULT_PERIOD_MS = 3_600_000;

export const history = endpoint({
  method: 'GET',
  path: '/api/history',
  summary:
    'Past values: `{"channel","unit","resolution","points","quality"}`, and `{"series":[..]}` for several channels. A point is `[ts, min, mean, max]` of the step that begins at `ts`; no peak is lost. `resolution` is the length of a step in seconds. A step without a value is absent. `quality` lists the steps that are not completely good, as `[ts, worst quality]`. `"clock":"unsynchronised"` when times may be wrong. The last seconds are included.',
  query: {
    channel: names('the channels'),
    from: time('the beginning; without it one hour before `to`'),
    to: time('the end; without it now'),
    points: wholeNumber(1, MAX_POINTS, `the most points of a series; without it ${DEFAULT_POINTS}`),
  },
  async handle({ query }, context) {
    const { channel: channels } = query;
    if (channels === null) throw invalid('channel is missing; /api/meta lists the channels of this plant');
    const toMs = query.to ?? context.wallClock();
    const fromMs = query.from ?? toMs - DEFAULT_PERIOD_MS;
    if (fromMs >= toMs) throw invalid('from has to be earlier than to');
    const points = pointsOf(query.points, channels.length);
    return { status: 200, type: JSON_TYPE, bytes: await read({ channels, fromMs, toMs, points }, context) };
  },
});

const JSON_TYPE = 'application/json; charset=utf-8';

function pointsOf(asked: number | null, channels: number): number {
  const most = Math.floor(MAX_POINTS_A_REPLY / channels);
  const points = asked ?? Math.min(DEFAULT_POINTS, most);
  if (points <= most && points > 0) return points;
  throw invalid(
    `${points} points of ${channels} channels are too many: a reply has at most ${MAX_POINTS_A_REPLY} points`,
  );
}

async function read(
  question: Parameters<HttpContext['history']['read']>[0],
  context: HttpContext,
): Promise<Buffer> {
  const answer: HistoryAnswer = await context.history.read(question).catch(storeIsAway);
  if (answer.kind === 'unknown') {
    const which = answer.channels.map((name) => JSON.stringify(name)).join(', ');
    throw invalid(`there is no history of ${which}; /api/meta lists the channels of this plant`);
  }
  const [first = Buffer.alloc(0), ...others] = answer.json;
  if (question.channels.length === 1) return Buffer.concat([first, NEW_LINE]);
  const rest = others.flatMap((series) => [COMMA, series]);
  return Buffer.concat([SERIES_BEGIN, first, ...rest, SERIES_END]);
}

const NEW_LINE = Buffer.from('\n');
const COMMA = Buffer.from(',');
const SERIES_BEGIN = Buffer.from('{"series":[');
const SERIES_END = Buffer.from(']}\n');
