/**
 * The price of a month as tables, for a terminal and for infra/README.md.
 */
import type { Price, PriceReport } from './cost-report.ts';
import { PRICES, PRICES_AS_OF } from './list-prices.ts';

const BEGIN = '<!-- price: made by `npm run price -- --readme` -->';
const END = '<!-- end of price -->';

export function priceTables(report: PriceReport): string {
  const { oneBot, furtherBot, staticEgress, watching } = report;
  const sums: readonly (readonly [string, Price])[] = [
    ['**one paper bot** that does not watch', oneBot],
    ['each further bot', furtherBot],
    ['one static address, for all bots', staticEgress],
    ...watching.map(
      ({ openShare, ...price }) => [`watching, ${percent(openShare)} of the minutes`, price] as const,
    ),
  ];
  return [
    table(
      [`USD a month, at list prices of ${PRICES_AS_OF}`, 'with free tiers', 'without'],
      sums.map(([what, { withFreeTiersUsd, withoutUsd }]) => [
        what,
        cents(withFreeTiersUsd),
        cents(withoutUsd),
      ]),
    ),
    table(
      ['one paper bot, line by line', 'quantity', 'with free tiers', 'without'],
      oneBot.lines.map(({ unit, quantity, withFreeTiersUsd, withoutUsd }) => [
        PRICES[unit].what,
        amount(quantity),
        mills(withFreeTiersUsd),
        mills(withoutUsd),
      ]),
    ),
  ].join('\n\n');
}

/** The document with its tables renewed. @throws when the markers are missing. */
export function withPriceTables(document: string, report: PriceReport): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`no place for the price: ${BEGIN} … ${END}`);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${priceTables(report)}\n\n${document.slice(end)}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function cents(usd: number): string {
  return usd.toFixed(2);
}

function mills(usd: number): string {
  return usd.toFixed(3);
}

function amount(quantity: number): string {
  const digits = quantity < 1 ? 3 : 0;
  const [whole = '', fraction] = quantity.toFixed(digits).split('.');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** The first column to the left, numbers to the right; padded as prettier does. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
