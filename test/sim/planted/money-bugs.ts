/**
 * Mistakes in what money is booked as, and in the numbers of the day.
 */
import type { DrawnRun } from '../swarm/drawing.ts';
import { meets, meetsFunding, meetsMidnight, type PlantedBug } from './planted-bug.ts';

/** Losses in a row may pause it. */
const mayPause = ({ terms }: DrawnRun): boolean => Number(terms.parameters['lossStreak']) < 20;

/** A cost may come after its trade. */
const mayPayLate = (run: DrawnRun): boolean => meets(/^income|^taken over/)(run) || meetsFunding(run);

export const MONEY_BUGS: readonly PlantedBug[] = [
  {
    name: 'a transfer is never booked',
    file: 'lambda/adapters/trading/wallet-movements.ts',
    from: 'if (asset === currency && !isInFills) moved.push',
    to: "if (asset === currency && !isInFills && kind !== 'transfer') moved.push",
    cost: 'each deposit halts the bot, and is booked without a name',
    shows: meets(/^income/),
  },
  {
    name: 'funding has the wrong sign',
    file: 'lambda/adapters/trading/wallet-movements.ts',
    from: '        paidUsd: usd(-income.amount),',
    to: '        paidUsd: usd(income.amount),',
    cost: 'what was paid is booked as earned',
    shows: meetsFunding,
  },
  {
    name: 'a late cost has the wrong sign',
    file: 'lambda/adapters/trading/wallet-movements.ts',
    from: 'paidUsd: negate(amountUsd), venueId };',
    to: 'paidUsd: amountUsd, venueId };',
    cost: 'a balance that grows by what it lost',
    shows: mayPayLate,
  },
  {
    name: 'a movement is booked again',
    file: 'lambda/core/control/venue-log.ts',
    from: '  const bookedIds = [...state.venueLog.bookedIds, venueId].slice(-BOOKED_IDS_MAX);',
    to: '  const bookedIds = [venueId];',
    cost: 'what moved once is counted twice',
    shows: meets(/^income/),
  },
  {
    name: 'the fee of an exit is left out',
    file: 'lambda/core/ledger/position.ts',
    from: 'plus(plus(entryFeeUsd, exitFeesUsd), fundingUsd));',
    to: 'plus(entryFeeUsd, fundingUsd));',
    cost: 'every trade looks better than it was',
  },
  {
    name: 'what an exit slipped has the wrong sign',
    file: 'lambda/core/fill-model.ts',
    from: 'slippageOfEntry(side, price, basePrice, quantity)',
    to: 'slippageOfEntry(side, basePrice, price, quantity)',
    cost: 'a market that costs more than planned looks like one that gives',
  },
  {
    name: 'what slipped counts once more with each trade',
    file: 'lambda/core/ledger/day-statistics.ts',
    from: 'sumUsd: plus(sumUsd, slippageUsd) };',
    to: 'sumUsd: plus(sumUsd, plus(sumUsd, slippageUsd)) };',
    cost: 'the costs of a day that nobody has paid',
  },
  {
    name: 'a result counts twice in its day',
    file: 'lambda/core/ledger/day-book.ts',
    from: 'book.realisedTodayUsd = plus(book.realisedTodayUsd, netUsd);',
    to: 'book.realisedTodayUsd = plus(book.realisedTodayUsd, plus(netUsd, netUsd));',
    cost: 'the day stops when half of its limit is lost',
  },
  {
    name: "a late cost is none of its day's",
    file: 'lambda/core/ledger/day-book.ts',
    from: '  book.realisedTodayUsd = minus(book.realisedTodayUsd, paidUsd);',
    to: '',
    cost: 'the day loses more than its limit',
    shows: mayPayLate,
  },
  {
    name: "a deposit lifts the day's limit",
    file: 'lambda/core/ledger/day-book.ts',
    from: 'export function bookTransfer(book: WritableDayBook, amountUsd: Usd): void {',
    to: 'export function bookTransfer(book: WritableDayBook, amountUsd: Usd): void {\n  book.dayStartBalanceUsd = plus(book.dayStartBalanceUsd, amountUsd);',
    cost: 'the day loses more than its owner allows',
    shows: meets(/^income/),
  },
  {
    name: 'the day begins at midnight of another country',
    file: 'lambda/core/units.ts',
    from: '  return Math.floor(timeMs / DAY_MS) * DAY_MS;',
    to: '  return Math.floor((timeMs + 19_800_000) / DAY_MS) * DAY_MS - 19_800_000;',
    cost: 'losses of one day count in the next',
  },
  {
    name: 'the day does not begin',
    file: 'lambda/core/reconcile.ts',
    from: '  if (isLive && isNewDay(next.ledger, tickMs))',
    to: '  if (isLive && isNewDay(next.ledger, tickMs - 43_200_000))',
    cost: "yesterday's losses stop today",
    shows: meetsMidnight,
  },
  {
    name: 'a loss of two days is one of the first',
    file: 'lambda/core/ledger/day-book.ts',
    from: '  return dayStartMs(exitTimeMs) >= dayMs;',
    to: '  return exitTimeMs > 0 || dayMs > 0;',
    cost: 'a fill of yesterday counts today',
    shows: meetsMidnight,
  },
  {
    name: 'a streak of losses is not counted',
    file: 'lambda/core/ledger/day-book.ts',
    from: 'netUsd < 0 ? book.lossesInARow + 1 : 0;',
    to: 'netUsd < 0 ? book.lossesInARow : 0;',
    cost: 'the pause after four losses never comes',
  },
  {
    name: 'a streak needs one loss more',
    file: 'lambda/core/risk/limits.ts',
    from: '  if (lossesInARow < lossStreak) return undefined;',
    to: '  if (lossesInARow <= lossStreak) return undefined;',
    cost: 'the pause comes later than its owner asked for',
    shows: mayPause,
  },
  {
    name: "a streak's pause counts from its tick",
    file: 'lambda/core/orders/fill-booking.ts',
    from: '  const untilMs = streakPauseUntilMs(state.ledger, exitTimeMs, parameters);',
    to: '  const untilMs = streakPauseUntilMs(state.ledger, Math.floor(exitTimeMs / 60_000) * 60_000, parameters);',
    cost: 'the pause ends up to a minute early',
    shows: mayPause,
  },
  {
    name: 'a pause ends early',
    file: 'lambda/core/ledger/day-book.ts',
    from: '  return atMs < pausedUntilMs;',
    to: '  return atMs < pausedUntilMs - 120_000;',
    cost: 'trades on before the pause is over',
    shows: mayPause,
  },
  {
    name: "the day's stop leaves out what is open",
    file: 'lambda/core/risk/limits.ts',
    from: "  if (plus(book.realisedTodayUsd, unrealisedUsd) <= negate(limits.limitUsd)) return 'loss';",
    to: "  if (book.realisedTodayUsd <= negate(limits.limitUsd)) return 'loss';",
    cost: 'open losses run on when the day has lost its limit',
  },
  {
    name: 'the day is never stopped for its budget',
    file: 'lambda/core/risk/limits.ts',
    from: '  if (stake.positions > 0 || isStopped(book)) return undefined;',
    to: '  if (stake.positions >= 0 || isStopped(book)) return undefined;',
    cost: 'nobody is told that today is over',
  },
  {
    name: 'the limit in percent is left out',
    file: 'lambda/core/risk/loss-budget.ts',
    from: '  return smaller(usd(parameters.dailyLossUsd), roundDown(share));',
    to: '  return usd(parameters.dailyLossUsd);',
    cost: 'a small account loses more than its share',
  },
];
