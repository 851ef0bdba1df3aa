/**
 * One trade, from a quarter of an hour before its entry until after its exit: candles, its lines, its orders' fills, and
 * the values that its entry was decided on.
 */
import type { Fill } from '../core/ledger/fills.ts';
import type { Decision, SignalValues } from '../core/ledger/ledger-events.ts';
import type { PositionTerms } from '../core/ledger/position.ts';
import type { UnprotectedTime } from '../core/ledger/unprotected-time.ts';
import { direction, type Candles } from '../core/market.ts';
import { MINUTE_MS, fractionOfPct, toDollars } from '../core/units.ts';
import { candlesPicture, type Level, type Shade } from './pictures/candles-picture.ts';
import { minute } from '../core/text/figure-words.ts';
import {
  gainWords,
  lengthWords,
  priceWords,
  quantityWords,
  secondWords,
  signed,
} from './drawing/drawn-figures.ts';
import type { DrawnTrade } from './drawing/drawn-trade.ts';
import { element, joined, type Child, type Markup } from './drawing/markup.ts';
import { roleOf, textOf } from './drawing/palette.ts';
import { svgOf, type Size } from './drawing/picture.ts';
import { unprotectedLines, unprotectedSpanWords } from './drawing/unprotected-words.ts';

export interface TradeStory {
  readonly trade: DrawnTrade;
  /** Of its symbol, around it. */
  readonly candles: Candles;
  /** Where its orders rested; absent where neither the row that opened it nor its terms are at hand. */
  readonly opened?: {
    readonly terms: Pick<PositionTerms, 'initialStopPct'>;
    readonly stopPrice: number;
    readonly takeProfitPrice: number;
    /** Of the entry; `undefined` where no row tells. */
    readonly decided?: Decision | undefined;
    /** `undefined` where only the row that opened it would tell. */
    readonly signal: SignalValues | undefined;
    readonly lagSeconds: number | undefined;
  };
  /** Of the exit; absent where an order that rested was filled by itself, and where no row tells. */
  readonly left?: Decision;
  /** Since when it was in recovery; absent where it never was. */
  readonly recoverySinceMs?: number;
  /** When it had no stop at the exchange; absent where that is unknown, and on paper. */
  readonly unprotected?: UnprotectedTime;
  readonly fills: readonly StoryFill[];
  /** What they were worse than decided; absent where that is unknown. */
  readonly slippageDollars?: number;
  /** Beside the backtest of the same candles; absent where nobody has compared. */
  readonly parity?: TradeParity;
}

export interface StoryFill extends Pick<Fill, 'timeMs' | 'price' | 'quantity' | 'liquidity'> {
  readonly leg: 'entry' | 'exit';
}

export interface TradeParity {
  /** Whose trade it is; that of both is shown as the bot made it. */
  readonly of: 'both' | 'bot' | 'backtest';
  /** What the bot made more with it. */
  readonly dollars: number;
  /** What that is made of, in words; none where both made the same. */
  readonly parts: readonly { readonly words: string; readonly dollars: number }[];
  /** As the backtest made it; absent where only one made it. */
  readonly backtest?: Pick<DrawnTrade, 'entryTimeMs' | 'entryPrice' | 'exitTimeMs' | 'exitPrice' | 'reason'>;
}

const BEFORE_MS = 15 * MINUTE_MS;
const AFTER_MS = 5 * MINUTE_MS;

export function tradeStrip(story: TradeStory, size: Size): Markup {
  const { trade, candles } = story;
  const chart = {
    symbol: trade.symbol,
    candles,
    trades: [trade],
    fromMs: Math.floor((trade.entryTimeMs - BEFORE_MS) / MINUTE_MS) * MINUTE_MS,
    toMs: Math.ceil((trade.exitTimeMs + AFTER_MS) / MINUTE_MS) * MINUTE_MS,
    levels: levelsOf(story),
    shades: shadesOf(story),
  };
  return joined([svgOf(candlesPicture(chart, size)), tradeFacts(story)]);
}

function levelsOf({ trade, opened }: TradeStory): readonly Level[] {
  const entry: Level = { name: 'entry', price: trade.entryPrice, role: 'muted' };
  if (opened === undefined) return [entry];
  const { terms, stopPrice, takeProfitPrice } = opened;
  const away = direction(trade.side) * fractionOfPct(terms.initialStopPct);
  return [
    { name: 'target', price: takeProfitPrice, role: 'gain' },
    entry,
    { name: 'recovery', price: trade.entryPrice * (1 - away), role: 'warn' },
    { name: 'stop', price: stopPrice, role: 'loss' },
  ];
}

/** A trade as a picture of candles marks it: when it was in recovery, and when it had no stop. */
export function shadesOf({
  trade,
  recoverySinceMs,
  unprotected,
}: Pick<TradeStory, 'trade' | 'recoverySinceMs' | 'unprotected'>): readonly Shade[] {
  const { entryTimeMs, exitTimeMs: toMs } = trade;
  const recovery =
    recoverySinceMs === undefined
      ? []
      : [{ fromMs: recoverySinceMs, toMs, words: recoveryWords(recoverySinceMs) }];
  // No row tells since when: all of such a trade is marked.
  const unknown = isNaked(trade) ? [{ fromMs: entryTimeMs, toMs, words: UNTOLD }] : [];
  const known = unprotected?.spans.map((span) => ({ ...span, words: unprotectedSpanWords(span) }));
  return [
    ...recovery.map((span) => ({ ...span, role: 'warn' as const })),
    ...(known ?? unknown).map((span) => ({ ...span, role: 'loss' as const })),
  ];
}

