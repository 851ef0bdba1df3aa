/**
 * The agreement that Binance wants signed before it takes an order in gold, oil or shares.
 *
 * - Nothing here signs unless it is told to.
 * - Binance does not state whether it is signed. It refuses orders with -4411 until then, those that it only tests too:
 *   such a test reaches no book and costs nothing.
 */
import { z } from 'zod';
import { ceilToStep, type Market } from '../../../core/market.ts';
import { VenueError } from '../../market/venue-error.ts';
import { amount, parsedAnswer } from './binance-answers.ts';
import type { VenueAgreement } from '../venue-dialect.ts';
import type { BinanceConnection } from './binance-client.ts';
import { binanceVerdictOf } from './binance-verdict.ts';

const SIGNED = 200;

const signedSchema = z.looseObject({ code: amount });
const testedSchema = z.looseObject({});

/** More than the smallest notional: the price moves between two readings. */
const SLACK = 1.1;

export class BinanceAgreement implements VenueAgreement {
  private readonly connection: BinanceConnection;

  constructor(connection: BinanceConnection) {
    this.connection = connection;
  }

  async isSigned(market: Market, ask: number): Promise<boolean> {
    const { client, requests, names } = this.connection;
    const order = {
      symbol: names.listing(market.symbol).venueSymbol,
      side: 'BUY',
      type: 'MARKET',
      quantity: smallestQuantity(market, ask),
    };
    try {
      const answer = await requests.ask('a test of an order', () => client.fapiPrivatePostOrderTest(order));
      parsedAnswer('an order that was tested', testedSchema, answer);
      return true;
    } catch (error) {
      if (binanceVerdictOf(error) === 'agreement-unsigned') return false;
      throw error;
    }
  }

  /** @throws VenueError when the answer does not say that it is signed now. */
  async sign(): Promise<void> {
    const { client, requests } = this.connection;
    const name = 'the signature of the agreement';
    // ccxt knows this path with another verb alone.
    const answer = await requests.ask(name, () =>
      client.request('stock/contract', 'fapiPrivate', 'POST', {}),
    );
    const { code } = parsedAnswer('a signed agreement', signedSchema, answer);
    if (code !== SIGNED) throw new VenueError('unexpected-answer', `an answer of code ${code} to ${name}`);
  }
}

/** The smallest that the market takes at this price, in its steps. */
function smallestQuantity({ minQuantity = 0, minNotionalUsd = 0, quantityStep }: Market, ask: number) {
  return ceilToStep(Math.max(minQuantity, (minNotionalUsd * SLACK) / ask), quantityStep);
}
