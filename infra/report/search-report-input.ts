/**
 * The facts of a sweep or a walk-forward, from the report that it wrote.
 */
import { z } from 'zod';
import { count, percent } from '../../lambda/core/text/figure-words.ts';
import { gainWords, signed } from '../../lambda/charts/drawing/drawn-figures.ts';
import { whole, dollars, marketSchema, marketWords, spanSchema } from './report-fields.ts';
import type { Said, SearchFacts } from './report-input.ts';

const settings = z.record(z.string(), z.union([z.string(), z.number()]));

const setSchema = z.object({
  parameters: settings,
  position: z.array(z.number()).exactOptional(),
  neighbourhoodUsd: dollars,
  trades: whole,
  wins: whole,
  grossUsd: dollars,
  feesUsd: dollars,
  fundingUsd: dollars,
  netUsd: dollars,
  activeDays: whole,
});

const windowSchema = z.object({
  choose: spanSchema,
  attempt: spanSchema,
  parameters: settings,
  chosenUsd: dollars,
  attemptedUsd: dollars,
  trades: whole,
  netUsd: dollars,
});

const share = z.number().nullish();

const evidenceSchema = z.object({
  days: whole,
  activeDays: whole,
  trades: whole,
  meanUsd: dollars,
  meanFromUsd: dollars.nullish(),
  meanToUsd: dollars.nullish(),
  neighbourhoodUsd: dollars,
  annualSharpe: share,
  deflatedSharpe: share,
  superiorAbility: z.object({ statistic: z.number(), p: z.number() }).nullish(),
  overfitting: z.object({ probability: z.number() }).nullish(),
  outOfSample: z.object({ days: whole, meanUsd: dollars }).nullish(),
  shifts: z.object({ p: z.number(), shifts: whole }).nullish(),
});

export const searchReportSchema = z.object({
  verdict: z.object({ number: whole, words: z.string(), next: z.string().nullable() }),
  market: marketSchema,
  searched: z.array(z.string()),
  refused: whole,
  tries: z.object({ ever: whole, effective: z.number() }),
  chosen: settings,
  evidence: evidenceSchema,
  sets: z.array(setSchema),
  windows: z.array(windowSchema),
});

type SearchReport = z.output<typeof searchReportSchema>;

export function searchFacts(report: SearchReport): SearchFacts {
  const { market, verdict, searched, chosen, sets, windows } = report;
  return {
    kind: 'search',
    market: marketWords(market),
    isSynthetic: market.kind === 'synthetic',
    symbols: market.symbols,
    fromMs: market.fromMs,
    toMs: market.toMs,
    verdict: { ...verdict, next: verdict.next ?? undefined },
    searched,
    chosen,
    evidence: evidenceRows(report),
    sets: sets.map((set) => ({
      parameters: set.parameters,
      position: set.position,
      neighbourhoodDollars: set.neighbourhoodUsd,
      trades: set.trades,
      wins: set.wins,
      grossDollars: set.grossUsd,
      feesDollars: set.feesUsd,
      fundingDollars: set.fundingUsd,
      netDollars: set.netUsd,
      activeDays: set.activeDays,
    })),
    windows: windows.map((window) => ({
      choose: window.choose,
      attempt: window.attempt,
      parameters: window.parameters,
      chosenDollars: window.chosenUsd,
      attemptedDollars: window.attemptedUsd,
      trades: window.trades,
      netDollars: window.netUsd,
    })),
  };
}

/** Only what is known; each says what it is measured by. */
function evidenceRows({ evidence, tries, refused }: SearchReport): readonly Said[] {
  const { meanFromUsd: from, meanToUsd: to, superiorAbility, overfitting, outOfSample, shifts } = evidence;
  const interval =
    typeof from === 'number' && typeof to === 'number' ? `; 95 %: ${signed(from)} … ${signed(to)}` : '';
  const luck = superiorAbility && superiorAbility.statistic > 0 ? superiorAbility.p : undefined;
  const rows: readonly (Said | undefined)[] = [
    ['days', `${count(evidence.days)}, ${count(evidence.activeDays)} of them with trades`],
    ['trades of the chosen set', count(evidence.trades)],
    ['a day of the chosen set', `${gainWords(evidence.meanUsd)}${interval}`],
    ['a day of its neighbours', gainWords(evidence.neighbourhoodUsd)],
    [
      'tries on these candles',
      `${count(tries.ever)} ever, as good as ${tries.effective.toFixed(1)} independent ones`,
    ],
    refused === 0 ? undefined : ['sets that could not be run', count(refused)],
    sharpeRow('Sharpe ratio of a year', evidence.annualSharpe),
    shareRow('true Sharpe above luck', evidence.deflatedSharpe),
    // Where no set earns anything, nothing is there that luck could explain.
    shareRow('redrawn days without an edge do as well', luck),
    shareRow('chosen set below the middle elsewhere', overfitting?.probability),
    outOfSample
      ? ['out of sample', `${gainWords(outOfSample.meanUsd)} a day, ${count(outOfSample.days)} days`]
      : undefined,
    shareRow('same entries at other times do as well', shifts?.p),
  ];
  return rows.filter((row) => row !== undefined);
}

function sharpeRow(name: string, value: number | null | undefined): Said | undefined {
  return typeof value === 'number' ? [name, signed(value)] : undefined;
}

function shareRow(name: string, value: number | null | undefined): Said | undefined {
  return typeof value === 'number' ? [name, percent(value)] : undefined;
}
