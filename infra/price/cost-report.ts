/**
 * The price of a month, computed from the templates as they would be deployed and a tick as it was measured, at list
 * prices, with the free tiers of every account and without.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKallisti } from '../app.ts';
import { DASHBOARD_MEMORY_MB } from '../constructs/dashboard/dashboard-function.ts';
import { fleetLimits, type FleetLimit } from './fleet-limits.ts';
import { searchRows, type SearchRow } from './search-tables.ts';
import { FREE_DASHBOARD_METRICS, OPEN_SHARES, PRICED_UNITS, TICK, type PricedUnit } from './list-prices.ts';
import { priceIn, pricesSince, type RegionPrice } from './region-prices.ts';
import { parseStage, type Stage, type StageInput } from '../stages.ts';
import {
  shownMetrics,
  sumOf,
  templateSchema,
  usageOf,
  usageOfClicks,
  usageOfLooks,
  usageOfSeconds,
  type Template,
  type Usage,
} from './usage.ts';

/** Where a bot runs as it comes; infra/README.md shows the price there. */
export const DEFAULT_REGION = 'ap-northeast-1';

/** USD a month. */
export interface Price {
  readonly withFreeTiersUsd: number;
  readonly withoutUsd: number;
}

export interface PriceLine extends Price {
  readonly unit: PricedUnit;
  readonly quantity: number;
  /** What one costs, and in which region. */
  readonly price: RegionPrice;
}

export interface PriceReport {
  /** The oldest day of a price, of those whose day is known. */
  readonly pricesAsOf: string;
  readonly region: string;
  /** The bots of infra/stages.ts. */
  readonly stage: Price & { readonly bots: number };
  /**
   * One paper bot as it comes, whatever infra/stages.ts holds: with the parameters' defaults, so that it watches its
   * positions, which are open as long as on the recorded candles.
   */
  readonly oneBot: Price & { readonly lines: readonly PriceLine[] };
  /** The same bot with `watchIntervalSeconds=0`. */
  readonly unwatchedBot: Price;
  /** The addition of a second bot. */
  readonly secondBot: Price;
  /** The addition of one more, when nothing is free any more. */
  readonly furtherBot: Price;
  /** The addition of more metrics than a free dashboard shows, and from how many bots on there are as many. */
  readonly largeDashboard: Price & { readonly fromBots: number };
  /** The addition of one outward address, for all bots together. */
  readonly staticEgress: Price;
  /** The addition of a key of the stage's own, in its first year. */
  readonly ownKey: Price;
  /** The addition of an hour of each day, in which somebody looks at the pictures of a bot. */
  readonly pictures: Price;
  /** The addition of its buttons, with so many clicks in a month as `CLICK` says. */
  readonly buttons: Price;
  /** The addition of one second in every minute, in which a tick waits. */
  readonly secondLonger: Price;
  /** The addition of watching, by the share of minutes with a position open. */
  readonly watching: readonly (Price & { readonly openShare: number })[];
  /** Searches in the cloud, by size. */
  readonly searches: readonly SearchRow[];
  /** Which limit of AWS binds first, where one account has many bots. */
  readonly fleet: readonly FleetLimit[];
}

const PAPER_BOT: StageInput['bots'][number] = {
  id: 'paper',
  exchange: 'binanceusdm',
  symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'],
  schedule: 'on',
  alertEmail: 'owner@example.org',
};

/**
 * @param owned the bots of infra/stages.ts
 * @param region where all of it is priced
 */
