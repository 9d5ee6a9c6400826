// The messages between the embedded broker's thread and the thread that started it.

export interface BrokerWorkerData {
  /** A loopback address. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export type BrokerErrorCode = 'in_use' | 'failed';

export type FromBroker =
  /** `port`: the port on which it listens. */
  | { readonly kind: 'listening'; readonly port: number }
  /** It could not listen, or cannot go on; the thread ends. */
  | { readonly kind: 'failed'; readonly code: BrokerErrorCode; readonly message: string }
  | { readonly kind: 'closed' };

/** Disconnects all clients and ends the thread. */
export type ToBroker = { readonly kind: 'close' };
