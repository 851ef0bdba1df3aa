/**
 * The price of a month as tables, for a terminal and for infra/README.md.
 */
import type { Price, PriceReport } from './cost-report.ts';
import { CLICK, FREE_DASHBOARD_METRICS, TICK } from './list-prices.ts';
import { LIST_REGION } from './region-prices.ts';

const BEGIN = '<!-- price: made by `npm run price -- --readme` -->';
const END = '<!-- end of price -->';

export function priceTables(report: PriceReport): string {
  const { oneBot } = report;
  return [
    table(
      [
        `USD a month in ${report.region}, at list prices of ${report.pricesAsOf} or later`,
        'with free tiers',
        'without',
      ],
      sumsOf(report).map(([what, { withFreeTiersUsd, withoutUsd }]) => [
        what,
        cents(withFreeTiersUsd),
        cents(withoutUsd),
      ]),
    ),
    table(
      ['one paper bot, line by line', 'quantity', 'with free tiers', 'without'],
      oneBot.lines.map(({ price, quantity, withFreeTiersUsd, withoutUsd }) => [
        price.what,
        amount(quantity),
        mills(withFreeTiersUsd),
        mills(withoutUsd),
      ]),
    ),
    [standInWords(report), ...undatedWords(report)].join(' '),
  ].join('\n\n');
}

function sumsOf(report: PriceReport): readonly (readonly [what: string, price: Price])[] {
  const { oneBot, unwatchedBot, secondBot, furtherBot, largeDashboard } = report;
  const { staticEgress, ownKey, pictures, buttons, secondLonger, watching } = report;
  const { fromBots } = largeDashboard;
  return [
    [`**one paper bot as it comes**, ${percent(TICK.openShare)} of the minutes with a position`, oneBot],
    ['one that does not watch (`watchIntervalSeconds=0`)', unwatchedBot],
    ['a second bot', secondBot],
    ['each further bot, once nothing is free any more', furtherBot],
    [
      `above ${FREE_DASHBOARD_METRICS} metrics, from ${fromBots} bots on, the dashboard is not free`,
      largeDashboard,
    ],
    ['one static address, for all bots', staticEgress],
    ["a key of the stage's own (`secretsKey: 'own'`), in its first year", ownKey],
    ['an hour of each day with the pictures of a bot in sight, at most', pictures],
    [`its buttons (\`dashboardActions\`), with ${CLICK.perMonth} clicks a month`, buttons],
    ['one second in every minute in which a tick waits', secondLonger],
    ...watching.map(
      ({ openShare, ...price }) => [`watching alone, ${percent(openShare)} of the minutes`, price] as const,
    ),
  ];
}

/** Which prices are not the region's own, and how much of the first sum they are. */
function standInWords({ region, oneBot }: PriceReport): string {
  const strangers = oneBot.lines.filter(({ price }) => price.region !== region);
  if (strangers.length === 0) return `Every price is that of ${region}.`;
  const usd = strangers.reduce((sum, line) => sum + line.withoutUsd, 0);
  const what = strangers.map(({ price }) => price.what).join('; ');
  return `Not known for ${region}, and so priced as in ${LIST_REGION}, ${mills(usd)} USD of it: ${what}.`;
}

/** Which prices may be older than the day above the table. */
function undatedWords({ oneBot }: PriceReport): readonly string[] {
  const undated = oneBot.lines.filter(({ price }) => !price.isDated);
  if (undated.length === 0) return [];
  const what = undated.map(({ price }) => price.what).join('; ');
  return [`Of a day that is not known: ${what}.`];
}

/** The document with its tables renewed. @throws when the markers are missing. */
export function withPriceTables(document: string, report: PriceReport): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`no place for the price: ${BEGIN} … ${END}`);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${priceTables(report)}\n\n${document.slice(end)}`;
}

/** The first page of the repository, with the price of the bot as it comes. @throws when its sentence is missing. */
export function withFirstPrice(page: string, { oneBot }: PriceReport): string {
  const sentence =
    /(?<before>costs\s+about\s+)[\d.]+(?<between>\s+USD\s+a\s+month\s+within\s+the\s+free\s+tiers\s+of\s+AWS,\s+and\s+)[\d.]+(?<after>\s+USD\s+without)/;
  if (!sentence.test(page)) throw new Error('README.md does not say what the bot costs');
  const [within, without] = [cents(oneBot.withFreeTiersUsd), cents(oneBot.withoutUsd)];
  return page.replace(sentence, `$<before>${within}$<between>${without}$<after>`);
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

export function amount(quantity: number): string {
  const digits = quantity < 1 ? 3 : 0;
  const [whole = '', fraction] = quantity.toFixed(digits).split('.');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** The first column to the left, numbers to the right; padded as prettier does. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
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
