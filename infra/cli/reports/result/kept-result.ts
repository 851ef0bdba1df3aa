/**
 * A result that was kept, read again.
 *
 * Invariants:
 * - Everything is parsed. What is damaged is named by its file.
 * - It is shown as its run was: every amount is read as it was written.
 */
import { join } from 'node:path';
import { parseJson } from '../../../../lambda/adapters/parse-json.ts';
import type { ClosedTrade } from '../../../../lambda/core/ledger/closed-trade.ts';
import { readText } from '../../../files/bounded-text.ts';
import { jsonLines } from '../../../files/json-lines.ts';
import { requireOwnContents } from '../../../files/owner-only.ts';
import { fileFailureWords } from '../../../files/system-error.ts';
import { InputError } from '../../../input-error.ts';
import { fileOfResult, resultsIn } from '../../../results/result-folder.ts';
import { RESULT_FILE, TRADES_FILE } from './kept-files.ts';
import { fileSchema, tradeSchema, type KeptResult } from './kept-result-schema.ts';
import type { ShownResult } from './shown-result.ts';

/** Of many files of candles, each with its warnings. */
const RESULT_BYTES_MAX = 64 * 1024 * 1024;

/** Without its trades. @throws InputError where it is damaged, or somebody else has a hand in it. */
export async function readKept(home: string, id: string): Promise<KeptResult> {
  // Of all that is read of it later, too: a pipe among it would be waited for.
  requireOwnContents(join(resultsIn(home), id));
  const file = fileOfResult(home, id, RESULT_FILE);
  const text = await readText(file, RESULT_BYTES_MAX).catch((error: unknown) => {
    throw new InputError(`result ${id} cannot be read: ${fileFailureWords(error)}`, { cause: error });
  });
  const parsed = fileSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    throw new InputError(
      `result ${id} cannot be read: ${file}: ${where === '' ? 'it' : where}: ${issue?.message}`,
    );
  }
  const { kept: origin, report } = parsed.data;
  if (origin.id !== id) throw new InputError(`result ${id} is damaged: ${file} is that of ${origin.id}`);
  return { origin, report };
}

/** @throws InputError where it is damaged. */
export async function readShown(home: string, { origin, report }: KeptResult): Promise<ShownResult> {
  const trades = await readTrades(home, origin.id);
  if (trades.length !== report.trades) {
    throw new InputError(
      `result ${origin.id} is damaged: ${TRADES_FILE} has ${trades.length} of ${report.trades} trades`,
    );
  }
  const {
    market,
    interrupted: isInterrupted,
    hash,
    otherRules,
    optimistic,
    held,
    late,
    figures,
    ...facts
  } = report;
  const { files, unusedFiles: unused, candles: candlesRead, toMs, ...rest } = market;
  const { parameters, dailyStops, denied, balanceUsd, open, funding, sessions, notSeen } = facts;
  return {
    market: {
      ...rest,
      label: origin.market.label,
      toMs: origin.market.toMs,
      recorded: { files, unused },
      candlesRead,
      funding,
      sessions,
      notSeen,
    },
    run: {
      parameters,
      trades,
      open,
      toMs,
      denied,
      dailyStops,
      balanceUsd,
      isInterrupted,
      ...(held && { held }),
      ...(late && { late }),
    },
    hash,
    ratios: {
      days: figures.days,
      sharpe: figures.annualSharpe,
      sharpeInterval: figures.annualSharpeInterval,
      sortino: figures.annualSortino,
    },
    attribution: figures.attribution,
    otherRules,
    optimistic,
  };
}

async function readTrades(home: string, id: string): Promise<readonly ClosedTrade[]> {
  const trades: ClosedTrade[] = [];
  for await (const { number, value } of jsonLines(fileOfResult(home, id, TRADES_FILE), tradeSchema)) {
    if (value === undefined)
      throw new InputError(`result ${id} is damaged: line ${number} of ${TRADES_FILE} is no trade`);
    trades.push({ tradeId: trades.length + 1, ...value });
  }
  return trades;
}
