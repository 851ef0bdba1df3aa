/**
 * A recorded month of gold: without its trading sessions it is the bar model's to the digit, and with them each difference
 * has its reason.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sessionsOfGaps } from '../../infra/market/sessions/session-gaps.ts';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { DEFAULT_PARAMETERS } from '../../lambda/config.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { sessionEndMs } from '../../lambda/core/trading-sessions.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS, toDollars } from '../../lambda/core/units.ts';
import { expectSameAsOracle } from '../harness/backtest-comparison.ts';
import { oracleMarkets } from '../harness/oracle-comparison.ts';
import { readCandles } from '../market/candle-statistics.ts';
import { runBarModel } from '../oracle/bar-model.ts';

const RECORDING = fileURLToPath(
  new URL('../../../shared/data/candles/mt5-broker/XAUUSD-1m-2026-01.csv.gz', import.meta.url),
);

const tested = (market: SymbolCandles) =>
  backtest({ symbols: [market], parameters: DEFAULT_PARAMETERS }).stopFirst;
const modelled = (market: SymbolCandles) => runBarModel(oracleMarkets([market]), DEFAULT_PARAMETERS);

const at = (timeMs: number) => new Date(timeMs).toISOString().slice(5, 16).replace('T', ' ');
const entryOf = ({ entryTimeMs, side }: ClosedTrade) => `${at(entryTimeMs)} ${side}`;
const exitOf = ({ reason, exitTimeMs, netUsd }: ClosedTrade) =>
  `${reason} ${at(exitTimeMs)} ${toDollars(netUsd).toFixed(2)}`;

describe.skipIf(!existsSync(RECORDING))(
  'a recorded month of gold (skipped where ../shared/data is absent)',
  () => {
    const candles = readCandles(RECORDING);
    const always: SymbolCandles = { symbol: 'XAUUSDT', candles };
    const sessions = sessionsOfGaps(candles)!;
    const closing: SymbolCandles = { ...always, sessions };

    it('a recorded month of gold without sessions is the bar model’s', () => {
      const { trades, wins, ...model } = modelled(always);
      expect([trades.length, wins]).toEqual([516, 71]);
      const sums = [model.grossUsd, model.feesUsd, model.netUsd, model.balanceUsd];
      expect(sums.map((amount) => amount.toFixed(6))).toEqual([
        '-42.708621',
        '301.882673',
        '-345.012161',
        '1654.987839',
      ]);
      expectSameAsOracle(tested(always), modelled(always));
    });

    it('a recorded month of gold has a session a day, and closes for nights, weekends and a holiday', () => {
      expect(sessions.sessions).toHaveLength(21);
      const closed = sessions.sessions.slice(1).map(({ startMs }, k) => {
        return (startMs - sessions.sessions[k]!.endMs) / MINUTE_MS;
      });
      const counts = Map.groupBy(closed, (minutes) => minutes);
      expect([...counts].map(([minutes, { length }]) => [minutes, length])).toEqual([
        [2955, 4],
        [75, 15],
        [215, 1],
      ]);
    });

    it('a recorded month of gold with sessions is the bar model’s too', () => {
      expectSameAsOracle(tested(closing), modelled(closing));
    });

    it('a recorded month of gold with sessions differs in three trades, each of which left before a close', () => {
      const [without, within] = [tested(always).trades, tested(closing).trades];
      const others = new Map(within.map((trade) => [entryOf(trade), trade]));
      expect([...others.keys()]).toEqual(without.map(entryOf));
      const pairs = without.map((trade) => [trade, others.get(entryOf(trade))!] as const);
      const different = pairs.filter(([trade, other]) => exitOf(trade) !== exitOf(other));
      expect(different.map(([trade, other]) => [entryOf(trade), exitOf(trade), exitOf(other)])).toEqual([
        // A weekend jumped over the take-profit, and three times of funding were paid for it.
        ['01-09 21:45 long', 'target 01-11 23:05 0.12', 'session-end 01-09 21:48 -0.73'],
        // The same minute, the same money: one rule stands before the other.
        ['01-14 21:43 short', 'max-hold 01-14 21:48 -1.21', 'session-end 01-14 21:48 -1.21'],
        // A night took more than the close that it had missed.
        ['01-27 21:46 long', 'max-hold 01-27 23:05 -0.83', 'session-end 01-27 21:48 -0.28'],
      ]);
      for (const [, { entryTimeMs, exitTimeMs, reason }] of pairs) {
        const endMs = sessionEndMs(sessions, entryTimeMs);
        const lastMs = endMs - DEFAULT_PARAMETERS.sessionEndSeconds * SECOND_MS;
        expect(entryTimeMs).toBeLessThan(lastMs);
        expect(exitTimeMs).toBeLessThan(reason === 'session-end' ? lastMs + 1 : Math.min(endMs, lastMs));
      }
    });

    it('a recorded month of gold with sessions is held in the last two minutes of each, and nowhere else', () => {
      const [without, within] = [always, closing].map(
        (market) => backtest({ symbols: [market], parameters: DEFAULT_PARAMETERS }).held,
      );
      const { 'closed-session': closed, ...rest } = within!;
      const sum = (held: Readonly<Record<string, number>>) =>
        Object.values(held).reduce((all, each) => all + each, 0);
      expect(closed).toBe(2 * 20);
      expect(sum(without!) - sum(rest)).toBe(closed);
      expect(candles.openTimeMs[candles.length - 1]! - candles.openTimeMs[0]!).toBeLessThan(31 * DAY_MS);
    });
  },
);
