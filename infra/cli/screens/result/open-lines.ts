/**
 * What is open at the end of a run, and that no sum has it.
 */
import type { OpenAtEnd } from '../../../../lambda/backtest/result/open-at-end.ts';
import { money, price } from '../../terminal/text-format.ts';
import { labelled } from './figure-lines.ts';

export function openLines(open: readonly OpenAtEnd[]): readonly string[] {
  if (open.length === 0) return [labelled('open at the end', 'none')];
  return open.map(({ side, symbol, entryPrice, lastPrice, unrealisedUsd }, k) => {
    const held = `${side} ${symbol} at ${price(entryPrice)}`;
    const left =
      lastPrice === undefined || unrealisedUsd === undefined
        ? 'in no sum above'
        : `in no sum above; closed at the last price, ${price(lastPrice)}, it would leave ${money(unrealisedUsd)} USD`;
    return labelled(k === 0 ? 'open at the end' : '', `${held}: ${left}`);
  });
}
