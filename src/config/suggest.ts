// "Did you mean": the known names that are nearest to a wrong one.

const MAX_LISTED = 16;
const MAX_COMPARED_CHARACTERS = 100;

/** The names that are nearest to a wrong one, all equally near; none when nothing is near. Letter case counts for nothing. */
export function nearest(wrong: string, known: readonly string[]): string[] {
  const sought = wrong.slice(0, MAX_COMPARED_CHARACTERS).toLowerCase();
  const distances = known.map((name) => editDistance(sought, name.toLowerCase()));
  const smallest = Math.min(...distances);
  const tolerance = sought.length < 4 ? 1 : Math.max(2, sought.length / 3);
  return smallest > tolerance ? [] : known.filter((_, i) => distances[i] === smallest);
}

/** `; did you mean a or b?`, or what is known when nothing is near: names of the same group, all names, the groups. */
export function suggestion(wrong: string, known: readonly string[]): string {
  const names = nearest(wrong, known);
  if (names.length > 0) return `; did you mean ${names.map((name) => `\`${name}\``).join(' or ')}?`;
  const sameGroup = known.filter((name) => name.includes('.') && groupOf(name) === groupOf(wrong));
  if (sameGroup.length > 0) return `; known are ${sameGroup.join(', ')}`;
  if (known.length > MAX_LISTED) return `; known begin with ${[...new Set(known.map(groupOf))].join(', ')}`;
  return known.length === 0 ? '' : `; known are ${known.join(', ')}`;
}

/** The first part of a name with dots. */
function groupOf(name: string): string {
  return name.slice(0, `${name}.`.indexOf('.'));
}

/** Levenshtein: how many letters have to be added, removed or replaced. */
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
