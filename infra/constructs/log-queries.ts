/**
 * The dashboard's queries of the bots' logs. They use only fields of a tick's line: a test compares them.
 */

/** Net and balance of each UTC day. */
export const DAYS = [
  'filter message = "tick"',
  'stats latest(dayNetUsd) as net_usd, latest(balanceUsd) as balance_usd by bot, bin(1d) as day',
  'sort day desc',
  'limit 100',
];

/** Fields of lists are numbered: `rows.0` is the first row. */
export const LEDGER_CHANGES = [
  'fields tick, bot, rows.0, rows.1, balanceUsd, dayNetUsd',
  'filter message = "tick" and ispresent(rows.0)',
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

export const FAILURES = [
  'fields @timestamp, bot, error, reason',
  'filter level = "ERROR"',
  'sort @timestamp desc',
  'limit 20',
];
