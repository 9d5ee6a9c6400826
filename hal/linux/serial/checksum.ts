// Calculates the checksum of NMEA-like lines, for readers and writers.

/** The XOR of the characters of a Latin-1 text from `start` up to, but not including, `end`: 0 to 255. */
export function xorOf(text: string, start = 0, end = text.length): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum ^= text.charCodeAt(i);
  return sum;
}

/** The line `$<body>*HH`, without a line end. */
export function lineOf(body: string): string {
  return `$${body}*${xorOf(body).toString(16).toUpperCase().padStart(2, '0')}`;
}
