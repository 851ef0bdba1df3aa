/**
 * Queries of the bots' logs, in the language of CloudWatch Logs Insights: for the dashboard, and saved for the console.
 *
 * They use only fields that the bot writes. A test runs each over the lines of the built function.
 *
 * - Fields of lists are numbered: `rows.0` is the first row.
 * - The latest line of a bot comes by `sort` and `dedup`: `latest(open.0)` might be of an earlier line that has one.
 */
import { IS_PLATFORM_FAILURE } from '../../platform-failures.ts';

/** The language has no rounding to cents. */
function cents(field: string, name: string): string {
  return `floor(${field} * 100 + 0.5) / 100 as ${name}`;
}

/** What the owner asks first, of the latest tick of each bot. At most ten positions are open, mostly none. */
export const NOW = [
  `fields tick, bot, mode, ${cents('balanceUsd', 'balance')}, ${cents('dayNetUsd', 'day_net')}, 0 - dayLimitUsd as day_limit, restrictions.0 as entries_denied, openCount, open.0, open.1, open.2`,
  'filter message = "tick"',
  'sort @timestamp desc',
  'dedup bot',
];

/** Of all trades. */
export const WIN_RATE = [
  `fields bot, run.trades as trades, run.winRatePct as win_rate_pct, run.breakEvenPct as break_even_pct, ${cents('run.costsUsd', 'costs')}, ${cents('run.netUsd', 'net')}`,
  'filter message = "tick"',
  'sort @timestamp desc',
  'dedup bot',
];

/** How much of the day's limit is used; the day stops at -100, or before an entry that could pass it. */
export const USED_LIMIT = [
  'filter message = "tick" and dayLimitUsd > 0',
  'stats min(dayNetUsd / dayLimitUsd * 100) as net_pct by bot, bin(10m)',
];

/** From the close of the candle to the decision. */
export const DECISION_LAG = [
  'filter message = "tick"',
  'stats max(decisionLagSeconds) as lag_seconds by bot, bin(10m)',
];

/** Each UTC day: net, balance, trades and costs as of its last tick. */
export const DAYS = [
  'filter message = "tick"',
  `fields ${cents('dayNetUsd', 'day_net')}, ${cents('balanceUsd', 'balance')}, ${cents('today.costsUsd', 'day_costs')}`,
  'stats latest(day_net) as net, latest(balance) as balance_then, latest(today.trades) as trades, latest(today.wins) as wins, latest(day_costs) as costs by bot, bin(1d) as day',
  'sort day desc',
  'limit 100',
];

export const LEDGER_CHANGES = [
  'fields @timestamp, bot, rows.0, rows.1, rows.2, balanceUsd, dayNetUsd',
  'filter ispresent(rows.0)',
  'sort @timestamp desc',
  'limit 50',
];

/** Of the first symbol, or of all when nothing may be entered at all. */
export const REASONS = [
  'filter message = "tick"',
  'stats count(*) as ticks by bot, coalesce(noEntry, entries.0) as first_reason',
  'sort ticks desc',
  'limit 30',
];

/** Ticks that found another one in their minute: one event in a great many comes twice, a second schedule always. */
export const DOUBLE_TICKS = [
  'filter message = "tick" and (ispresent(lostRaces) or noEntry = "repeated-tick")',
  'stats count(*) as second_ticks, sum(lostRaces) as lost_races by bot, bin(1h) as hour',
  'sort hour desc',
  'limit 50',
];

/** Of the bot, and of the platform, whose lines are text. */
export const FAILURES = [
  'fields @timestamp, bot, error, coalesce(reason, @message) as words',
  `filter level = "ERROR" or ${IS_PLATFORM_FAILURE}`,
  'sort @timestamp desc',
  'limit 20',
];

export const SLOW_TICKS = [
  'fields tick, bot, durationMs, decisionLagSeconds, eventLagSeconds, commits, trouble.0',
  'filter message = "tick"',
  'sort durationMs desc',
  'limit 50',
];

/** Everything that a bot said, oldest first; the console asks for the hour. */
export function hourOf(botId: string): readonly string[] {
  return [
    'fields @timestamp, message, rows.0, entries.0, noEntry, open.0, dayNetUsd, trouble.0, reason',
    `filter bot = "${botId}"`,
    'sort @timestamp asc',
    'limit 1000',
  ];
}
