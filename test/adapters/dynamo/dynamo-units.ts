/**
 * How many units does a request consume, by AWS's documented rule?
 *
 * Counted from the items themselves, because not every emulator counts: `recorded/` compares the rule with the answers
 * of AWS's own. Only for requests as the bot makes them: whole items, without filters.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;

/** @throws RangeError when it has an attribute of another kind than the bot writes. */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value),
    0,
  );
}

function bytesOf({ S: text, N: number, ...others }: AttributeValue): number {
  if (text !== undefined) return Buffer.byteLength(text);
  if (number !== undefined) return numberBytes(number);
  throw new RangeError(`no rule for the size of ${Object.keys(others).join()}`);
}

/** Two digits a byte, zeros at either end apart, and one byte more. */
function numberBytes(number: string): number {
  const digits = number.replace(/e.*$/i, '').replaceAll(/\D/g, '').replace(/^0+/, '').replace(/0+$/, '');
  return Math.ceil(digits.length / 2) + 1;
}

/** Of a put or a delete: the larger of the item before and the item after counts. */
export function writeUnits(before: Item | undefined, after: Item | undefined): number {
  const bytes = Math.max(itemBytes(before ?? {}), itemBytes(after ?? {}));
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
}

/** Of a get or a query: what one request reads is added up first. */
export function readUnits(items: readonly Item[], isConsistent: boolean): number {
  const bytes = items.reduce((sum, item) => sum + itemBytes(item), 0);
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (isConsistent ? 1 : 0.5);
}
