// A plain HTTP client for tests: chooses its headers freely, reads event streams, and can stop reading.
import { once } from 'node:events';
import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { until } from '../../support/until.js';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON. */
  readonly json: Record<string, unknown>;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export async function ask(
  url: string,
  { method = 'GET', headers = {}, body }: RequestOptions = {},
): Promise<Reply> {
  const outgoing = request(url, { method, headers, agent: false });
  // The request is sent as bytes: with a string, Node would choose the encoding of the headers by that of the body.
  outgoing.end(body === undefined ? body : Buffer.from(body));
  const response = await responseTo(outgoing);
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk;
  }
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text,
    get json() {
      return JSON.parse(text) as Record<string, unknown>;
    },
  };
}

export interface StreamMessage {
  readonly run: number;
  readonly seq: number;
  readonly ts: number;
  readonly values: Record<string, number | null>;
  readonly quality: Record<string, string>;
}

/** Reads an event stream until either side closes it. */
export class StreamClient {
  readonly messages: StreamMessage[] = [];
  readonly comments: string[] = [];
  readonly response: IncomingMessage;
  isClosed = false;
  private readonly outgoing: ClientRequest;
  private rest = '';

  private constructor(outgoing: ClientRequest, response: IncomingMessage) {
    this.outgoing = outgoing;
    this.response = response;
    response.setEncoding('utf8');
    response.on('close', () => {
      this.isClosed = true;
    });
    // A connection that is cut ends with an error; `isClosed` shows it.
    response.on('error', () => {});
  }

  /** Resolves when the server has answered. With `isReading` false it reads nothing, like a client that hangs. */
  static async open(url: string, { isReading = true } = {}): Promise<StreamClient> {
    const outgoing = request(url, { agent: false });
    outgoing.end();
    const client = new StreamClient(outgoing, await responseTo(outgoing));
    if (isReading) {
      client.read();
    }
    return client;
  }

  read(): void {
    this.response.on('data', (text: string) => {
      const blocks = (this.rest + text).split('\n\n');
      this.rest = blocks.pop() ?? '';
      for (const block of blocks) {
        this.block(block);
      }
    });
  }

  get seqs(): number[] {
    return this.messages.map(({ seq }) => seq);
  }

  /** The velocities of the messages: the bench puts the tick there. */
  get ticks(): (number | null | undefined)[] {
    return this.messages.map(({ values }) => values['chain.velocity']);
  }

  async got(count: number): Promise<void> {
    await until(`${count} messages have come`, () => this.messages.length >= count);
  }

  close(): void {
    this.outgoing.destroy();
  }

  private block(block: string): void {
    const data = /^data: (.*)$/s.exec(block)?.[1];
    if (data !== undefined) {
      this.messages.push(JSON.parse(data) as StreamMessage);
    } else {
      this.comments.push(block);
    }
  }
}

async function responseTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return response;
}
