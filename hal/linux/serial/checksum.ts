// The checksum of NMEA-like lines, for whoever reads or writes them.

/** The XOR of the letters of a Latin-1 text from `start` up to, not including, `end`: 0 to 255. */
export function xorOf(text: string, start = 0, end = text.length): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum ^= text.charCodeAt(i);
  return sum;
}

/** `$<body>*HH`, without a line end. */
export function lineOf(body: string): string {
  return `$${body}*${xorOf(body).toString(16).toUpperCase().padStart(2, '0')}`;
}
