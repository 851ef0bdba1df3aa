/**
 * The run of which the pages have pictures: the day that `npm start` trades, at a minute of its morning and at its end.
 *
 * Invariant: it is the same in every process, on every machine.
 */
import { runReport } from '../../../infra/cli/reports/run-report.ts';
import { shownResult } from '../../../infra/cli/reports/result/shown-result.ts';
import { runOnPaper } from '../../../infra/local/paper-run.ts';
import { LOCAL_BOT } from '../../../infra/local/run-record.ts';
import { chooseMarket, type ChosenMarket } from '../../../infra/market/market-source.ts';
import { reportFacts } from '../../../infra/report/report-source.ts';
import type { RunFacts } from '../../../infra/report/report-input.ts';
import { MemoryLedger } from '../../../lambda/adapters/memory-ledger.ts';
import { DEFAULT_PARAMETERS } from '../../../lambda/config.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { HOUR_MS } from '../../../lambda/core/units.ts';
import type { LedgerStore } from '../../../lambda/ports.ts';
import type { TickReport } from '../../../lambda/tick-report.ts';

export interface PicturedRun {
  readonly market: ChosenMarket;
  /** Up to the minute that is shown. */
  readonly morning: readonly TickReport[];
  /** As the store has it at that minute. */
  readonly look: () => Promise<{ readonly state: BotState | undefined; readonly commands: readonly [] }>;
  readonly rows: LedgerStore['rows'];
  /** Of the whole day. */
  readonly facts: RunFacts;
}

const FROM_HOUR = 8;
const NEVER = new AbortController().signal;

export async function picturedRun(): Promise<PicturedRun> {
  const [market, parameters] = [await chooseMarket({}), DEFAULT_PARAMETERS];
  const run = { market, parameters, ambiguousCandle: 'stop-first', signal: NEVER } as const;
  const day: TickReport[] = [];
  const result = await runOnPaper({
    ...run,
    store: new MemoryLedger(),
    onTick: (report) => void day.push(report),
  });
  const facts = reportFacts(runReport(shownResult(market, result)), 'the result');
  if (facts.kind !== 'run') throw new TypeError('the result of a run is that of a run');
  const ticks = day.findIndex((report) => isTelling(report, market.fromMs)) + 1;
  if (ticks === 0)
    throw new Error(
      `no minute from ${FROM_HOUR}:00 on has two open positions of which one recovers: choose another moment for the pictures`,
    );
  const store = new MemoryLedger();
  await runOnPaper({ ...run, store, ticksMax: ticks });
  const { state } = await store.load(LOCAL_BOT);
  return {
    market,
    morning: day.slice(0, ticks),
    look: () => Promise.resolve({ state, commands: [] }),
    rows: (bot, epoch, range) => store.rows(bot, epoch, range),
    facts,
  };
}

/** A minute in which there is most to be seen. */
function isTelling({ tickMs, state }: TickReport, fromMs: number): boolean {
  const { positions } = state.ledger;
  const isRecovering = positions.some(({ recoverySinceMs }) => recoverySinceMs !== undefined);
  return tickMs >= fromMs + FROM_HOUR * HOUR_MS && positions.length === 2 && isRecovering;
}
