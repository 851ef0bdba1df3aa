/**
 * Does the screen of `scalper status` say what trades slipped, and of how many nobody knows it?
 */
import { expect, it } from 'vitest';
import { statusOf } from '../../../infra/cli/reports/bot-status.ts';
import { statusReport } from '../../../infra/cli/reports/status-report.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import { usd, type Usd } from '../../../lambda/core/units.ts';
import { NOON, trade } from '../../harness/builders.ts';
import { OPENED, kept, screen } from './kept-bot.ts';

it('the status screen says what is known of slippage, and of how many trades nobody knows it', () => {
  const closed = (slippageUsd?: Usd): LedgerEvent => ({
    kind: 'closed',
    atMs: NOON,
    trade: trade(-10),
    fills: [],
    ...(slippageUsd !== undefined && { slippageUsd }),
  });
  const told = (...slippages: readonly (Usd | undefined)[]) => {
    const bot = kept(slippages.flatMap((slippage) => [OPENED, closed(slippage)]));
    const { slippageUsd, slippageUnknownTrades } = statusReport(statusOf(bot));
    return [/ {2}slippage .*/.exec(screen(bot))?.[0], slippageUsd, slippageUnknownTrades];
  };
  expect(told(usd(0.3), usd(0.2))).toEqual(['  slippage         0.50        within gross', 0.5, 0]);
  const part = '  slippage        -0.30        within gross, unknown for 1 trade';
  expect(told(usd(-0.3), undefined)).toEqual([part, -0.3, 1]);
  expect(told(undefined, undefined)).toEqual(['  slippage      unknown', null, 2]);
});
