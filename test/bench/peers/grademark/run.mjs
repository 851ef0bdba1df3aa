// The common rule in grademark, called as all peers are: see measured-runs.ts.
import { createRequire } from 'node:module';
import { signalBy, thresholdsOf } from '../../../../lambda/core/strategy/micro-scalper.ts';
import { MINUTE_MS } from '../../../../lambda/core/units.ts';
import { COMMON_RULE, HOLD_MS, STOP, TARGET } from '../common-rule.ts';
import { measure } from '../measured-runs.ts';

const require = createRequire(import.meta.url);
const { backtest } = require('grademark');
const { DataFrame } = require('data-forge');
const { version } = require('grademark/package.json');

const strategy = {
  entryRule(enterPosition, { bar }) {
    if (bar.signal === 'long' || bar.signal === 'short') enterPosition({ direction: bar.signal });
  },
  // Asked after a candle, and carried out at the open of the next.
  exitRule(exitPosition, { bar, position }) {
    if (bar.time - position.entryTime >= HOLD_MS - MINUTE_MS) exitPosition();
  },
  stopLoss: ({ entryPrice }) => entryPrice * STOP,
  profitTarget: ({ entryPrice }) => entryPrice * TARGET,
};

/** Rows, as its frames are made of. */
function prepare(candles) {
  const names = ['open', 'high', 'low', 'close', 'volume'];
  const bars = Array.from({ length: candles.length }, (_, i) => ({
    time: candles.openTimeMs[i],
    ...Object.fromEntries(names.map((name) => [name, candles[name][i]])),
    signal: '',
  }));
  return { candles, bars };
}

function run({ candles, bars }) {
  const thresholds = thresholdsOf(COMMON_RULE);
  for (let i = 0; i + 1 < bars.length; i += 1) {
    bars[i].signal = signalBy(thresholds, candles, i, candles.openTimeMs[i + 1]);
  }
  const trades = backtest(strategy, new DataFrame(bars));
  return () => {
    const closed = trades.filter(({ exitReason }) => exitReason !== 'finalize');
    return {
      side: closed.map(({ entryPrice, profitTarget }) => profitTarget - entryPrice),
      entry: closed.map(({ entryPrice }) => entryPrice),
      exit: closed.map(({ exitPrice }) => exitPrice),
    };
  };
}

measure(version, prepare, run);
