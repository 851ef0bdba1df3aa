/**
 * A bar with the state of the run, and lines that scroll above it. Where the output is no terminal, the lines, and how
 * far the run is every ten seconds.
 */
import { MultiBar, type SingleBar } from 'cli-progress';
import type { BotParameters } from '../../../lambda/config.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { dailyLimit } from '../../../lambda/core/risk/loss-budget.ts';
import { MINUTE_MS, SECOND_MS, negate } from '../../../lambda/core/units.ts';
import type { ChosenMarket } from '../../market/market-source.ts';
import { screenWidth } from './columns.ts';
import { leftAsFound } from './left-as-found.ts';
import { print, printAside, shownLine } from './output.ts';
import { count, durationText, minute, money, percent } from './text-format.ts';

export interface Progress {
  readonly update: (tickMs: number, state: BotState) => void;
  readonly line: (text: string) => void;
  readonly close: () => void;
}

const REDRAW_EVERY_MS = 50;

/** A run that says all of itself, and one in a window of 80 columns. */
const WIDE =
  '{bar} {percentage}% {left} left {speed} min/s · {time} balance {balance} day {day} of {limit} open {open} trades {trades}';
const NARROW =
  '{bar} {percentage}% {left} left {speed} min/s {time} balance {balance} open {open} trades {trades}';
/** What the text takes of them at most, in practice. */
const WIDE_TEXT = 112;
const NARROW_TEXT = 76;
const BAR_MIN = 4;

function barOf(width: number): { readonly format: string; readonly barsize: number } {
  const isWide = width >= WIDE_TEXT + BAR_MIN;
  return { format: isWide ? WIDE : NARROW, barsize: barBeside(isWide ? WIDE_TEXT : NARROW_TEXT, width) };
}

/** As wide as there is room beside a text of so many columns. */
export function barBeside(textWidth: number, width = screenWidth()): number {
  return Math.max(BAR_MIN, width - textWidth);
}

/** @param nowMs of this machine, from any beginning. */
export function openProgress(
  market: ChosenMarket,
  parameters: BotParameters,
  nowMs: () => number = () => performance.now(),
): Progress {
  if (!process.stdout.isTTY) {
    return { update: toldSometimes(market, nowMs), line: print, close: () => {} };
  }
  const { format, barsize } = barOf(screenWidth());
  const beganMs = nowMs();
  const bars = openBars(format, barsize);
  const { fromMs, toMs } = market;
  const blank = {
    time: minute(fromMs).slice(5),
    balance: '',
    day: '',
    limit: '',
    open: 0,
    trades: 0,
    speed: '0',
    left: '?',
  };
  let firstMs: number | undefined;
  const bar: SingleBar = bars.create(toMs - fromMs, 0, blank);
  return {
    update: (tickMs, { ledger }) => {
      firstMs ??= tickMs;
      const elapsedMs = nowMs() - beganMs;
      const doneMs = tickMs - firstMs;
      bar.update(tickMs - fromMs, {
        speed: elapsedMs === 0 ? '0' : count(Math.round(doneMs / MINUTE_MS / (elapsedMs / SECOND_MS))),
        left: doneMs === 0 ? '?' : durationText((elapsedMs / doneMs) * (toMs - tickMs)),
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
export function openBars(format: string, barsize: number): MultiBar {
  return new MultiBar({
    format,
    stream: process.stdout,
    barsize,
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
    close: leftAsFound(() => {
      // Lines that were logged since the last redraw would be lost.
      bars.update();
      bars.stop();
    }),
  };
}

const TOLD_EVERY_MS = 10_000;

/** Where nothing can be drawn, a long run says beside its output how far it is. */
function toldSometimes({ fromMs, toMs }: ChosenMarket, nowMs: () => number): Progress['update'] {
  let toldMs = nowMs();
  return (tickMs, { ledger }) => {
    if (nowMs() - toldMs < TOLD_EVERY_MS) return;
    toldMs = nowMs();
    const share = percent((tickMs - fromMs) / (toMs - fromMs), 0);
    printAside(`${share} done, at ${minute(tickMs)} UTC, balance ${money(ledger.balanceUsd)} USD`);
  };
}
