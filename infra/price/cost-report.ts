/**
 * The price of a month, computed from the templates as they would be deployed and a tick as it was measured, at list
 * prices, with the free tiers of every account and without.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKallisti } from '../app.ts';
import { OPEN_SHARES, PRICED_UNITS, PRICES, PRICES_AS_OF, type PricedUnit } from './list-prices.ts';
import { parseStage, type Stage, type StageInput } from '../stages.ts';
import { sumOf, templateSchema, usageOf, usageOfWatching, type Template, type Usage } from './usage.ts';

/** USD a month. */
export interface Price {
  readonly withFreeTiersUsd: number;
  readonly withoutUsd: number;
}

export interface PriceLine extends Price {
  readonly unit: PricedUnit;
  readonly quantity: number;
}

export interface PriceReport {
  readonly pricesAsOf: string;
  /** The bots of infra/stages.ts. */
  readonly stage: Price & { readonly bots: number };
  /** One paper bot as it comes, whatever infra/stages.ts holds. */
  readonly oneBot: Price & { readonly lines: readonly PriceLine[] };
  /** The addition of a second bot. */
  readonly furtherBot: Price;
  /** The addition of one outward address, for all bots together. */
  readonly staticEgress: Price;
  /** The addition of one bot that watches its positions between ticks, by the share of minutes with one open. */
  readonly watching: readonly (Price & { readonly openShare: number })[];
}

const PAPER_BOT: StageInput['bots'][number] = {
  id: 'paper',
  exchange: 'binanceusdm',
  symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'],
  schedule: 'on',
  alertEmail: 'owner@example.org',
};

function reference(...bots: StageInput['bots']): Stage {
  return parseStage({ name: 'Kallisti', region: 'ap-northeast-1', bots });
}

/** @param owned the bots of infra/stages.ts */
export function priceReport(owned: Stage): PriceReport {
  const oneBot = usageOf(templatesOf(reference(PAPER_BOT)));
  const twoBots = usageOf(templatesOf(reference(PAPER_BOT, { ...PAPER_BOT, id: 'further' })));
  const withAddress = usageOf(templatesOf(reference({ ...PAPER_BOT, staticEgress: true })));
  const [{ memoryMb } = { memoryMb: 0 }] = reference(PAPER_BOT).bots;
  const watching = OPEN_SHARES.map((openShare) => ({
    openShare,
    ...difference(sumOf([oneBot, usageOfWatching(openShare, memoryMb)]), oneBot),
  }));
  return {
    pricesAsOf: PRICES_AS_OF,
    stage: { bots: owned.bots.length, ...priceOf(usageOf(templatesOf(owned))) },
    oneBot: { ...priceOf(oneBot), lines: linesOf(oneBot) },
    furtherBot: difference(twoBots, oneBot),
    staticEgress: difference(withAddress, oneBot),
    watching,
  };
}

function linesOf(usage: Usage): readonly PriceLine[] {
  return PRICED_UNITS.flatMap((unit) => {
    const quantity = usage[unit];
    if (quantity === undefined) return [];
    const { usd, free = 0 } = PRICES[unit];
    const withFreeTiersUsd = Math.max(0, quantity - free) * usd;
    return [{ unit, quantity, withFreeTiersUsd, withoutUsd: quantity * usd }];
  });
}

function priceOf(usage: Usage): Price {
  const lines = linesOf(usage);
  return {
    withFreeTiersUsd: lines.reduce((sum, line) => sum + line.withFreeTiersUsd, 0),
    withoutUsd: lines.reduce((sum, line) => sum + line.withoutUsd, 0),
  };
}

function difference(more: Usage, less: Usage): Price {
  const [high, low] = [priceOf(more), priceOf(less)];
  return {
    withFreeTiersUsd: high.withFreeTiersUsd - low.withFreeTiersUsd,
    withoutUsd: high.withoutUsd - low.withoutUsd,
  };
}

/** The templates as they would be deployed; the built function is not needed. */
function templatesOf(stage: Stage): readonly Template[] {
  const folder = mkdtempSync(join(tmpdir(), 'kallisti-price-'));
  try {
    const bundlePath = join(folder, 'bundle');
    mkdirSync(bundlePath);
    writeFileSync(join(bundlePath, 'index.mjs'), '');
    const { app, ledger, trader } = createKallisti({
      stage,
      bundleOf: () => bundlePath,
      outdir: join(folder, 'out'),
      checked: false,
    });
    const assembly = app.synth();
    return [ledger, trader].map(({ artifactId }) =>
      templateSchema.parse(assembly.getStackArtifact(artifactId).template),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
