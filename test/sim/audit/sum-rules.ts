/**
 * Are a commit's balance and open positions the sums of its rows, and is what a trade earned the sum of its fills?
 *
 * The balance moves by closed trades, transfers and late costs, and by nothing else. A trade's net is what the venue has
 * stated of its exits, less every fee and all funding.
 */
import type { Say } from './findings.ts';
import type { RecordedFill, RecordedPosition, RecordedRow, RecordedState } from './recorded-items.ts';

interface OpenTrade {
  feesUsd: bigint;
  fundingUsd: bigint;
  /** `undefined` where the venue has stated none. */
  realisedUsd: bigint | undefined;
}

function tradeOf({ entryFeeUsd, fundingUsd, exits = [] }: RecordedPosition): OpenTrade {
  const trade: OpenTrade = { feesUsd: entryFeeUsd, fundingUsd, realisedUsd: 0n };
  addExits(trade, exits);
  return trade;
}

function addExits(trade: OpenTrade, fills: readonly RecordedFill[]): void {
  for (const { feeUsd, realisedUsd } of fills) {
    trade.feesUsd += feeUsd;
    trade.realisedUsd =
      realisedUsd === undefined || trade.realisedUsd === undefined
        ? undefined
        : trade.realisedUsd + realisedUsd;
  }
}

function tradesOf(state: RecordedState | undefined): Map<number, OpenTrade> {
  return new Map(state?.ledger.positions.map((position) => [position.tradeId, tradeOf(position)]));
}

/** @param fresh rows that the commit brings. */
export function judgeSums(
  state: RecordedState,
  before: RecordedState | undefined,
  fresh: readonly RecordedRow[],
  say: Say,
): void {
  const { ledger, version } = state;
  const goesOn = before?.ledger.epoch === ledger.epoch;
  let balance = goesOn ? before.ledger.balanceUsd : 0n;
  let open = tradesOf(goesOn ? before : undefined);
  for (const { epoch, event } of fresh) {
    if (epoch !== ledger.epoch) continue;
    switch (event.kind) {
      case 'started': {
        balance = event.balanceUsd;
        if (event.after?.cause !== 'restored') break;
        open = tradesOf(before);
        if (before !== undefined && before.ledger.balanceUsd !== balance) {
          say('restored-with-another-balance', `${balance} follows ${before.ledger.balanceUsd}`);
        }
        break;
      }
      case 'transfer':
        balance += event.amountUsd;
        break;
      case 'late-cost':
        balance -= event.paidUsd;
        break;
      case 'opened': {
        const { tradeId } = event.position;
        if (open.has(tradeId)) say('opened-twice', `trade ${tradeId} in version ${version}`);
        const feesUsd = event.fills.reduce((sum, { feeUsd }) => sum + feeUsd, 0n);
        open.set(tradeId, { feesUsd, fundingUsd: 0n, realisedUsd: 0n });
        break;
      }
      case 'funding': {
        const trade = open.get(event.tradeId);
        if (trade !== undefined) trade.fundingUsd += event.paidUsd;
        break;
      }
      case 'reduced': {
        const trade = open.get(event.tradeId);
        if (trade !== undefined) addExits(trade, event.fills);
        break;
      }
      case 'closed': {
        const { trade, fills } = event;
        balance += trade.netUsd;
        const kept = open.get(trade.tradeId);
        if (kept !== undefined) judgeNet(trade, kept, fills, say);
        else say('closed-without-opening', `trade ${trade.tradeId} in version ${version}`);
        open.delete(trade.tradeId);
        break;
      }
      default:
        break;
    }
  }
  if (balance !== ledger.balanceUsd) {
    say('balance-is-no-sum', `version ${version} has ${ledger.balanceUsd}, its rows leave ${balance}`);
  }
  judgeOpen(state, open, say);
}

function judgeNet(
  { tradeId, netUsd }: { readonly tradeId: number; readonly netUsd: bigint },
  kept: OpenTrade,
  fills: readonly RecordedFill[],
  say: Say,
): void {
  addExits(kept, fills);
  const { feesUsd, fundingUsd, realisedUsd } = kept;
  // A venue that states no results leaves nothing to be compared.
  if (realisedUsd === undefined) return;
  const net = realisedUsd - feesUsd - fundingUsd;
  if (net !== netUsd)
    say('net-is-no-sum', `trade ${tradeId} is booked with ${netUsd}, its fills leave ${net}`);
}

function judgeOpen({ ledger, version }: RecordedState, open: Map<number, OpenTrade>, say: Say): void {
  const held = ledger.positions.map(({ tradeId }) => tradeId);
  if (held.length !== open.size || held.some((id) => !open.has(id))) {
    const [has, leave] = [held.join(), [...open.keys()].join()];
    say('positions-are-no-sum', `version ${version} holds trades ${has}, its rows leave ${leave}`);
  }
  for (const position of ledger.positions) {
    const [kept, written] = [open.get(position.tradeId), tradeOf(position)];
    if (kept === undefined) continue;
    const isSame =
      kept.feesUsd === written.feesUsd &&
      kept.fundingUsd === written.fundingUsd &&
      kept.realisedUsd === written.realisedUsd;
    if (!isSame) {
      say('position-is-no-sum', `trade ${position.tradeId} in version ${version} is not what its rows leave`);
    }
  }
}
