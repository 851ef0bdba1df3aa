/**
 * Takes secrets out of a text that quotes them: also percent-encoded once or twice, or escaped as in JSON.
 */

const IN_ITS_PLACE = '(key)';

export function withoutQuotes(text: string, secrets: readonly string[]): string {
  const known = secrets
    .filter((secret) => secret !== '')
    // The longest first: one may begin another.
    .toSorted((a, b) => b.length - a.length)
    .map((secret) => secret.split('').map(quotesOfCharacter).join(''));
  return known.length === 0 ? text : text.replaceAll(new RegExp(known.join('|'), 'g'), IN_ITS_PLACE);
}

/** However it is written. */
function quotesOfCharacter(character: string): string {
  if (/^[A-Za-z0-9]$/.test(character)) return character;
  const hex = character.charCodeAt(0).toString(16).padStart(4, '0');
  const digits = Array.from(hex, (digit) => `[${digit}${digit.toUpperCase()}]`);
  const raw = `\\u${hex}`;
  // The longest first: a percent sign begins its own code.
  return `(?:\\\\u${digits.join('')}|%(?:25)?${digits.slice(2).join('')}|\\\\?${raw})`;
}
