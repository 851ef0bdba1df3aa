/** The common rule in our backtest, called as the peers are. Its trades become objects after the clock, as always. */
import { backtest } from '../../../../lambda/backtest/backtest.ts';
import { COMMON_RULE } from '../common-rule.ts';
import { measure } from '../measured-runs.ts';

measure(
  '(this tree)',
  (candles) => [{ symbol: 'CANDLES', candles }],
  (symbols) => {
    const { stopFirst } = backtest({ symbols, parameters: COMMON_RULE, bothBounds: false });
    return () => ({
      side: stopFirst.trades.map(({ side }) => (side === 'long' ? 1 : -1)),
      entry: stopFirst.trades.map(({ entryPrice }) => entryPrice),
      exit: stopFirst.trades.map(({ exitPrice }) => exitPrice),
    });
  },
);
