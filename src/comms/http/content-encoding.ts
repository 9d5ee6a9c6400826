// Whether a client takes gzip, as its Accept-Encoding says (RFC 9110, 12.5.3).

const MEMBER = /^\s*([^\s;]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?$/i;

/** @param acceptEncoding the request's header; without one nothing but the plain text is taken */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined) {
    return false;
  }
  const weights = new Map<string, number>();
  for (const member of acceptEncoding.split(',')) {
    const [, coding, weight = '1'] = MEMBER.exec(member) ?? [];
    if (coding !== undefined) {
      weights.set(coding.toLowerCase(), Number(weight));
    }
  }
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0;
  // Plain text is always acceptable, unless it is said not to be, and no better unless it has a weight of its own.
  const identity = weights.get('identity') ?? 0;
  return gzip > 0 && gzip >= identity;
}
