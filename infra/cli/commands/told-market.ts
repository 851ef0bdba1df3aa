/**
 * The market that a command is asked for; how many of its files are read, where that takes longer than a second.
 */
import { machineClock } from '../../../lambda/adapters/machine.ts';
import { chooseMarket, type ChosenMarket, type MarketRequest } from '../../market/market-source.ts';
import { openWorkProgress } from '../terminal/work-progress.ts';

/** @throws InputError or CandleFileError when there is no such market. */
export async function toldMarket(request: MarketRequest): Promise<ChosenMarket> {
  const progress = openWorkProgress('files', machineClock);
  try {
    return await chooseMarket({ ...request, reading: { ...request.reading, onRead: progress.update } });
  } finally {
    progress.close();
  }
}
