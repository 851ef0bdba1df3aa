/**
 * Takes secrets out of a text that quotes them: also percent-encoded once or twice, or escaped as in JSON.
 */

const IN_ITS_PLACE = '(key)';

export function withoutQuotes(text: string, secrets: readonly string[]): string {
  // The longest first: one may begin another.
  return secrets
    .filter((secret) => secret !== '')
    .toSorted((left, right) => right.length - left.length)
    .reduce((rest, secret) => rest.replaceAll(quotesOf(secret), IN_ITS_PLACE), text);
}

/** Finds a text, however each of its characters is written. One of letters and digits is written in one way. */
function quotesOf(secret: string): string | RegExp {
  if (/^[A-Za-z0-9]*$/.test(secret)) return secret;
  return new RegExp(secret.split('').map(quotesOfCharacter).join(''), 'g');
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
