/**
 * A search from its candles to what was found, by threads of this machine or in AWS.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { machineClock } from '../../../../lambda/adapters/machine.ts';
import { overridesOf } from '../../../../lambda/config.ts';
import { InputError } from '../../../input-error.ts';
import { localFolder } from '../../../local/run-record.ts';
import type { ChosenMarket } from '../../../market/market-source.ts';
import { marketObject, type MarketObject } from '../../../research/cloud/market-object.ts';
import { keepSearch, searchRecord } from '../../../research/cloud/search-record.ts';
import { marketKey } from '../../../research/cloud/job.ts';
import { researchMarket, type ResearchMarket } from '../../../research/research-market.ts';
import { search, type Found, type WalkDays } from '../../../research/search.ts';
import { SETS_MAX } from '../../../research/search-limits.ts';
import { portionsOf } from '../../../research/search-portions.ts';
import { countTrials } from '../../../research/trial-ledger.ts';
import { TrialJournal } from '../../../research/trial-journal.ts';
import { TrialPool } from '../../../research/trial-pool.ts';
import { planWalk } from '../../../research/walk-forward.ts';
import { setsWere, type SearchShown } from '../../screens/research/search-screen.ts';
import { printAsideFitted, printFitted } from '../../terminal/output.ts';
import { count, minute } from '../../terminal/text-format.ts';
import { openWorkProgress } from '../../terminal/work-progress.ts';
import type { AskedSearch } from './asked-search.ts';
import { cloudTrials, followCommand, requirePrice, requireRoom, type Cloud } from './cloud-search.ts';
import type { Search } from './search-options.ts';

/** Drawn with by every test of luck: the same search has the same verdict. */
const LUCK_SEED = 1;

export interface DoneSearch {
  readonly shown: SearchShown;
  readonly chosen: ChosenMarket;
}

interface Surroundings {
  /** @default threads of this machine */
  readonly cloud: Cloud | undefined;
  readonly signal: AbortSignal;
}

/** `undefined` where it was interrupted, which is said. */
export async function runSearch(
  asked: AskedSearch,
  { cloud, signal }: Surroundings,
): Promise<DoneSearch | undefined> {
  const { by, options, space } = asked;
  const { chosen, market } = await openMarket(asked);
  const walk = walkOf(asked);
  if (walk !== undefined) requireWindows(space, market, walk);
  if (options.unseal) await requireSealed(market);
  const job = { asked, market, chosen, walk, signal };
  const begun = cloud && (await begin(cloud, job));
  const found = await searched(job, begun);
  if (found === undefined) {
    const words =
      begun === undefined
        ? 'Interrupted. What is done is kept; the same command goes on.'
        : `Interrupted. What was begun goes on in AWS; \`${followCommand(by, begun.id)}\` gathers it.`;
    printFitted([words]);
    return undefined;
  }
  const { names, axes, refused } = space;
  return { shown: { market, found, names, axes, refused }, chosen };
}

interface Job {
  readonly asked: AskedSearch;
  readonly market: ResearchMarket;
  readonly chosen: ChosenMarket;
  readonly walk: WalkDays | undefined;
  readonly signal: AbortSignal;
}

/** Candles are kept once, in the memory that the threads share: those that were read are let go. */
async function openMarket({ readMarket, options }: AskedSearch): Promise<{
  readonly chosen: ChosenMarket;
  readonly market: ResearchMarket;
}> {
  const read = await readMarket();
  const market = researchMarket(read, options.sealed);
  return { chosen: { ...read, symbols: market.symbols }, market };
}

function walkOf({ by, options: { chooseDays, attemptDays } }: AskedSearch): WalkDays | undefined {
  if (by === 'sweep' || chooseDays === undefined || attemptDays === undefined) return undefined;
  return { chooseDays, attemptDays };
}

/** A search in the cloud, that has a price and an id. */
interface Begun {
  readonly cloud: Cloud;
  readonly id: string;
  readonly object: MarketObject;
}

