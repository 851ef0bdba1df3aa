/**
 * How are balances, positions and settings of the account asked for and changed, on the wire?
 */
import { feeRatesOf } from '../account/account.ts';
import { accountRow, balanceRows, positionRows, positionRowsV2 } from './account-rows.ts';
import { plainText } from '../decimal.ts';
import { accountBefore, incomesAsked } from './history.ts';
import { bracketOf } from '../market/listings.ts';
import { initialMargin, markOf } from '../account/margin.ts';
import { incomeRow } from './order-rows.ts';
import { Refusal } from '../refusals.ts';
import { leverageOf, marginTypeOf, positionKey, type VenueState } from '../venue-state.ts';
import { DONE, optionalSymbol, symbolIn, type Call, type Routes } from './wire-route.ts';

function isBusy({ openOrders, openAlgos }: VenueState, symbol?: string): boolean {
  return [...openOrders, ...openAlgos].some((order) => symbol === undefined || order.symbol === symbol);
}

function setLeverage(call: Call): unknown {
  const { state, params } = call;
  const symbol = symbolIn(call);
  const leverage = params.integer('leverage') ?? 0;
  const listing = state.listings.get(symbol)!;
  if (leverage < 1 || leverage > bracketOf(listing, 0).leverage) throw new Refusal(-4028);
  state.leverages.set(symbol, leverage);
  for (const position of state.positions.values()) {
    if (position.symbol !== symbol || position.marginType !== 'ISOLATED') continue;
    const needed = initialMargin(state, symbol, markOf(state, symbol), position.amount);
    if (needed > position.isolatedWallet) position.isolatedWallet = needed;
  }
  const cap = listing.brackets.findLast((bracket) => bracket.leverage >= leverage)?.cap ?? 0;
  return { symbol, leverage, maxNotionalValue: String(cap) };
}

function setMarginType(call: Call): unknown {
  const { state, params } = call;
  const symbol = symbolIn(call);
  params.required('marginType');
  const marginType = params.choice('marginType', ['ISOLATED', 'CROSSED'], -1130);
  if (marginTypeOf(state, symbol) === marginType) throw new Refusal(-4046);
  if (isBusy(state, symbol)) throw new Refusal(-4047);
  const hasPosition = (['BOTH', 'LONG', 'SHORT'] as const).some((side) =>
    state.positions.has(positionKey(symbol, side)),
  );
  if (hasPosition) throw new Refusal(-4048);
  state.marginTypes.set(symbol, marginType);
  return DONE;
}

function setPositionMode({ state, params }: Call): unknown {
  params.required('dualSidePosition');
  const isHedged = params.flag('dualSidePosition');
  if (isHedged === state.isHedged) throw new Refusal(-4059);
  if (isBusy(state)) throw new Refusal(-4067);
  if (state.positions.size > 0) throw new Refusal(-4068);
  state.isHedged = isHedged;
  return DONE;
}

function symbolConfigs(call: Call): unknown {
  const { state } = call;
  const symbol = optionalSymbol(call);
  return [...state.listings.keys()]
    .filter((one) => symbol === undefined || one === symbol)
    .map((one) => ({
      symbol: one,
      marginType: marginTypeOf(state, one),
      isAutoAddMargin: false,
      leverage: leverageOf(state, one),
      maxNotionalValue: '12000000',
    }));
}

function brackets(call: Call): unknown {
  const symbol = optionalSymbol(call);
  return [...call.state.listings.values()]
    .filter((listing) => listing.isListed && (symbol === undefined || listing.symbol === symbol))
    .map((listing) => ({
      symbol: listing.symbol,
      notionalCoef: 1,
      brackets: listing.brackets.map(({ leverage, cap, floor, maintenance, cum }, index) => ({
        bracket: index + 1,
        initialLeverage: leverage,
        notionalCap: cap,
        notionalFloor: floor,
        maintMarginRatio: maintenance,
        cum,
      })),
    }));
}

