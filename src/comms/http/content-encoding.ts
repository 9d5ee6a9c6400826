// Decides from the header Accept-Encoding whether a client accepts gzip (RFC 9110, 12.5.3).

const MEMBER = /^\s*([^\s;]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?$/i;

/** @param acceptEncoding the request's header; undefined means that only plain text is accepted */
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
  // Plain text has a weight only when the header gives it one. Without one, gzip is preferred.
  const identity = weights.get('identity') ?? 0;
  return gzip > 0 && gzip >= identity;
}