/** @throws InputError where it costs more than is allowed. */
async function begin(cloud: Cloud, { asked, market, chosen, walk }: Job): Promise<Begun> {
  const { by, options, base, space, isFollowed } = asked;
  const symbols = market.symbols.length;
  if (!isFollowed) {
    const isHalved = options.halve ?? false;
    const portions = portionsOf({ ...space, market, isHalved, ...(walk && { walk }) });
    requireRoom(portions);
    requirePrice(portions, { symbols, maxUsd: options.maxUsd }, cloud);
  }
  const object = marketObject(market.shared);
  const { kind, label, seed, fromMs, toMs } = chosen;
  const told = { sha256: object.sha256, kind, label, seed, fromMs, toMs };
  const record = searchRecord({
    version: 1,
    by,
    worker: cloud.worker,
    market: told,
    base: overridesOf(base),
    options,
  });
  await cloud.bucket.put(marketKey(object.sha256), object.bytes, () =>
    printAsideFitted([
      `The candles are uploaded, ${megabytes(object.bytes)}: once for all searches on them.`,
    ]),
  );
  const id = await keepSearch(cloud.bucket, record);
  printAsideFitted([
    `In AWS as ${id}. Ctrl-C leaves it running; \`${followCommand(by, id)}\` goes on, on any machine.`,
  ]);
  return { cloud, id, object };
}

function megabytes({ length }: Uint8Array): string {
  const megabyte = 1e6;
  return `${(length / megabyte).toFixed(1)} MB`;
}

async function searched(
  { asked: { by, options, space }, market, walk, signal }: Job,
  begun: Begun | undefined,
): Promise<Found | undefined> {
  const home = localFolder();
  const journal = await TrialJournal.open(home, market.id);
  const threads = new TrialPool(market.shared, options.jobs);
  const there =
    begun &&
    cloudTrials(begun.cloud, { market: begun.object, local: threads, symbols: market.symbols.length });
  const progress = there === undefined ? openWorkProgress('tries', machineClock) : undefined;
  const generator = xoroshiro128plus(LUCK_SEED);
  try {
    return await search({
      market,
      candidates: space.candidates,
      isHalved: options.halve ?? false,
      ...(walk && { walk }),
      pool: there?.pool ?? threads,
      journal,
      home,
      isUnsealing: options.unseal ?? false,
      by,
      atMs: machineClock.nowMs(),
      signal,
      uniform: () => uniformFloat64(generator),
      onProgress: (done, all) => progress?.update(done, all),
      onWeighing: (sets) => {
        if (sets > SETS_MAX.here)
          printAsideFitted([`All are tried. To weigh ${count(sets)} sets takes minutes.`]);
      },
    });
  } finally {
    progress?.close();
    there?.close();
    journal.close();
    await threads.close();
  }
}

/** Before anything is tried. @throws InputError where the days are too few. */
function requireWindows({ candidates }: Search, { daysMs }: ResearchMarket, days: WalkDays): void {
  if (planWalk(candidates, daysMs, days).windows.length > 0) return;
  throw new InputError(
    `these candles have no room for ${days.chooseDays} days to choose by and ${days.attemptDays} to try after them: give more candles, or fewer --choose-days`,
  );
}

/** Sealed months prove something once. @throws InputError where somebody has seen them. */
async function requireSealed({ sealed }: ResearchMarket): Promise<void> {
  if (sealed === undefined)
    throw new InputError('--unseal: no months are sealed; --sealed says how many are');
  const { unsealedAtMs, trials } = await countTrials(localFolder(), sealed);
  if (unsealedAtMs !== undefined) {
    throw new InputError(
      `--unseal: these months were opened on ${minute(unsealedAtMs)} UTC, and prove nothing more`,
    );
  }
  if (trials > 0) {
    throw new InputError(
      `--unseal: ${setsWere(trials)} tried on these months already, and they prove nothing more`,
    );
  }
}
