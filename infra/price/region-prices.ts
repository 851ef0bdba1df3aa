/**
 * What a region charges, as far as anybody here knows.
 *
 * A price stands here only with where it was found, and of which day. For one that is not known us-east-1's stands in,
 * and is told as such wherever a sum is printed: prices differ by up to a half between regions.
 */
import { PRICES, PRICES_AS_OF, type ListPrice, type PricedUnit } from './list-prices.ts';

/** The region of `PRICES`. */
export const LIST_REGION = 'us-east-1';

type KnownPrices = Readonly<Partial<Record<PricedUnit, number>>>;

/**
 * By usage types APN1-… of AWS's price lists, as quoted in public repositories, with the day that a quote names:
 * DynamoDB 2026-07-22, CloudWatch 2026-07-29, requests of Lambda 2026-07-17, transfer 2026-09-16, NAT gateway and address
 * 2026-09-25. Quoted of AWS's Pricing API without a day, and so of an unknown one: Lambda on arm64, and reads, whose price
 * is that after November 2024.
 */
const TOKYO: KnownPrices = {
  customMetric: 0.3,
  alarmMetric: 0.1,
  gbSecond: 0.000_013_333_4,
  request: 0.2e-6,
  writeUnit: 0.715e-6,
  readUnit: 0.1425e-6,
  tableGb: 0.285,
  logGbIn: 0.76,
  logGbMonth: 0.033,
  outwardGb: 0.114,
  natHour: 0.062,
  natGb: 0.062,
  addressHour: 0.005,
};

/** AWS's price list of 2026-09-11. */
const FRANKFURT: KnownPrices = { gbSecond: 0.000_013_333_4, writeUnit: 0.7625e-6, readUnit: 0.1525e-6 };

/** AWS's price list gives dashboards for the location `Any`, and AWS's page a key for all regions. */
const EVERYWHERE: KnownPrices = {
  dashboard: PRICES.dashboard.usd,
  largeDashboard: PRICES.largeDashboard.usd,
  key: PRICES.key.usd,
};

interface RegionList {
  /** The oldest day of its prices, as far as it is known. */
  readonly asOf: string;
  /** Prices of which nobody here knows the day. */
  readonly undated: readonly PricedUnit[];
  readonly prices: KnownPrices;
}

const KNOWN: ReadonlyMap<string, RegionList> = new Map([
  ['ap-northeast-1', { asOf: '2026-07-17', undated: ['gbSecond', 'readUnit'], prices: TOKYO }],
  ['eu-central-1', { asOf: '2026-09-11', undated: [], prices: FRANKFURT }],
]);

/** Since which day the prices of a region are known, but for those whose day nobody knows. */
export function pricesSince(region: string): string {
  return KNOWN.get(region)?.asOf ?? PRICES_AS_OF;
}

export interface RegionPrice extends ListPrice {
  /** Whose price it is: that region's, or us-east-1's where that is not known. */
  readonly region: string;
  /** Whether the day of the price is known. */
  readonly isDated: boolean;
}

export function priceIn(region: string, unit: PricedUnit): RegionPrice {
  const listed = PRICES[unit];
  const known = KNOWN.get(region);
  const usd = known?.prices[unit] ?? EVERYWHERE[unit];
  if (usd === undefined) return { ...listed, region: LIST_REGION, isDated: true };
  return { ...listed, usd, region, isDated: known?.undated.includes(unit) !== true };
}