export function priceReport(owned: Stage, region = owned.region): PriceReport {
  const stageOf = (...bots: StageInput['bots']) => parseStage({ name: 'Kallisti', region, bots });
  const keyed: Stage = { ...stageOf(PAPER_BOT), secretsKey: 'own' };
  const steered: Stage = { ...stageOf(PAPER_BOT), dashboardPictures: true, dashboardActions: true };
  const reference = (...bots: StageInput['bots']) => templatesOf(stageOf(...bots));
  const [one, two] = [reference(PAPER_BOT), reference(PAPER_BOT, { ...PAPER_BOT, id: 'further' })];
  const withAddress = reference({ ...PAPER_BOT, staticEgress: true });
  const priced = (templates: readonly Template[], openShare: number = TICK.openShare) =>
    new PricedUsage(usageOf(templates, openShare), region);
  const [oneBot, unwatched] = [priced(one), priced(one, 0)];
  const { withoutUsd } = priced(two).less(oneBot);
  const longer = sumOf(stageOf(PAPER_BOT).bots.map(({ memoryMb }) => usageOfSeconds(1, memoryMb)));
  return {
    pricesAsOf: pricesSince(region),
    region,
    stage: { bots: owned.bots.length, ...priced(templatesOf(owned)).sum },
    oneBot: { ...oneBot.sum, lines: oneBot.lines },
    unwatchedBot: unwatched.sum,
    secondBot: priced(two).less(oneBot),
    furtherBot: { withFreeTiersUsd: withoutUsd, withoutUsd },
    largeDashboard: largeDashboard(one, two, region),
    staticEgress: priced(withAddress).less(oneBot),
    ownKey: priced(templatesOf(keyed)).less(oneBot),
    pictures: new PricedUsage(
      sumOf([usageOf(one, TICK.openShare), usageOfLooks(DASHBOARD_MEMORY_MB)]),
      region,
    ).less(oneBot),
    buttons: new PricedUsage(
      sumOf([usageOf(templatesOf(steered), TICK.openShare), usageOfClicks(DASHBOARD_MEMORY_MB)]),
      region,
    ).less(oneBot),
    secondLonger: new PricedUsage(sumOf([usageOf(one, TICK.openShare), longer]), region).less(oneBot),
    searches: searchRows(region),
    fleet: fleetLimits(one, two),
    watching: OPEN_SHARES.map((openShare) => ({ openShare, ...priced(one, openShare).less(unwatched) })),
  };
}

class PricedUsage {
  readonly lines: readonly PriceLine[];
  readonly sum: Price;

  constructor(usage: Usage, region: string) {
    this.lines = PRICED_UNITS.flatMap((unit) => {
      const quantity = usage[unit];
      if (quantity === undefined) return [];
      const price = priceIn(region, unit);
      const withFreeTiersUsd = Math.max(0, quantity - (price.free ?? 0)) * price.usd;
      return [{ unit, quantity, price, withFreeTiersUsd, withoutUsd: quantity * price.usd }];
    });
    this.sum = {
      withFreeTiersUsd: this.lines.reduce((sum, line) => sum + line.withFreeTiersUsd, 0),
      withoutUsd: this.lines.reduce((sum, line) => sum + line.withoutUsd, 0),
    };
  }

  less({ sum }: PricedUsage): Price {
    return {
      withFreeTiersUsd: this.sum.withFreeTiersUsd - sum.withFreeTiersUsd,
      withoutUsd: this.sum.withoutUsd - sum.withoutUsd,
    };
  }
}

/** Every bot shows as many metrics as the second one. */
function largeDashboard(
  one: readonly Template[],
  two: readonly Template[],
  region: string,
): PriceReport['largeDashboard'] {
  const shown = (templates: readonly Template[]) =>
    templates.flatMap(shownMetrics).reduce((a, b) => a + b, 0);
  const room = FREE_DASHBOARD_METRICS - shown(one);
  const fromBots = 2 + Math.max(0, Math.floor(room / (shown(two) - shown(one))));
  const { usd } = priceIn(region, 'largeDashboard');
  return { withFreeTiersUsd: usd, withoutUsd: 0, fromBots };
}

/** The templates as they would be deployed; the built function is not needed. */
function templatesOf(stage: Stage): readonly Template[] {
  const folder = mkdtempSync(join(tmpdir(), 'kallisti-price-'));
  try {
    const bundlePath = join(folder, 'bundle');
    mkdirSync(bundlePath);
    writeFileSync(join(bundlePath, 'index.mjs'), '');
    const { app, ledger, traders, research } = createKallisti({
      stage,
      bundleOf: () => bundlePath,
      outdir: join(folder, 'out'),
      checked: false,
    });
    const assembly = app.synth();
    return [ledger, ...traders, ...(research === undefined ? [] : [research])].map(({ artifactId }) =>
      templateSchema.parse(assembly.getStackArtifact(artifactId).template),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
