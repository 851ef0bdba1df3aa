/**
 * Which lines does a filter pattern of CloudWatch Logs find, as far as patterns here go: `?one ?"or two"`, terms of which one
 * has to stand in the line?
 */

export function matchesPattern(pattern: string, line: string): boolean {
  const terms = [...pattern.matchAll(/\?(?:"([^"]+)"|(\w+))/g)].map(
    ([, phrase, word]) => phrase ?? word ?? '',
  );
  const written = terms.map((term) => (/^\w+$/.test(term) ? `?${term}` : `?"${term}"`)).join(' ');
  if (written !== pattern) throw new Error(`a pattern of another kind: ${pattern}`);
  return terms.some((term) => line.includes(term));
}
