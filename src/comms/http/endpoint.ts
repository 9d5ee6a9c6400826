// What one endpoint of the HTTP interface is: where it is, who may use it, what it takes, and what it answers.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TaskReport } from '../../report/profile.js';
import type { DataStreamManager } from '../../streams/index.js';
import type { CommandGate } from '../commands/gate.js';
import type { CurrentAlerts } from '../journal/current-alerts.js';
import type { RecentActions } from '../journal/recent-actions.js';
import type { Trends } from '../journal/trends.js';
import type { ControlReports } from './control-reports.js';
import type { View } from './documents.js';
import type { Parameters, QueryValues } from './query.js';
import type { Reply } from './replies.js';
import type { HttpStreams } from './streams.js';

/** What endpoints can read and use of the program. */
export interface HttpContext {
  readonly view: View;
  readonly alerts: Pick<CurrentAlerts, 'read'>;
  readonly actions: Pick<RecentActions, 'read'>;
  readonly trends: Pick<Trends, 'read' | 'latest'>;
  /** The control thread's own report. */
  readonly reports: Pick<ControlReports, 'read'>;
  /** What the periodic work of this thread and of the store's has cost. */
  readonly tasks: () => Promise<TaskReport>;
  /** All subscribers, of whatever transport. */
  readonly subscribers: DataStreamManager;
  /** The live streams over HTTP. */
  readonly streams: HttpStreams;
  readonly gate: Pick<CommandGate, 'receive'>;
  /** How long a command waits for its answer, milliseconds. */
  readonly commandAnswerMs: number;
}

/** A request that has passed every check. */
export interface EndpointRequest<P extends Parameters = Parameters> {
  readonly query: QueryValues<P>;
  /** What stands for `<name>` at the end of the path; empty where the path has none. */
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
  /** `read`: whoever reaches the port. `change`: who presents the token of `http.token`; without one nobody. */
  readonly access: 'read' | 'change';
  /** The query parameters that it takes. One that takes none ignores whatever stands there. */
  readonly query: P;
  /** The largest body that is read; 0 for none. */
  readonly maxBodyBytes: number;
  /** The reply has no end: there is no HEAD, and the endpoint writes it itself. */
  readonly isStream: boolean;
  /**
   * @returns the reply; undefined when the endpoint writes it itself
   * @throws HttpError to answer with that
   */
  handle(request: EndpointRequest<P>, context: HttpContext): Reply | undefined | Promise<Reply | undefined>;
}

type Optional = 'access' | 'maxBodyBytes' | 'isStream';

/** An endpoint that takes query parameters. */
export function endpoint<P extends Parameters>(
  definition: Omit<Endpoint, Optional | 'query' | 'handle'> &
    Partial<Pick<Endpoint, Optional>> & { readonly query: P; readonly handle: Endpoint<P>['handle'] },
): Endpoint<P> {
  return { access: 'read', maxBodyBytes: 0, isStream: false, ...definition };
}

/** An endpoint of GET that shows one JSON document. */
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
