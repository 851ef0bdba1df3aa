/**
 * `infra/price/`: what a deployment costs a month, from its templates and list prices.
 *
 * AWS's list price and free tier of each unit, and the usage of one tick.
 *
 * List prices of us-east-1 in USD, as of 2026-11-22. Where a figure was found stands beside it; prices of AWS change,
 * so the date does too. Those of other regions are in region-prices.ts.
 */

export const PRICES_AS_OF = '2026-11-22';

/** 365 × 24 / 12. */
export const HOURS_PER_MONTH = 730;
const MINUTES_PER_HOUR = 60;
export const TICKS_PER_MONTH = HOURS_PER_MONTH * MINUTES_PER_HOUR;

export interface ListPrice {
  /** USD for one. */
  readonly usd: number;
  /** How many every account has free each month, for as long as it exists. */
  readonly free?: number;
  readonly what: string;
}

/** Sources: Infracost's golden files where nothing else is said. */
const PRICE_LIST = {
  /** "Prorated by the hour and metered only when you send metrics" (AWS's page on prices). */
  customMetric: { usd: 0.3, free: 10, what: 'CloudWatch metrics of the bots' },
  alarmMetric: { usd: 0.1, free: 10, what: 'CloudWatch alarms' },
  /** "3 dashboards of up to 50 metrics each per month at no additional charge" (AWS's page on prices). */
  dashboard: { usd: 3, free: 3, what: 'CloudWatch dashboards' },
  largeDashboard: { usd: 3, what: 'CloudWatch dashboards of more than 50 metrics' },
  /** On arm64; the same in AWS's price list of eu-central-1 of 2026-09-11. */
  gbSecond: { usd: 0.000_013_333_4, free: 400_000, what: 'Lambda, GB-seconds' },
  request: { usd: 0.2e-6, free: 1_000_000, what: 'Lambda, requests' },
  /** On demand, as halved in November 2024: Airbyte's overview of 2025-07. */
  writeUnit: { usd: 0.625e-6, what: 'DynamoDB, writes of 1 KB' },
  readUnit: { usd: 0.125e-6, what: 'DynamoDB, reads of 4 KB' },
  /** The free ones are a step of AWS's price list itself. */
  tableGb: { usd: 0.25, free: 25, what: 'DynamoDB, GB stored' },
  recoveryGb: { usd: 0.2, what: 'DynamoDB, GB with point-in-time recovery' },
  logGbIn: { usd: 0.5, free: 5, what: 'Logs, GB taken in' },
  logGbMonth: { usd: 0.03, free: 5, what: 'Logs, GB kept' },
  email: { usd: 2 / 100_000, free: 1_000, what: 'SNS, mails' },
  /** From memory. */
  outwardGb: { usd: 0.09, free: 100, what: 'Requests to the exchange, GB' },
  /** cloudburn.io 2026-02. */
  natHour: { usd: 0.045, what: 'NAT gateway, hours' },
  natGb: { usd: 0.045, what: 'NAT gateway, GB' },
  addressHour: { usd: 0.005, what: 'Public IPv4 address, hours' },
  /** AWS's page on prices, and cloudburn.io of 2026-03-14: one more for each of the first two rotations, a year apart. */
  key: { usd: 1, what: 'KMS, keys' },
  /** The same two. */
  keyRequest: { usd: 0.03 / 10_000, free: 20_000, what: 'KMS, requests' },
  /** AWS's page on prices; the free ones from memory. */
  transition: { usd: 0.025 / 1_000, free: 4_000, what: 'Step Functions, transitions' },
  /** From memory. */
  objectWrite: { usd: 0.005 / 1_000, what: 'S3, writes' },
  objectRead: { usd: 0.0004 / 1_000, what: 'S3, reads' },
} satisfies Readonly<Record<string, ListPrice>>;

export type PricedUnit = keyof typeof PRICE_LIST;

export const PRICES: Readonly<Record<PricedUnit, ListPrice>> = PRICE_LIST;

/** In the order in which they are printed. */
export const PRICED_UNITS: readonly PricedUnit[] = Object.keys(PRICE_LIST).filter(isPricedUnit);

function isPricedUnit(name: string): name is PricedUnit {
  return Object.hasOwn(PRICE_LIST, name);
}

/**
 * The usage of one tick, on average over a month of three symbols.
 *
 * Table and log: counted over 39,388 ticks of recorded candles of May 2025 (BTC, ETH, SOL). Duration: what the warm
 * tick may take by its budget, 80 ms at 512 MB, and 120 ms for a network that nobody has measured yet: a connection to
 * the exchange that is new every minute, and two calls of the table one after the other. It is the same at any memory
 * as long as the network rules.
 */
export const TICK = {
  billedMs: 200,
  /** The bot's item is 1.3 KB on average, more with an open position. One of seven ticks commits twice. */
  writeUnits: 2.51,
  /** The item, and the partition of its commands: a query that finds nothing takes one. */
  readUnits: 2.03,
  /** Rows that stay in the ledger. */
  ledgerBytes: 103,
  /** The tick's line with its metrics, 970 bytes, the three of the platform, and 26 for each of the four. */
  logBytes: 1_350,
  /** Requests to the exchange, and its answers. */
  outwardBytes: 3_000,
  inwardBytes: 40_000,
  /** Share of the minutes in which a position was open. */
  openShare: 0.123,
} as const;

/**
 * The additional usage of a minute with a watched position, at steps of 10 s: the function stays until the next one has
 * decided, and looks at the item then. Each of its six steps reads the item, its commands and the price, commits an item of
 * 3.4 KB on average, and writes a line with its metrics.
 */
export const WATCHED_MINUTE = {
  seconds: 61.5,
  writeUnits: 6 * 3.85,
  readUnits: 2 * (6 + 1),
  logBytes: 6 * 590 + 350,
  outwardBytes: 6 * 600,
  /** Assumed: the quote of one symbol, 200 bytes, with its headers. */
  inwardBytes: 6 * 1_000,
} as const;

/** A dashboard that shows more metrics is charged, however few dashboards there are. */
export const FREE_DASHBOARD_METRICS = 50;

/** Shares of minutes with an open position, for which the price is printed. The second is of recorded candles. */
export const OPEN_SHARES = [0.05, TICK.openShare, 0.25, 0.5, 1] as const;

/** Months of rows in the table that is priced: the first year's average. */
export const LEDGER_MONTHS = 6;

/** A function that is new reads both values of a bot; assumed: once an hour. */
export const KEY_REQUESTS_PER_MONTH = 2 * HOURS_PER_MONTH;

/** Mails in a month. */
export const EMAILS_PER_MONTH = 60;

/**
 * The additional usage of one look at the pictures of a bot: at most, with as many rows as one look takes, of 0.7 KB. The
 * console looks again each minute.
 */
export const LOOK = { seconds: 0.3, readUnits: 350, minutesPerDay: 60 } as const;

/** The usage of a click on a button of the dashboard: at most, with the largest item. */
export const CLICK = { seconds: 0.5, readUnits: 9, writeUnits: 1, perMonth: 100 } as const;
