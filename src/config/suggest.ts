// "Did you mean": finds the known names that are nearest to a wrong name.

const MAX_LISTED = 16;
const MAX_COMPARED_CHARACTERS = 100;

/** The known names with the smallest distance to a wrong name. Empty when no name is near. Ignores upper and lower case. */
export function nearest(wrong: string, known: readonly string[]): string[] {
  const sought = wrong.slice(0, MAX_COMPARED_CHARACTERS).toLowerCase();
  const distances = known.map((name) => editDistance(sought, name.toLowerCase()));
  const smallest = Math.min(...distances);
  const tolerance = sought.length < 4 ? 1 : Math.max(2, sought.length / 3);
  return smallest > tolerance ? [] : known.filter((_, i) => distances[i] === smallest);
}

/** `; did you mean a or b?`. When no name is near: the names of the same group, else all names, or the groups if there are many. */
export function suggestion(wrong: string, known: readonly string[]): string {
  const names = nearest(wrong, known);
  if (names.length > 0) return `; did you mean ${names.map((name) => `\`${name}\``).join(' or ')}?`;
  const sameGroup = known.filter((name) => name.includes('.') && groupOf(name) === groupOf(wrong));
  if (sameGroup.length > 0) return `; known are ${sameGroup.join(', ')}`;
  if (known.length > MAX_LISTED) return `; known begin with ${[...new Set(known.map(groupOf))].join(', ')}`;
  return known.length === 0 ? '' : `; known are ${known.join(', ')}`;
}

/** The part of a name before the first dot. */
function groupOf(name: string): string {
  return name.slice(0, `${name}.`.indexOf('.'));
}

/** Levenshtein distance: the number of letters to add, remove or replace. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
