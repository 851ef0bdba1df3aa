/**
 * Is a bot found that does not keep the hours of its markets?
 */
import { describe, expect, it } from 'vitest';
import type { LoggedRequest } from '../../venue/request-faults.ts';
import {
  closedRow,
  commitOf,
  entryOf,
  eyes,
  ledgerOf,
  openedRow,
  positionOf,
  requestOf,
  START_MS,
  TABLE,
  TERMS,
} from './doctored.ts';
import { readRow } from './recorded-items.ts';
import { SessionRules } from './session-rules.ts';

const MINUTE_MS = 60_000;
const SYMBOL = 'XAUUSDT';
const at = (minute: number) => START_MS + minute * MINUTE_MS;

const told = requestOf('', {
  method: 'GET',
  path: '/fapi/v1/tradingSchedule',
  timeMs: at(0),
  order: undefined,
});
const HELD = positionOf({ symbol: SYMBOL, terms: { ...TERMS, sessionEndSeconds: 120 } });
const holds = ledgerOf({ positions: [HELD] });

/** Gold is closed from the tenth to the twentieth minute, and the exchange has told it. */
function rulesWith(requests: readonly LoggedRequest[] = [told]) {
  const seen = eyes();
  const venue = { requests, books: { positions: [{ symbol: SYMBOL }] } };
  const hours = [{ symbol: SYMBOL, fromMs: at(10), toMs: at(20) }];
  const rules = new SessionRules({ ...seen.looking, botId: 'sim', venue, hours });
  return { ...seen, rules };
}

function entered(minute: number, symbol = SYMBOL, requests?: readonly LoggedRequest[]) {
  const { rules, found } = rulesWith(requests);
  rules.committed(commitOf({ orders: [entryOf({ symbol, decision: { price: 100, tickMs: at(minute) } })] }));
  return found;
}

describe('an entry in a market with hours', () => {
  it.each([
    [7, []],
    [8, ['entry-before-close']],
    [9, ['entry-before-close']],
    [10, ['entry-in-closed-hours']],
    [19, ['entry-in-closed-hours']],
    [20, []],
  ])('in minute %s breaks %j', (minute, rules) => {
    expect(entered(minute)).toEqual(rules);
    expect(entered(minute, 'BTCUSDT')).toEqual([]);
  });

  it('is found where nobody has told the hours', () => {
    expect(entered(1, SYMBOL, [])).toEqual(['entry-in-unknown-hours']);
    expect(entered(1, SYMBOL, [{ ...told, answered: undefined }])).toEqual(['entry-in-unknown-hours']);
  });

  it('is found where the exchange gets it in closed hours', () => {
    const sent = (minute: number) =>
      requestOf(`symbol=${SYMBOL}&newClientOrderId=sim-7-1-e`, { order: 'entry', timeMs: at(minute) });
    const { rules, found } = rulesWith([told, sent(9)]);
    rules.look(undefined);
    expect(found).toEqual([]);
    const late = rulesWith([told, sent(10)]);
    late.rules.look(undefined);
    expect(late.found).toEqual(['entry-sent-in-closed-hours']);
  });
});

describe('a position at the end of a session', () => {
  function ticked(minute: number, { orders = [], cause = '' }: { orders?: object[]; cause?: string } = {}) {
    const { rules, found, pass } = rulesWith();
    pass(minute * MINUTE_MS);
    if (cause !== '') rules.note([cause]);
    rules.committed(
      commitOf({ ledger: holds, tickMs: at(minute), orders }, { ledger: holds, tickMs: at(0) }),
    );
    return found;
  }

  it('is closed by the next tick', () => {
    expect(ticked(7)).toEqual([]);
    expect(ticked(8)).toEqual(['held-against-the-close']);
    expect(ticked(10)).toEqual([]);
    expect(ticked(8, { orders: [entryOf({ symbol: SYMBOL, leg: 'exit', decision: undefined })] })).toEqual(
      [],
    );
  });

  it('is excused by what keeps a tick from its market, and by nothing else', () => {
    expect(ticked(8, { cause: 'venue slow' })).toEqual([]);
    expect(ticked(8, { cause: 'thin-book' })).toEqual(['held-against-the-close']);
    expect(ticked(8, { cause: 'hours unread missing' })).toEqual([]);
  });

  function left(requests: readonly LoggedRequest[], cause = '') {
    const { rules, found, pass } = rulesWith(requests);
    pass(9 * MINUTE_MS);
    if (cause !== '') rules.note([cause]);
    rules.look(commitOf({ ledger: holds }).state);
    expect(found).toEqual([]);
    pass(MINUTE_MS);
    rules.look(commitOf({ ledger: holds }).state);
    return found;
  }

  it('is not left open into closed hours without a cause', () => {
    const exit = (minute: number) => requestOf(`symbol=${SYMBOL}`, { order: 'exit', timeMs: at(minute) });
    expect(left([told])).toEqual(['left-open-into-close']);
    expect(left([told, exit(8)])).toEqual([]);
    expect(left([told, exit(7)])).toEqual(['left-open-into-close']);
    expect(left([])).toEqual([]);
    expect(left([told], 'event missing')).toEqual([]);
    expect(left([told], 'hours end')).toEqual(['left-open-into-close']);
  });

  it('is closed for it only in its last seconds', () => {
    const closedAt = (minute: number) => {
      const { rules, found } = rulesWith();
      const decision = { price: 100, tickMs: at(minute) };
      const trade = { symbol: SYMBOL, reason: 'session-end' };
      for (const row of [openedRow(2, HELD), closedRow(3, trade, { decision })]) {
        const read = readRow(row);
        if ('problem' in read) throw new Error(read.problem);
        rules.row(read.value, TABLE);
      }
      return found;
    };
    expect(closedAt(8)).toEqual([]);
    expect(closedAt(7)).toEqual(['closed-for-no-session-end']);
    expect(closedAt(10)).toEqual(['closed-for-no-session-end']);
  });
});
