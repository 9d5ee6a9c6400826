// Builds records with a correct checksum, independently of the code under test.

/** `$<body>*HH` without a line end. */
export function nmea(body: string): string {
  const sum = Buffer.from(body, 'latin1').reduce((xor, byte) => xor ^ byte, 0);
  return `$${body}*${sum.toString(16).padStart(2, '0')}`;
}
