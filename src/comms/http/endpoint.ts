// Defines what an endpoint of the HTTP interface is: its path, who may use it, its parameters, and its reply.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TaskReport } from '../../report/profile.js';
import type { DataStreamManager } from '../../streams/index.js';
import type { CommandGate } from '../commands/gate.js';
import type { CurrentAlerts } from '../journal/current-alerts.js';
import type { HistoryFeed } from '../journal/history-feed.js';
import type { RecentActions } from '../journal/recent-actions.js';
import type { TotalsKeeper } from '../journal/totals-keeper.js';
import type { Trends } from '../journal/trends.js';
import type { ControlReports } from './control-reports.js';
import type { View } from './documents.js';
import type { Parameters, QueryValues } from './query.js';
import type { Reply } from './replies.js';
import type { HttpStreams } from './streams.js';

/** The parts of the program that endpoints can use. */
export interface HttpContext {
  readonly view: View;
  readonly alerts: Pick<CurrentAlerts, 'read'>;
  readonly actions: Pick<RecentActions, 'read'>;
  readonly trends: Pick<Trends, 'read' | 'latest'>;
  readonly totals: Pick<TotalsKeeper, 'document' | 'reset'>;
  readonly history: Pick<HistoryFeed, 'read'>;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  /** The control thread's own report. */
  readonly reports: Pick<ControlReports, 'read'>;
  /** The cost of the periodic work of this thread and of the store's thread. */
  readonly tasks: () => Promise<TaskReport>;
  /** All subscribers of live streams. */
  readonly subscribers: DataStreamManager;
  /** The live streams over HTTP. */
  readonly streams: HttpStreams;
  readonly gate: Pick<CommandGate, 'receive'>;
  /** Time to wait for the answer to a command, milliseconds. */
  readonly commandAnswerMs: number;
}

/** A request that has passed every check. */
export interface EndpointRequest<P extends Parameters = Parameters> {
  readonly query: QueryValues<P>;
  /** The text in place of `<name>` at the end of the path; empty when the path has none. */
  readonly name: string;
  /** Empty unless the endpoint takes a body. */
  readonly body: Buffer;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

export interface Endpoint<P extends Parameters = Parameters> {
  /** `GET` answers HEAD as well, unless the reply is a stream. */
  readonly method: 'GET' | 'POST';
  /** The path; its last part may be `<name>`, which stands for any text without a slash. */
  readonly path: string;
  /** What it answers, in one sentence for docs/http.md. */
  readonly summary: string;
  /** `read`: everybody who reaches the port. `change`: clients that present the token of `http.token`; nobody when it is not set. */
  readonly access: 'read' | 'change';
  /** The query parameters. An endpoint without parameters ignores the query. */
  readonly query: P;
  /** The largest body in bytes; 0 when the endpoint reads none. */
  readonly maxBodyBytes: number;
  /** True when the reply has no end. Then there is no HEAD, and the endpoint writes the reply itself. */
  readonly isStream: boolean;
  /**
   * @returns the reply; undefined when the endpoint writes it itself
   * @throws HttpError to answer with that error
   */
  handle(request: EndpointRequest<P>, context: HttpContext): Reply | undefined | Promise<Reply | undefined>;
}

type Optional = 'access' | 'maxBodyBytes' | 'isStream';

/** Makes an endpoint; fills in `access`, `maxBodyBytes` and `isStream` when they are not given. */
export function endpoint<P extends Parameters>(
  definition: Omit<Endpoint, Optional | 'query' | 'handle'> &
    Partial<Pick<Endpoint, Optional>> & { readonly query: P; readonly handle: Endpoint<P>['handle'] },
): Endpoint<P> {
  return { access: 'read', maxBodyBytes: 0, isStream: false, ...definition };
}

/** Makes an endpoint of GET that replies with one JSON document. */
export function documentEndpoint(
  path: string,
  summary: string,
  read: (context: HttpContext) => unknown,
): Endpoint {
  return endpoint({
    method: 'GET',
    path,
    summary,
    query: {},
    handle: async (_, context) => ({ status: 200, json: await read(context) }),
  });
}
