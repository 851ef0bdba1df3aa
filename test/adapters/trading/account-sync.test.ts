/**
 * By which look at the account does a tick go, when one of an earlier invocation is answered late?
 */
import { expect, it } from 'vitest';
import { AccountSync } from '../../../lambda/adapters/trading/account-sync.ts';
import { IsolatedMargin } from '../../../lambda/adapters/trading/ensure-margin.ts';
import { OrderCancel } from '../../../lambda/adapters/trading/orders/order-cancel.ts';
import type { Snapshot } from '../../../lambda/adapters/trading/venue-dialect.ts';
import { NOON, botState, parameters, view } from '../../harness/builders.ts';
import { scriptedDialect } from './scripted-dialect.ts';

it('a look of an earlier invocation that fails when its machine thaws is not taken for that of the tick', async () => {
  const state = { ...botState(), account: undefined };
  const snapshot: Snapshot = {
    wallets: new Map([['USDT', state.ledger.balanceUsd]]),
    positions: [],
    orders: [],
    conditional: [],
  };
  const { promise: frozen, reject: fail } = Promise.withResolvers<Snapshot>();
  const looks = [Promise.resolve(snapshot), frozen, Promise.resolve(snapshot)];
  const dialect = scriptedDialect({
    look: () => looks.shift() ?? Promise.reject(new Error('nobody looks again')),
    settings: () => Promise.resolve(new Map([['BTCUSDT', { isIsolated: true, leverage: 20 }]])),
    movements: () => Promise.resolve([]),
  });
  const sync = new AccountSync({
    dialect,
    margin: new IsolatedMargin({ dialect, listings: [] }),
    cancels: new OrderCancel(dialect),
    clock: { nowMs: () => NOON },
    pause: () => Promise.resolve(),
  });
  const tick = () => sync.sync([view({ symbol: 'BTCUSDT' })], state, parameters({ mode: 'live' }));
  expect((await tick()).unreadable).toBeUndefined();
  const before = sync.readAhead(['BTCUSDT']);
  await sync.readAhead(['BTCUSDT']);
  fail(new Error('the connection was closed meanwhile'));
  await before;
  expect((await tick()).unreadable).toBeUndefined();
  expect(looks).toEqual([]);
});
