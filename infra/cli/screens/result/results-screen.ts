/**
 * Which results are kept, the newest first, one a line.
 */
import { DAY_MS } from '../../../../lambda/core/units.ts';
import { marketName } from '../../../results/run-market-kind.ts';
import type { KeptResult } from '../../reports/result/kept-result-schema.ts';
import { columns } from '../../terminal/columns.ts';
import { count, gain, money, tone } from '../../terminal/text-format.ts';

const ALIGNS = ['left', 'left', 'left', 'right', 'right'] as const;
const HEAD = ['id', 'command', 'market', 'trades', 'net USD'];
/** What the columns beside the market take. */
const BESIDE_MARKET = 49;
const MARKET_MIN = 20;

export function resultsScreen(results: readonly KeptResult[], width: number): readonly string[] {
  const room = Math.max(MARKET_MIN, width - BESIDE_MARKET);
  const rows = results.map(({ origin, report }) => [
    `${origin.id}${report.interrupted ? '*' : ''}`,
    origin.by,
    cut(marketText(report.market, origin.market.toMs), room),
    count(report.trades),
    money(report.netUsd),
  ]);
  const [head = '', ...lines] = columns(ALIGNS, [HEAD, ...rows]);
  const isInterrupted = results.some(({ report }) => report.interrupted);
  return [
    tone('quiet', head),
    ...lines.map((line, k) => {
      const result = results[k];
      return result === undefined ? line : gain(result.report.netUsd, line);
    }),
    ...(isInterrupted ? ['* interrupted: what it had come to until then'] : []),
  ];
}

/** `synthetic 7, BTCUSDT +2, 30 d`, `BTCUSDT, 2024-05-01, 30 d`. */
function marketText(
  { kind, seed, symbols, fromMs, toMs }: KeptResult['report']['market'],
  endMs: number,
): string {
  const [first = '', ...others] = symbols;
  const which = others.length === 0 ? first : `${first} +${others.length}`;
  const days = `${Math.max(1, Math.round((Math.max(endMs, toMs) - fromMs) / DAY_MS))} d`;
  const from = new Date(fromMs).toISOString().slice(0, 10);
  if (kind === 'synthetic') return `synthetic ${seed ?? ''}, ${which}, ${days}`;
  return `${kind.startsWith('recorded') ? '' : `${marketName(kind)}, `}${which}, ${from}, ${days}`;
}

function cut(text: string, room: number): string {
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}
