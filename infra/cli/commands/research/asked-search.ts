/**
 * What a search was asked for: on the command line, or by whoever began it in the cloud.
 */
import { parseParameters, type BotParameters } from '../../../../lambda/config.ts';
import { InputError } from '../../../input-error.ts';
import type { ChosenMarket } from '../../../market/market-source.ts';
import { keptMarket, keptSearch } from '../../../research/cloud/search-record.ts';
import type { WalkDays } from '../../../research/search.ts';
import { marketRequest, readPaperParameters, type MarketOptions, type ParameterOptions } from '../options.ts';
import type { ReportOptions } from '../report-option.ts';
import { toldMarket } from '../told-market.ts';
import { complainOfStrange } from '../trade/recorded-files.ts';
import type { Cloud } from './cloud-search.ts';
import { searchOf, type Search, type SearchOptions } from './search-options.ts';

export type SearchName = 'sweep' | 'walk-forward';

export interface SearchCommandOptions
  extends MarketOptions, ParameterOptions, ReportOptions, SearchOptions, Partial<WalkDays> {
  readonly halve?: true;
  readonly unseal?: true;
  readonly json?: true;
  readonly table?: string;
}

export interface AskedSearch {
  readonly by: SearchName;
  readonly options: SearchCommandOptions;
  /** The parameters that are not searched. */
  readonly base: BotParameters;
  readonly space: Search;
  readonly readMarket: () => Promise<ChosenMarket>;
  /** It was begun before, for a price that was agreed. */
  readonly isFollowed: boolean;
}

/** @throws InputError for options that make no search. */
export async function typedSearch(by: SearchName, options: SearchCommandOptions): Promise<AskedSearch> {
  const base = await readPaperParameters(options);
  const readMarket = async () => {
    const read = await toldMarket(marketRequest(options));
    complainOfStrange(read);
    return read;
  };
  return { by, options, base, space: searchOf(options, base), readMarket, isFollowed: false };
}

/** @throws InputError where it cannot go on from here. */
export async function followedSearch(
  { bucket, worker }: Cloud,
  by: SearchName,
  given: SearchCommandOptions,
): Promise<AskedSearch> {
  const { follow: id = '', candles = [] } = given;
  if (candles.length > 0) throw new InputError('--follow: the search has its candles; name no files');
  const record = await keptSearch(bucket, id);
  if (record.by !== by) throw new InputError(`--follow ${id}: it is a ${record.by}, and no ${by}`);
  if (record.worker !== worker) {
    throw new InputError(
      `--follow ${id}: it was begun with the worker ${record.worker}, and now there is ${worker}: go back to the release that began it, or begin it anew`,
    );
  }
  const options = { ...given, ...record.options };
  const base = parseParameters(record.base);
  const readMarket = () => keptMarket(bucket, record);
  return { by, options, base, space: searchOf(options, base), readMarket, isFollowed: true };
}
