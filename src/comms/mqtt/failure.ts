// Says in plain words why there is no connection to the broker.

export interface Failure {
  /** One clause for a log line: `wrong user name or password`. */
  readonly reason: string;
  /** True when this broker may accept another MQTT version. */
  readonly mayBeProtocol: boolean;
}

/** Reason codes of CONNACK and DISCONNECT. Codes below 128 belong to MQTT 3.1.1. */
const REASON_CODES: Readonly<Record<number, string>> = {
  1: 'the broker does not speak this MQTT version',
  2: 'the broker does not accept this client id',
  3: 'the broker is not available',
  4: 'wrong user name or password',
  5: 'not authorised: wrong user name or password, or the broker does not let this user in',
  132: 'the broker does not speak this MQTT version',
  133: 'the broker does not accept this client id',
  134: 'wrong user name or password',
  135: 'not authorised: wrong user name or password, or the broker does not let this user in',
  136: 'the broker is not available',
  137: 'the broker is busy',
  138: 'the broker has banned this client',
  139: 'the broker is shutting down',
  141: 'the broker received nothing for longer than the keepalive',
  142: 'another client with the same id took over the connection: is a second controller running with this device.id?',
  147: 'the broker got more messages at once than it takes',
  149: 'a message was larger than the broker takes',
  150: 'the broker got messages faster than it takes them',
  151: "the broker's quota is used up",
};

const PROTOCOL_CODES: ReadonlySet<unknown> = new Set([1, 132]);

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ECONNRESET: 'the broker cut the connection',
  EPIPE: 'the broker cut the connection',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host not found (no name server answers)',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENETDOWN: 'the network is down',
  ETIMEDOUT: 'the host does not answer',
  EACCES: 'the system does not permit the connection',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the broker does not speak TLS on this port',
  CERT_HAS_EXPIRED: "the broker's certificate has expired",
  CERT_NOT_YET_VALID: "the broker's certificate is not valid yet: is this machine's clock right?",
  ERR_TLS_CERT_ALTNAME_INVALID: "the broker's certificate is for another host name",
};

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
]);

/**
 * @param error what mqtt.js reported: an error of the system with a code, one with an MQTT reason code, or one without
 * @param isOpen true when the broker had accepted the connection before
 */
export function failureOf(error: unknown, isOpen: boolean): Failure {
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code === 'number') {
    const reason = REASON_CODES[code] ?? `the broker refused with MQTT reason code ${code}`;
    return { reason, mayBeProtocol: PROTOCOL_CODES.has(code) };
  }
  if (typeof code === 'string') {
    return { reason: systemReason(code, message), mayBeProtocol: code === 'ECONNRESET' && !isOpen };
  }
  if (message === 'connack timeout') {
    return { reason: 'the broker does not answer', mayBeProtocol: false };
  }
  if (message === 'Keepalive timeout') {
    return { reason: 'the broker fell silent', mayBeProtocol: false };
  }
  return { reason: message ?? 'unknown error', mayBeProtocol: !isOpen };
}

/** The socket closed without an error. A broker that does not know MQTT 5 may do this. */
export function closedWithoutError(isOpen: boolean): Failure {
  return {
    reason: isOpen
      ? 'the broker closed the connection'
      : 'the broker closed the connection before it answered',
    mayBeProtocol: !isOpen,
  };
}

function systemReason(code: string, message: string | undefined): string {
  if (UNTRUSTED.has(code)) {
    return "the broker's certificate is not trusted: mqtt.ca has to name the certificate that signed it";
  }
  return SYSTEM_ERRORS[code] ?? `${message ?? 'unknown error'} (${code})`;
}
