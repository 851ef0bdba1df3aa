/**
 * By what is a result called?
 *
 * `261129-165622-k3f`: when its run was started, to the second, in UTC, and three digits by chance. Sorted by name, results
 * are sorted by time.
 */
const FORM = /^(\d\d)(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-[0-9a-v]{3}$/;
const CENTURY = 2000;
/** Of the chance: three digits of 32. */
const BASE = 32;
const DIGITS = 3;
export const CHANCES = BASE ** DIGITS;

/** @param chance a whole number, below `CHANCES` */
export function resultId(startedMs: number, chance: number): string {
  const [day = '', time = ''] = new Date(startedMs).toISOString().slice(2, 19).split('T');
  const digits = chance.toString(BASE).padStart(DIGITS, '0');
  return `${day.replaceAll('-', '')}-${time.replaceAll(':', '')}-${digits}`;
}

export function isResultId(text: string): boolean {
  return startedMsOf(text) !== undefined;
}

/** When its run was started; `undefined` where it is no id. */
export function startedMsOf(id: string): number | undefined {
  const [, ...parts] = FORM.exec(id) ?? [];
  if (parts.length === 0) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const startedMs = Date.UTC(CENTURY + year, month - 1, day, hour, minute, second);
  return resultId(startedMs, 0).slice(0, -DIGITS) === id.slice(0, -DIGITS) ? startedMs : undefined;
}
