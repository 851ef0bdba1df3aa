/**
 * What is the name of a market? Parsed wherever one enters: the command line, files, stages, the environment, the
 * exchange's answers, stored items and rows.
 *
 * - A name is one word that steers nothing, and no spreadsheet takes it for a formula.
 * - What belongs to the account, an order, a position, a movement of money, cannot be read with another name. Of lists of
 *   all markets such a row is left out: it is of no market of a bot.
 */
import { z } from 'zod';
import { SETTLEMENT_CURRENCIES, mixWords, settlementOf } from '../core/settlement.ts';

/**
 * A market of a bot, such as `BTCUSDT` or `BTCUSDT_260327`: A to Z, 0 to 9, and letters of scripts that have no capitals,
 * such as `币安人生USDT`. Capitals of other scripts are not told from A to Z, and letters without a glyph are not seen.
 */
export const botSymbol = z
  .string()
  .regex(
    /^(?!.*\p{Default_Ignorable_Code_Point})[A-Z0-9\p{Lo}]{1,30}(?:_[A-Z0-9]{1,12})?$/u,
    'is not a symbol such as BTCUSDT',
  );

/** A market that a bot may trade: a perpetual that is settled in a currency that the bot can keep its ledger in. */
export const perpetualSymbol = botSymbol.refine(
  (symbol) => settlementOf(symbol) !== undefined && !symbol.includes('_'),
  `is not a perpetual settled in ${SETTLEMENT_CURRENCIES.join(' or ')}, such as BTCUSDT`,
);

/** What a market settles in. */
export const settlementCurrency = z.enum(SETTLEMENT_CURRENCIES);

/** The symbols of one bot, which settle in one currency. */
export function symbolsOfOneBot<Symbols extends z.ZodType<readonly string[]>>(symbols: Symbols) {
  return symbols.superRefine((named, context) => {
    const message = mixWords(named);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
}

/** Several of them in one text, such as `BTCUSDT, ETHUSDT`. */
export function symbolsOfList(divider: string) {
  return z
    .string({ error: 'is not set' })
    .min(1, 'is empty')
    .transform((list) => list.split(divider))
    .pipe(symbolsOfOneBot(z.array(botSymbol)));
}

/** Any market of an account, also as ccxt names those that the bot does not know: `BTC/USD:BTC-260327`. */
export const marketName = z
  .string()
  .regex(
    /^(?!.*\p{Default_Ignorable_Code_Point})[\p{L}\p{N}$][\p{L}\p{M}\p{N}$&()._:/-]{0,79}$/u,
    'is not the name of a market',
  );

/** Of what may belong to no market, which is then an empty text. */
export const marketOrNone = marketName.or(z.literal(''));

const namedRow = z.looseObject({ symbol: marketName });

/** The market that a row of a list of all markets names; `undefined` where it names none. */
export function marketOfRow(row: unknown): string | undefined {
  return namedRow.safeParse(row).data?.symbol;
}
