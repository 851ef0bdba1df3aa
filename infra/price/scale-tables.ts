/**
 * Large searches and many bots as tables, for a terminal and for infra/README.md.
 */
import type { PriceReport } from './cost-report.ts';
import { amount, table } from './cost-tables.ts';

const MARKS = {
  searches: ['<!-- searches: made by `npm run price -- --readme` -->', '<!-- end of searches -->'],
  fleet: ['<!-- fleet: made by `npm run price -- --readme` -->', '<!-- end of fleet -->'],
} as const;

export function searchTable({ searches, region }: PriceReport): string {
  return table(
    [`parameter-years, in ${region}`, 'workers', 'batches', 'USD', 'minutes', 'what binds'],
    searches.map(({ parameterYears, workers, batches, usd, minutes, binds }) => [
      amount(Math.round(parameterYears)),
      amount(workers),
      amount(batches),
      usd.toFixed(usd < 1 ? 3 : 2),
      minutes.toFixed(minutes < 10 ? 1 : 0),
      binds,
    ]),
  );
}

export function fleetTable({ fleet }: PriceReport): string {
  return table(
    ['what binds', 'of one bot', 'AWS gives', 'bots', 'then'],
    fleet.map(({ what, each, limit, bots, remedy }) => [
      what,
      String(each),
      amount(limit),
      amount(bots),
      remedy,
    ]),
  );
}

/** The document with both renewed. @throws when the markers are missing. */
export function withScaleTables(document: string, report: PriceReport): string {
  const withSearches = renewed(document, MARKS.searches, searchTable(report));
  return renewed(withSearches, MARKS.fleet, fleetTable(report));
}

function renewed(document: string, [begin, end]: readonly [string, string], text: string): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`no place for the table: ${begin} … ${end}`);
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
}
