/**
 * The option that shows a run in a browser, and what becomes of its page.
 *
 * Invariant: the page changes nothing of the run, nor of how it ends where nobody sits before a terminal.
 */
import type { Command } from 'commander';
import { once } from 'node:events';
import type { BotParameters } from '../../../lambda/config.ts';
import type { LedgerRow } from '../../../lambda/core/ledger/ledger-events.ts';
import { isReadable } from '../../../lambda/core/ledger/stored-row.ts';
import { toDollars, type Usd } from '../../../lambda/core/units.ts';
import { wordsOf } from '../../caught-words.ts';
import type { LocalPage } from '../../local-page/local-page.ts';
import type { LedgerStore } from '../../../lambda/ports.ts';
import { LOCAL_BOT } from '../../local/run-record.ts';
import type { ChosenMarket } from '../../market/market-source.ts';
import type { ShownResult } from '../reports/result/shown-result.ts';
import { runReport } from '../reports/run-report.ts';
import { complain, print } from '../terminal/output.ts';
import { tone } from '../terminal/text-format.ts';
import { fittedLines } from './result-view.ts';

export interface OpenOptions {
  readonly open?: true;
}

export function withOpenOption(command: Command): Command {
  return command.option('--open', 'show it in the browser, in a page of this machine, until Ctrl-C');
}

export interface PagedRun {
  /** `Run` or `Backtest`. */
  readonly name: string;
  readonly market: Pick<ChosenMarket, 'label' | 'symbols' | 'fromMs' | 'toMs'> & { readonly kind: string };
  readonly parameters: BotParameters;
  /** Of a run that may have begun before; a backtest has none. */
  readonly store?: LedgerStore;
  /** Where no row says it. @default - that of the parameters */
  readonly beganUsd?: Usd;
}

/** `undefined` where nobody asks for it, or nobody would see it. */
export async function openPage({ open }: OpenOptions, run: PagedRun): Promise<LocalPage | undefined> {
  if (open === undefined) return undefined;
  if (!process.stdout.isTTY) {
    complain('--open shows nothing: the output goes to no terminal, so nobody would end the page');
    return undefined;
  }
  const page = await pageOf(run);
  const { openBrowser } = await import('../../local-page/open-browser.ts');
  const { unopened, forget } = await openBrowser(page.address);
  page.onLook(forget);
  print([
    `${tone('loud', 'Page')}  ${page.address}`,
    ...fittedLines([
      tone('quiet', `      ${unopened ?? 'opened in the browser'}; only this machine reaches it`),
    ]),
    '',
  ]);
  return page;
}

async function pageOf({ name, market, parameters, store, beganUsd: knownUsd }: PagedRun): Promise<LocalPage> {
  const [{ LocalPage: Page }, { termsData }] = await Promise.all([
    import('../../local-page/local-page.ts'),
    import('../../report/page-blocks.ts'),
  ]);
  const { state, rows } = await rowsBefore(store);
  const startedUsd = rows.map(({ event }) => event).find((event) => event.kind === 'started')?.balanceUsd;
  const beganUsd = startedUsd ?? knownUsd;
  const { fromMs, toMs } = market;
  const page = await Page.open({
    page: { name, market: market.label, isSynthetic: market.kind === 'synthetic' },
    about: {
      bot: LOCAL_BOT,
      mode: 'paper',
      symbols: market.symbols.map(({ symbol }) => symbol),
      fromMs,
      ...(toMs > fromMs && { toMs }),
      beganDollars: beganUsd === undefined ? parameters.startingBalanceUsd : toDollars(beganUsd),
      parameters,
      terms: termsData(parameters),
    },
    market: market.symbols,
  });
  if (state !== undefined) page.feed.before(rows, state);
  return page;
}

/** What a run that goes on has left. A row that cannot be read is told by the run itself. */
async function rowsBefore(store: LedgerStore | undefined) {
  const rows: LedgerRow[] = [];
  const state = store && (await store.load(LOCAL_BOT)).state;
  if (store === undefined || state === undefined) return { state, rows };
  for await (const row of store.rows(LOCAL_BOT, state.ledger.epoch)) if (isReadable(row)) rows.push(row);
  return { state, rows };
}

/** The page of a run that is over, with its result. */
export async function endPage(page: LocalPage | undefined, shown: ShownResult): Promise<void> {
  if (page === undefined) return;
  const { reportFacts } = await import('../../report/report-source.ts');
  const hash = shown.hash === undefined ? '' : `, result hash ${shown.hash.slice(0, HASH_SHOWN)}…`;
  page.end(shown.run.isInterrupted ? 'Interrupted: this is its result so far' : `Ended${hash}`, () => {
    const facts = reportFacts(runReport(shown), 'the result');
    if (facts.kind !== 'run') throw new TypeError('the result of a run is that of a run');
    return facts;
  });
}

/** All of it stands below. */
const HASH_SHOWN = 12;

/** Until Ctrl-C, where the run has not been ended by one. */
export async function stayOpen(page: LocalPage | undefined, signal: AbortSignal): Promise<void> {
  if (page === undefined) return;
  if (!signal.aborted) {
    print(['', ...fittedLines([`The page stays at ${page.address} until Ctrl-C.`])]);
    page.stay();
    await once(signal, 'abort');
  }
  await page.close();
}

/** Runs it; a page that looks on hears of a failure. */
export async function toldToPage<Value>(
  page: LocalPage | undefined,
  run: () => Promise<Value>,
): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    page?.fail(wordsOf(error));
    await page?.close();
    throw error;
  }
}
