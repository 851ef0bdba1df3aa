/**
 * The table in lambda/README.md of what a live bot asks the exchange for, made from the weights of the exchange.
 */
import { capabilitiesOf } from '../../lambda/adapters/market/venue-capabilities.ts';
import { DEFAULT_PARAMETERS } from '../../lambda/config.ts';
import { minuteWeight } from '../../lambda/core/request-weight.ts';
import { markdownTable, withMadePart } from './made-part.ts';

const EXCHANGE = 'binanceusdm';
const SYMBOLS = [1, 3, 10];
const INTERVALS_SECONDS = [0, 10, 5, 2, 1];

export function requestTableMarkdown(): string {
  const weights = capabilitiesOf(EXCHANGE)?.requestLimit?.weights;
  if (weights === undefined) throw new Error(`the weights of ${EXCHANGE} are not declared`);
  const rows = INTERVALS_SECONDS.map((watchIntervalSeconds) => {
    const totals = SYMBOLS.map((markets) => {
      const terms = { ...DEFAULT_PARAMETERS, watchIntervalSeconds, markets, isLive: true };
      return String(minuteWeight(terms, weights).total);
    });
    return [watchIntervalSeconds === 0 ? 'off' : `${watchIntervalSeconds} s`, ...totals];
  });
  const symbols = SYMBOLS.map((count) => (count === 1 ? '1 symbol' : `${count} symbols`));
  return markdownTable(['`watchIntervalSeconds`', ...symbols], rows);
}

/** The page with its table renewed. @throws when the marks are missing. */
export function withRequestTable(page: string): string {
  return withMadePart(page, { name: 'requests', markdown: requestTableMarkdown() });
}