function restrictions({ key, state }: Call): unknown {
  return {
    ipRestrict: key.isAddressRestricted,
    createTime: state.timeMs,
    enableReading: true,
    enableWithdrawals: key.canWithdraw,
    enableInternalTransfer: false,
    enableMargin: false,
    enableFutures: key.canTrade,
    permitsUniversalTransfer: false,
    enableVanillaOptions: false,
    enableFixApiTrade: false,
    enableFixReadOnly: true,
    enableSpotAndMarginTrading: false,
    enablePortfolioMarginTrading: false,
  };
}

const nothing = () => [];

/** The account as answers know it. */
const shown = ({ state }: Call) => accountBefore(state, state.rules.accountVisibleAfterMs);

export const ACCOUNT_ROUTES: Routes = {
  'GET /fapi/v2/account': {
    security: 'signed',
    weight: 5,
    handle: (call) => accountRow(shown(call), { version: 2, canTrade: call.key.canTrade }),
  },
  'GET /fapi/v3/account': {
    security: 'signed',
    weight: 5,
    handle: (call) => accountRow(shown(call), { version: 3, canTrade: call.key.canTrade }),
  },
  'GET /fapi/v2/balance': { security: 'signed', weight: 5, handle: (call) => balanceRows(shown(call)) },
  'GET /fapi/v3/balance': { security: 'signed', weight: 5, handle: (call) => balanceRows(shown(call)) },
  'GET /fapi/v2/positionRisk': {
    security: 'signed',
    weight: 5,
    handle: (call) => positionRowsV2(shown(call), optionalSymbol(call)),
  },
  'GET /fapi/v3/positionRisk': {
    security: 'signed',
    weight: 5,
    handle: (call) => positionRows(shown(call), optionalSymbol(call)),
  },
  'GET /fapi/v1/income': {
    security: 'signed',
    weight: 30,
    handle: (call) => incomesAsked(call).map(incomeRow),
  },
  'GET /fapi/v1/leverageBracket': { security: 'signed', weight: 1, handle: brackets },
  'GET /fapi/v1/symbolConfig': { security: 'signed', weight: 5, handle: symbolConfigs },
  'GET /fapi/v1/accountConfig': {
    security: 'signed',
    weight: 5,
    handle: ({ state, key }) => ({
      feeTier: 0,
      canTrade: key.canTrade,
      canDeposit: true,
      canWithdraw: true,
      dualSidePosition: state.isHedged,
      updateTime: 0,
      multiAssetsMargin: false,
      tradeGroupId: -1,
    }),
  },
  'GET /fapi/v1/commissionRate': {
    security: 'signed',
    weight: 20,
    handle: (call) => {
      const symbol = symbolIn(call);
      const { maker, taker } = feeRatesOf(call.state, symbol);
      return {
        symbol,
        makerCommissionRate: plainText(maker),
        takerCommissionRate: plainText(taker),
        rpiCommissionRate: '0',
      };
    },
  },
  'POST /fapi/v1/leverage': { security: 'trade', weight: 1, handle: setLeverage },
  'POST /fapi/v1/marginType': { security: 'trade', weight: 1, handle: setMarginType },
  'POST /fapi/v1/stock/contract': {
    security: 'trade',
    weight: 50,
    handle: ({ state }) => {
      state.hasSignedAgreement = true;
      return DONE;
    },
  },
  'GET /fapi/v1/positionSide/dual': {
    security: 'signed',
    weight: 30,
    handle: ({ state }) => ({ dualSidePosition: state.isHedged }),
  },
  'POST /fapi/v1/positionSide/dual': { security: 'trade', weight: 1, handle: setPositionMode },
  'GET /fapi/v1/multiAssetsMargin': {
    security: 'signed',
    weight: 30,
    handle: () => ({ multiAssetsMargin: false }),
  },
  'GET /fapi/v1/feeBurn': {
    security: 'signed',
    weight: 30,
    handle: ({ state }) => ({ feeBurn: state.rules.feeAsset?.asset === 'BNB' }),
  },
  'GET /sapi/v1/account/apiRestrictions': { security: 'signed', weight: 0, handle: restrictions },
  'GET /sapi/v1/capital/config/getall': { security: 'signed', weight: 0, handle: nothing },
  'GET /sapi/v1/margin/allPairs': { security: 'public', weight: 0, handle: nothing },
};
