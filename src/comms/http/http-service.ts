// Runs the HTTP server, from listening to an orderly stop. Its replies are made in `endpoints/`.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { FrameLayout } from '../../control/records/frame.js';
import type { TaskReport } from '../../report/profile.js';
import type { Logger } from '../../shared/log.js';
import type { DataStreamManager } from '../../streams/index.js';
import type { CommandGate } from '../commands/gate.js';
import type { CurrentAlerts } from '../journal/current-alerts.js';
import type { HistoryFeed } from '../journal/history-feed.js';
import type { RecentActions } from '../journal/recent-actions.js';
import type { TotalsKeeper } from '../journal/totals-keeper.js';
import type { Trends } from '../journal/trends.js';
import type { CommsSetup } from '../protocol.js';
import { pageEndpoints } from './assets.js';
import type { ControlReports } from './control-reports.js';
import type { View } from './documents.js';
import { ENDPOINTS } from './endpoints/index.js';
import { listen } from './listening.js';
import { Router } from './router.js';
import { addressText, type HttpLimits, type HttpSettings, httpLimits } from './settings.js';
import { HttpStreams } from './streams.js';
import { TokenGuard } from './token-guard.js';

/** A request must be complete within this time. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Connections in addition to the streams. */
const SHORT_CONNECTIONS = 192;
/** At the stop: time for connections to take their last bytes. */
const LINGER_MS = 100;

export interface HttpParts {
  readonly settings: HttpSettings;
  readonly layout: FrameLayout;
  readonly streams: DataStreamManager;
  readonly gate: Pick<CommandGate, 'receive'>;
  readonly alerts: Pick<CurrentAlerts, 'read'>;
  readonly actions: Pick<RecentActions, 'read'>;
  readonly trends: Pick<Trends, 'read' | 'latest'>;
  readonly totals: Pick<TotalsKeeper, 'document' | 'reset'>;
  readonly history: Pick<HistoryFeed, 'read'>;
  readonly reports: Pick<ControlReports, 'read'>;
  /** The cost of the periodic work of this thread and of the store's thread. */
  readonly tasks: () => Promise<TaskReport>;
  readonly view: View;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  /** Milliseconds of a clock that does not jump. */
  readonly steadyClock: () => number;
  readonly log: Logger;
  readonly limits?: HttpLimits;
}

/** Lifecycle: `listen` once, or again when it rejected; `stop` once, also without `listen`. */
export class HttpService {
  private readonly parts: HttpParts;
  private readonly streams: HttpStreams;
  private readonly guard: TokenGuard;
  private readonly server: Server;

  constructor(parts: HttpParts) {
    const { settings, layout, streams, steadyClock, log } = parts;
    const limits = parts.limits ?? httpLimits(settings);
    this.parts = parts;
    this.streams = new HttpStreams({ streams, channels: layout.channels, limits });
    this.guard = new TokenGuard(settings.token, log, steadyClock);
    const router = new Router({
      endpoints: [...pageEndpoints(), ...ENDPOINTS],
      context: {
        ...parts,
        subscribers: streams,
        streams: this.streams,
        commandAnswerMs: limits.commandAnswerMs,
      },
      guard: this.guard,
      listenHost: settings.listen.host,
      log,
    });
    this.server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
      void router.handle(request, response);
    });
    this.server.maxConnections = limits.subscribers + SHORT_CONNECTIONS;
    this.server.on('error', ({ message }) => {
      if (this.server.listening) {
        log.warn(`http: a connection could not be accepted: ${message}`);
      }
    });
  }

  /**
   * @param patienceMs time for which an address in use is tried again: the program itself may have held it a moment ago
   * @returns the URL of the live page
   * @throws ListenError
   */
  async listen(patienceMs = 0): Promise<string> {
    const { settings, log } = this.parts;
    const port = await listen(this.server, settings.listen, patienceMs);
    const url = `http://${addressText(settings.listen.host, port)}/`;
    log.info(`http: the live page is at ${url}`);
    return url;
  }

  /** Keeps silent streams open. To be called every `heartbeatMs` of the limits. */
  beat(): void {
    this.streams.beat();
  }

  /** Takes over the settings that a reload may change. */
  configure({ http }: Pick<CommsSetup, 'http'>): void {
    this.guard.token = http.token;
  }

  /** Ends streams and connections, and frees the port. Takes 200 ms at most. */
  async stop(): Promise<void> {
    this.streams.close();
    if (!this.server.listening) {
      return;
    }
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeIdleConnections();
    const timer = setTimeout(() => this.server.closeAllConnections(), LINGER_MS);
    await closed;
    clearTimeout(timer);
  }
}
