/**
 * What preflight asks of Binance: rights of the key, modes of the account, best asks, tiers of margin, fees.
 */
import { z } from 'zod';
import type { AccountModes, KeyRights, MarginTier } from '../../../core/preflight/preflight-facts.ts';
import { pctOfFraction } from '../../../core/units.ts';
import { touchesOfAll } from '../../market/ccxt-quotes.ts';
import { marketName } from '../../symbol-names.ts';
import type { VenueFacts } from '../venue-dialect.ts';
import type { BinanceConnection } from './binance-client.ts';
import { amount, flag, parsedAnswer, rowsOfMarkets } from './binance-answers.ts';

const rightsSchema = z.looseObject({ ipRestrict: flag, enableWithdrawals: flag, enableFutures: flag });
const modesSchema = z.looseObject({ canTrade: flag, dualSidePosition: flag, multiAssetsMargin: flag });
const tiersSchema = z.looseObject({
  symbol: marketName,
  brackets: z.array(
    z.looseObject({ notionalFloor: amount, maintMarginRatio: amount, initialLeverage: amount }),
  ),
});
const feesSchema = z.looseObject({ makerCommissionRate: amount, takerCommissionRate: amount });

export class BinanceFacts implements VenueFacts {
  private readonly connection: BinanceConnection;

  constructor(connection: BinanceConnection) {
    this.connection = connection;
  }

  async rights(): Promise<KeyRights> {
    const { client, requests } = this.connection;
    const answer = await requests.ask('rights of the key', () => client.sapiGetAccountApiRestrictions({}));
    const { ipRestrict, enableWithdrawals, enableFutures } = parsedAnswer(
      'rights of the key',
      rightsSchema,
      answer,
    );
    return { canTrade: enableFutures, canWithdraw: enableWithdrawals, isAddressRestricted: ipRestrict };
  }

  async modes(): Promise<AccountModes> {
    const { client, requests } = this.connection;
    const answer = await requests.ask('modes of the account', () => client.fapiPrivateGetAccountConfig({}));
    const { canTrade, dualSidePosition, multiAssetsMargin } = parsedAnswer(
      'modes of the account',
      modesSchema,
      answer,
    );
    return { canTrade, isHedged: dualSidePosition, isMultiAsset: multiAssetsMargin };
  }

  async asks(): Promise<ReadonlyMap<string, number>> {
    const { client, requests, names } = this.connection;
    const answer = await requests.ask('prices', () => client.fapiPublicGetTickerBookTicker({}));
    const asks = [...touchesOfAll(answer)].flatMap(([venueSymbol, { ask }]): [string, number][] =>
      ask === undefined || ask <= 0 ? [] : [[names.ours(venueSymbol), ask]],
    );
    return new Map(asks);
  }

  async tiers(): Promise<ReadonlyMap<string, readonly MarginTier[]>> {
    const { client, requests, names } = this.connection;
    const answer = await requests.ask('tiers of margin', () => client.fapiPrivateGetLeverageBracket({}));
    const told = rowsOfMarkets('a list of tiers', tiersSchema, answer, names);
    const rows = told.map(({ symbol, brackets }) => {
      const tiers = brackets.map((tier) => ({
        floorUsd: tier.notionalFloor,
        maintenancePct: pctOfFraction(tier.maintMarginRatio),
        maxLeverage: tier.initialLeverage,
      }));
      return [names.ours(symbol), tiers.toSorted((left, right) => left.floorUsd - right.floorUsd)] as const;
    });
    return new Map(rows);
  }

  async fees(symbol: string) {
    const { client, requests, names } = this.connection;
    const answer = await requests.ask('fees', () =>
      client.fapiPrivateGetCommissionRate({ symbol: names.listing(symbol).venueSymbol }),
    );
    const { makerCommissionRate, takerCommissionRate } = parsedAnswer('fees', feesSchema, answer);
    return { makerPct: pctOfFraction(makerCommissionRate), takerPct: pctOfFraction(takerCommissionRate) };
  }
}
