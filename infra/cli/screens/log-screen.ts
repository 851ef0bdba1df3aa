/**
 * One line of the structured log as the operator reads it.
 *
 * Invariant: every line is shown, whatever it holds.
 */
import { z } from 'zod';
import { parseJson } from '../../../lambda/adapters/parse-json.ts';
import { dollars, tone } from '../terminal/text-format.ts';

const lineSchema = z.looseObject({
  level: z.string(),
  message: z.string(),
  tick: z.string().optional(),
  at: z.string().optional(),
  step: z.string().optional(),
  status: z.string().optional(),
  rows: z.array(z.string()).default([]),
  entries: z.array(z.string()).default([]),
  noEntry: z.string().optional(),
  attention: z.array(z.string()).default([]),
  trouble: z.array(z.string()).default([]),
  open: z.array(z.string()).default([]),
  balanceUsd: z.number().optional(),
  decisionLagSeconds: z.number().optional(),
  durationMs: z.number().optional(),
  error: z.string().optional(),
  reason: z.string().optional(),
});

export function logScreen(line: string): string {
  const parsed = lineSchema.safeParse(parseJson(line));
  if (!parsed.success) return line;
  const {
    level,
    message,
    at,
    tick = at,
    step,
    status,
    rows,
    entries,
    noEntry,
    open,
    attention,
    trouble,
    balanceUsd,
    decisionLagSeconds: lag,
    durationMs,
    error,
    reason,
  } = parsed.data;
  const words = [
    timeWords(tick, step),
    status === undefined || status === 'committed' ? message : `${message} ${status}`,
    rows.length === 0 ? '' : rows.map((row) => row.replace(/^\d+ /, '')).join(', '),
    entriesWords(entries, noEntry),
    open.length === 0 ? '' : `open ${open.join(', ')}`,
    balanceUsd === undefined ? '' : `balance ${dollars(balanceUsd)}`,
    lag === undefined ? '' : `decided after ${lag.toFixed(1)} s`,
    // Where time is simulated, none passes in a tick.
    durationMs === undefined || durationMs < 0.5 ? '' : `${Math.round(durationMs)} ms`,
    attention.length === 0 ? '' : `waits for the operator: ${attention.join(', ')}`,
    ...trouble,
    [error, reason].filter((part) => part !== undefined).join(': '),
  ];
  const text = words.filter((part) => part !== '').join(' · ');
  return level === 'ERROR' ? tone('bad', text) : text;
}

/** The minute of a tick; of a watch step, which lies inside one, with its second. */
function timeWords(tick: string | undefined, step: string | undefined): string {
  const time = step === undefined ? tick?.slice(0, 16) : step.slice(0, 19);
  return time?.replace('T', ' ') ?? '';
}

/** A reason that several symbols share stands once. */
function entriesWords(entries: readonly string[], noEntry: string | undefined): string {
  if (noEntry !== undefined) return `no entry: ${noEntry}`;
  const symbolsByReason = new Map<string, string[]>();
  for (const entry of entries) {
    const [symbol = '', ...what] = entry.split(' ');
    symbolsByReason.set(what.join(' '), [...(symbolsByReason.get(what.join(' ')) ?? []), symbol]);
  }
  return [...symbolsByReason].map(([what, symbols]) => `${symbols.join(' ')} ${what}`).join(', ');
}
