// Until when each version of Node gets corrections of its security.

/** Last day of support, by major version. Source: https://github.com/nodejs/Release. */
const SUPPORTED_UNTIL: Readonly<Record<number, string>> = {
  18: '2025-04-30',
  19: '2023-06-01',
  20: '2026-04-30',
  21: '2024-06-01',
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
};

/** The last day of support when it is over at `now`; null when it is not over, or not known. */
export function endedOn(major: number, now: Date): string | null {
  const last = SUPPORTED_UNTIL[major];
  return last !== undefined && now.toISOString().slice(0, 10) > last ? last : null;
}

/** The versions with long-term support that have support at `now`, oldest first. */
export function supported(now: Date): number[] {
  const majors = Object.keys(SUPPORTED_UNTIL).map(Number);
  return majors.filter((major) => major % 2 === 0 && endedOn(major, now) === null);
}
