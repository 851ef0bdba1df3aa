/**
 * A command as it lies in a table.
 */
import type { TwinItem } from '../twins/twin-item.ts';
import { BOT } from './doctored.ts';

export function commandItem(id: string, body: object = {}): TwinItem {
  return { pk: { S: `commands#${BOT}` }, sk: { S: id }, body: { S: JSON.stringify(body) } };
}
