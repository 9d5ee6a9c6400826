// The identity of one occurrence of an alarm: the same on every machine that knows the log, the rule and the count.
import { createHash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The 16 bytes of a UUID. Throws a RangeError on anything else. */
export function uuidBytes(uuid: string): Buffer {
  if (!UUID.test(uuid)) throw new RangeError(`'${uuid}' is not a UUID: pass the identity of the store's log`);
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

/**
 * A UUID of version 5 (RFC 9562, section 5.5) in the name space of the store's log.
 *
 * @param log the bytes of the log's UUID
 * @param count which occurrence of the rule over the life of the store, from 1
 */
export function occurrenceId(log: Uint8Array, rule: string, count: number): string {
  const hash = createHash('sha1').update(log).update(`${rule}#${count}`).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