const UNTOLD = 'without a stop when it was closed; since when is not known';

function recoveryWords(sinceMs: number): string {
  return `in recovery since ${minute(sinceMs)} UTC`;
}

/** It was closed because no hard stop was at the exchange. */
function isNaked({ reason }: DrawnTrade): boolean {
  return reason === 'unprotected';
}

/** The same in words. */
export function tradeFacts(story: Omit<TradeStory, 'candles'>): Markup {
  const { trade, opened, left, fills, recoverySinceMs, unprotected, slippageDollars, parity } = story;
  const { grossUsd, feesUsd, fundingUsd, netUsd, side, quantity, reason, ambiguous } = trade;
  const signal = opened?.signal;
  const rows: readonly (readonly [string, Child] | undefined)[] = [
    [
      'trade',
      `${side} ${quantityWords(quantity)} ${trade.symbol}, ${lengthWords(trade.exitTimeMs - trade.entryTimeMs)}`,
    ],
    ['from', `${minute(trade.entryTimeMs)} UTC at ${priceWords(trade.entryPrice)}`],
    ['to', `${minute(trade.exitTimeMs)} UTC at ${priceWords(trade.exitPrice)}: ${reason}`],
    isNaked(trade)
      ? ['no hard stop', 'was at the exchange when it was closed, and that is why it was']
      : undefined,
    recoverySinceMs === undefined ? undefined : ['recovery', `since ${minute(recoverySinceMs)} UTC`],
    ...(unprotected === undefined ? [] : unprotectedRows(unprotected)),
    signal && [
      'decided on',
      `momentum ${signed(signal.momentum * 100, 3)} %, volume ${signal.volumeRatio.toFixed(2)} × its average, range ${(signal.range * 100).toFixed(3)} %`,
    ],
    ...orderRows(opened, left),
    ...fills.map(
      ({ leg, timeMs, price, quantity: of, liquidity }) =>
        [
          `${leg} fill`,
          `${secondWords(timeMs)} ${quantityWords(of)} at ${priceWords(price)}, ${liquidity}`,
        ] as const,
    ),
    ['gross', gainWords(toDollars(grossUsd))],
    slippageDollars === undefined ? undefined : ['slippage', `${gainWords(-slippageDollars)}, within gross`],
    ['fees', gainWords(-toDollars(feesUsd))],
    fundingUsd === 0 ? undefined : ['funding', gainWords(-toDollars(fundingUsd))],
    ['net', element('b', { class: textOf(roleOf(netUsd)) }, gainWords(toDollars(netUsd)))],
    ambiguous ? ['ambiguous', 'stop and take-profit lay inside one candle; the stop was taken'] : undefined,
    ...(parity === undefined ? [] : parityRows(parity)),
  ];
  return element(
    'table',
    { class: 'ks-facts' },
    ...rows.flatMap((row) =>
      row === undefined ? [] : [element('tr', {}, element('th', {}, row[0]), element('td', {}, row[1]))],
    ),
  );
}

function unprotectedRows(time: UnprotectedTime): readonly (readonly [string, string])[] {
  return unprotectedLines(time).map((words, k) => [k === 0 ? 'without a stop' : '', words]);
}

/** When they were decided, and where those rested that protect. */
function orderRows(
  opened: TradeStory['opened'],
  left: Decision | undefined,
): readonly (readonly [string, string])[] {
  const words = ({ tickMs, price }: Decision) => `decided ${secondWords(tickMs)} at ${priceWords(price)}`;
  const lag = opened?.lagSeconds;
  const entry = [
    ...(opened?.decided === undefined ? [] : [words(opened.decided)]),
    ...(lag === undefined ? [] : [`accepted ${lag.toFixed(1)} s after the close`]),
  ];
  return [
    ...(entry.length === 0 ? [] : [['entry order', entry.join(', ')] as const]),
    ...(opened === undefined
      ? []
      : [
          ['hard stop', `rests at ${priceWords(opened.stopPrice)}`] as const,
          ['take-profit', `rests at ${priceWords(opened.takeProfitPrice)}`] as const,
        ]),
    ...(left === undefined ? [] : [['exit order', words(left)] as const]),
  ];
}

const WHOSE = {
  both: 'made by both',
  bot: 'made by the bot alone: the backtest has no such trade',
  backtest: 'made by the backtest alone: the bot has no such trade',
} as const;

function parityRows({ of, dollars, parts, backtest }: TradeParity): readonly (readonly [string, Child])[] {
  const role = textOf(roleOf(dollars));
  return [
    ['parity', WHOSE[of]],
    ...(backtest === undefined
      ? []
      : [
          [
            'in the backtest',
            `${minute(backtest.entryTimeMs)} UTC at ${priceWords(backtest.entryPrice)}, to ` +
              `${minute(backtest.exitTimeMs)} UTC at ${priceWords(backtest.exitPrice)}: ${backtest.reason}`,
          ] as const,
        ]),
    ['than the backtest', element('b', { class: role }, gainWords(dollars))],
    ...parts.map((part) => ['of that', `${part.words} ${gainWords(part.dollars)}`] as const),
  ];
}
