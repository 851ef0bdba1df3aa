/**
 * Entries that the bot once got wrong.
 *
 * Invariants: an entry counts what the one before it in the same tick has really taken; nothing is entered beside an
 * order of an earlier trade that still rests.
 */
import { describe, expect, it } from 'vitest';
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import type { Market } from '../../lambda/core/market.ts';
import { runBarModel } from '../oracle/bar-model.ts';
import { BOT_ID, rowsIn } from '../harness/stored-bot.ts';
import { paperBot, replay } from '../harness/paper-bot.ts';
import { closing } from '../harness/candle-rows.ts';
import { expectSame, oracleMarkets } from '../harness/oracle-comparison.ts';
import { EAGER } from '../harness/builders.ts';

function eager(changes: Partial<BotParameters> = {}): BotParameters {
  return parseParameters({ ...EAGER, ...changes });
}

describe('The bot', () => {
  // A coarse quantity step makes a position smaller than collateral × leverage, and so is what it may lose.
  it('the bot pays the second entry of a tick from what the first one really took', async () => {
    const symbols = [
      closing('BTC', [100, 100, 100.1, 100.1, 100.1]),
      closing('ETH', [100, 100, 100.1, 100.1, 100.1]),
    ];
    const markets = new Map<string, Market>([['BTC', { symbol: 'BTC', quantityStep: 4 }]]);
    // BTC takes 4 of 5.99 units: 400 USD. Both lose 3.66 USD at their stops; planned were 4.38 USD.
    const parameters = eager({ dailyLossUsd: 4 });
    const replayed = await replay(symbols, { parameters, markets });
    expectSame(replayed, runBarModel(oracleMarkets(symbols, markets), parameters));
  });

  // Its fill would close the new position, and belong to a trade that is over.
  it('the bot enters nothing beside a stop that could not be cancelled', async () => {
    const closes = [100, 100, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1, 100.2, 100.2, 99, 99, 99, 99];
    const bot = paperBot([closing('BTC', closes)], { parameters: eager() });
    const { exchange } = bot.ports;
    const ports: typeof bot.ports = {
      ...bot.ports,
      exchange: {
        observe: (symbols, tickMs) => exchange.observe(symbols, tickMs),
        observePrices: (symbols, stepMs) => exchange.observePrices(symbols, stepMs),
        syncAccount: (views, state, parameters) => exchange.syncAccount(views, state, parameters),
        send: (request, context) => {
          if (request.kind !== 'cancel' || request.order.leg !== 'stop')
            return exchange.send(request, context);
          return Promise.resolve({
            outcome: { status: 'unknown', cause: 'timed out' },
            account: context.account,
          });
        },
      },
    };
    while (bot.market.advance()) await bot.tick({ ports });
    const kinds = (await rowsIn(bot.store)).map(({ event }) => event.kind);
    expect(kinds.filter((kind) => kind === 'opened')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'closed')).toHaveLength(1);
    expect((await bot.store.load(BOT_ID)).state?.denials.symbol).toBeGreaterThan(0);
  });
});
