/**
 * Which class of ccxt does the deployed bot hold?
 *
 * One, named here and nowhere else, because ccxt's entry loads all of them: the bundle puts the class of the bot's
 * exchange in the place of this one. The package exports nothing but that entry, hence the path.
 */
import binanceusdm from '../../../node_modules/ccxt/js/src/binanceusdm.js';

/** Its own types say `any` where it matters, so it has none here. */
export const exchangeClass: unknown = binanceusdm;
