/**
 * One engine in a process of its own, what it answers, and the figures that follow from the answers of several rounds.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { median } from 'simple-statistics';
import { z } from 'zod';
import { NOTIONAL_USD } from './common-rule.ts';
import { commandOf, type Peer } from './peer-list.ts';

const tradesSchema = z
  .object({
    /** Positive for a long. */
    side: z.array(z.number()),
    entry: z.array(z.number().positive()),
    exit: z.array(z.number().positive()),
  })
  .refine(({ side, entry, exit }) => side.length === entry.length && entry.length === exit.length, {
    error: 'the columns of trades have different lengths',
  });

/** What every program prints. Times are CPU seconds of its process. */
export const answerSchema = z.object({
  version: z.string().min(1),
  /** From the start of the process to the end of its first run. */
  firstCpuSeconds: z.number().positive(),
  warmCpuSeconds: z.array(z.number().positive()).min(1),
  /** What the signals take of a run, where they are made for all candles before it. */
  signalCpuSeconds: z.number().nonnegative().optional(),
  /** Closed ones, of the last run, by the prices that were paid. */
  trades: tradesSchema,
});

export type PeerTrades = z.infer<typeof tradesSchema>;
export type PeerAnswer = z.infer<typeof answerSchema>;

/** A year of trades is some megabytes of text. */
const ANSWER_BYTES_MAX = 1 << 28;

/** @throws Error that names the peer, where its program fails or answers something else. */
export async function askPeer(peer: Peer, candlesFile: string, runs: number): Promise<PeerAnswer> {
  const [executable, program] = commandOf(peer);
  // raptorbt asks its registry for newer versions, unless it is told not to.
  const env = { ...process.env, RAPTORBT_NO_VERSION_CHECK: '1' };
  const options = { env, maxBuffer: ANSWER_BYTES_MAX };
  try {
    const { stdout } = await promisify(execFile)(executable, [program, candlesFile, String(runs)], options);
    return answerSchema.parse(JSON.parse(stdout));
  } catch (error) {
    throw new Error(`${peer.name} has failed: ${lastWords(error)}`, { cause: error });
  }
}

/** Of a trace: its line with the error, which Python writes last and Node does not. */
function lastWords(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  if (said === '') return String(error);
  const lines = said.split('\n');
  return lines.findLast((line) => /^\w*(?:Error|Exception)\b/.test(line)) ?? lines.at(-1)!;
}

export interface PeerFigures {
  readonly name: string;
  readonly version: string;
  /** Medians of the rounds. */
  readonly candlesPerSecond: number;
  readonly warmCpuSeconds: number;
  readonly signalCpuSeconds?: number;
  readonly firstCpuSeconds: number;
  /** Its warm time over ours of the same round: above 1, it is slower. */
  readonly timesOurs: number;
  readonly firstTimesOurs: number;
  readonly warmRuns: number;
  readonly trades: number;
  /** Of 600 USD a trade. Nothing costs anything, so this is gross and net. */
  readonly netUsd: number;
}

/**
 * @param answers by round.
 * @param ours of the same rounds.
 */
export function figuresOf(
  name: string,
  answers: readonly PeerAnswer[],
  ours: readonly PeerAnswer[],
  candles: number,
): PeerFigures {
  const warm = answers.map(({ warmCpuSeconds }) => median(warmCpuSeconds));
  const first = answers.map(({ firstCpuSeconds }) => firstCpuSeconds);
  const signals = answers.flatMap(({ signalCpuSeconds }) => signalCpuSeconds ?? []);
  const { version, trades } = answers[0]!;
  const warmRatios = warm.map((seconds, round) => seconds / median(ours[round]!.warmCpuSeconds));
  const firstRatios = first.map((seconds, round) => seconds / ours[round]!.firstCpuSeconds);
  return {
    name,
    version,
    candlesPerSecond: candles / median(warm),
    warmCpuSeconds: median(warm),
    ...(signals.length > 0 && { signalCpuSeconds: median(signals) }),
    firstCpuSeconds: median(first),
    timesOurs: median(warmRatios),
    firstTimesOurs: median(firstRatios),
    warmRuns: answers.reduce((sum, { warmCpuSeconds }) => sum + warmCpuSeconds.length, 0),
    trades: trades.side.length,
    netUsd: netUsdOf(trades),
  };
}

/** By the same formula for all, from the prices of each trade: engines round and size in their own ways. */
export function netUsdOf({ side, entry, exit }: PeerTrades): number {
  return side.reduce((sum, s, k) => sum + NOTIONAL_USD * Math.sign(s) * (exit[k]! / entry[k]! - 1), 0);
}
