/**
 * A bar with the state of the run, and lines that scroll above it. Where the output is no terminal, only the lines.
 */
import { MultiBar, type SingleBar } from 'cli-progress';
import type { BotParameters } from '../../../lambda/config.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { dailyLimit } from '../../../lambda/core/risk/loss-budget.ts';
import { negate } from '../../../lambda/core/units.ts';
import type { ChosenMarket } from '../../market/market-source.ts';
import { print, shownLine } from './output.ts';
import { count, minute, money } from './text-format.ts';

export interface Progress {
  readonly update: (tickMs: number, state: BotState) => void;
  readonly line: (text: string) => void;
  readonly close: () => void;
}

const REDRAW_EVERY_MS = 50;

export function openProgress(market: ChosenMarket, parameters: BotParameters): Progress {
  if (!process.stdout.isTTY) {
    return { update: () => {}, line: print, close: () => {} };
  }
  const bars = openBars('{bar} {time} balance {balance} day {day} of {limit} open {open} trades {trades}');
  const { fromMs, toMs } = market;
  const blank = { time: minute(fromMs).slice(5), balance: '', day: '', limit: '', open: 0, trades: 0 };
  const bar: SingleBar = bars.create(toMs - fromMs, 0, blank);
  return {
    update: (tickMs, { ledger }) => {
      bar.update(tickMs - fromMs, {
        time: minute(tickMs).slice(5),
        balance: money(ledger.balanceUsd),
        day: money(ledger.realisedTodayUsd),
        limit: money(negate(dailyLimit(parameters, ledger.dayStartBalanceUsd))),
        open: ledger.positions.length,
        trades: count(ledger.tradeCount - ledger.positions.length),
      });
    },
    ...linesAbove(bars),
  };
}

/** Bars at the foot of a terminal, which are gone when they are closed. */
export function openBars(format: string): MultiBar {
  return new MultiBar({
    format,
    stream: process.stdout,
    barsize: 6,
    // Without it long lines above the bar are cut, and the bar with them.
    linewrap: true,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    fps: 1000 / REDRAW_EVERY_MS,
    gracefulExit: false,
  });
}

export function linesAbove(bars: MultiBar): Pick<Progress, 'line' | 'close'> {
  return {
    line: (text) => bars.log(`${shownLine(text)}\n`),
    close: () => {
      // Lines that were logged since the last redraw would be lost.
      bars.update();
      bars.stop();
    },
  };
}
