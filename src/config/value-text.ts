// Writes a wrong value into a message, shortened.

const MAX_SHOWN_CHARACTERS = 40;

export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  if (typeof value !== 'string') return String(value);
  const text = JSON.stringify(value).slice(1, -1);
  return `\`${text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}...` : text}\``;
}
