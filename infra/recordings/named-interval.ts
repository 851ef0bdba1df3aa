/**
 * Which interval does the name of a file say?
 */

export const INTERVAL = /^(\d+)(s|sec|m|min|mins|minutes?|h|hours?|d|days?|w|M|mo)$/;
/** As MetaTrader has it: `M1` is no month. */
const METATRADER_INTERVAL = /^([MHD])(\d{1,2})$/;
const UNITS: Readonly<Record<string, string>> = { s: 's', m: 'm', h: 'h', d: 'd', w: 'w', M: 'mo' };

/** The interval that a word of a name says, or two, as in `1-min`; without a unit only right behind the symbol. */
export function intervalAt(word = '', next = '', isBehindSymbol = false): string | undefined {
  if (/^minute$/i.test(word)) return '1m';
  if (/^hour(?:ly)?$/i.test(word)) return '1h';
  if (/^(?:d|day|daily)$/i.test(word)) return '1d';
  const [, ofMetaTrader = '', howMany = ''] = METATRADER_INTERVAL.exec(word) ?? [];
  if (howMany !== '') return `${Number(howMany)}${ofMetaTrader.toLowerCase()}`;
  const isNumber = /^\d{1,4}$/.test(word);
  const written = isNumber && /^(?:m|h|d|mins?|minutes?|hours?)$/i.test(next) ? `${word}${next}` : word;
  const [, count, unit = ''] = INTERVAL.exec(written) ?? INTERVAL.exec(written.toLowerCase()) ?? [];
  if (count !== undefined) return `${Number(count)}${UNITS[unit === 'mo' ? 'M' : (unit[0] ?? '')] ?? unit}`;
  return isNumber && isBehindSymbol ? `${Number(word)}m` : undefined;
}
