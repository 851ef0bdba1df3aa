/**
 * Where do a stored value and the one that its rows lead to differ?
 *
 * Invariant: values are equal to the last digit, or their place is named.
 */
export interface Difference {
  /** `ledger.balanceUsd`, `rows[17].trade.netUsd`: a row is named by its sequence. */
  readonly path: string;
  /** The stored value; `undefined` where there is none. */
  readonly kept: unknown;
  /** The value by the rows. */
  readonly rebuilt: unknown;
}

/** Every leaf in which two values of plain data differ. */
export function differencesOf(path: string, kept: unknown, rebuilt: unknown): readonly Difference[] {
  if (!isComposite(kept) || !isComposite(rebuilt)) {
    return kept === rebuilt ? [] : [{ path, kept, rebuilt }];
  }
  const keys = new Set([...Object.keys(kept), ...Object.keys(rebuilt)]);
  const inside = (key: string) => (Array.isArray(kept) ? `${path}[${key}]` : `${path}.${key}`);
  return [...keys].flatMap((key) => differencesOf(inside(key), kept[key], rebuilt[key]));
}

function isComposite(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
