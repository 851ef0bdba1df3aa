/**
 * Ports of the tests' own, and what is put between the bot and its ports: around every call, or in the place of some.
 */
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { Request } from '../../lambda/core/order.ts';
import type { Ports } from '../../lambda/ports.ts';
import type { BotParameters } from '../../lambda/config.ts';
import type { Alert } from '../../lambda/core/alerts/alert.ts';

/** An awaited call of a tick to one of its ports. */
export type Call =
  | { readonly step: 'load' | 'append' | 'discard' | 'observe' | 'publish' }
  | { readonly step: 'commit'; readonly next: BotState }
  | { readonly step: 'send'; readonly request: Request };

/** Puts `around` between the bot and its ports. */
export function wrapPorts(
  { store, exchange, alerts, ...others }: Ports,
  around: <T>(call: Call, effect: () => Promise<T>) => Promise<T>,
): Ports {
  return {
    ...others,
    store: {
      load: (botId) => around({ step: 'load' }, () => store.load(botId)),
      commit: (next, ...args) => around({ step: 'commit', next }, () => store.commit(next, ...args)),
      append: (...args) => around({ step: 'append' }, () => store.append(...args)),
      lastEpoch: (...args) => store.lastEpoch(...args),
      rows: (...args) => store.rows(...args),
      issue: (...args) => store.issue(...args),
      discard: (...args) => around({ step: 'discard' }, () => store.discard(...args)),
    },
    exchange: {
      observe: (...args) => around({ step: 'observe' }, () => exchange.observe(...args)),
      observePrices: (...args) => around({ step: 'observe' }, () => exchange.observePrices(...args)),
      syncAccount: (...args) => exchange.syncAccount(...args),
      send: (request, context) => around({ step: 'send', request }, () => exchange.send(request, context)),
    },
    alerts: { publish: (alert) => around({ step: 'publish' }, () => alerts.publish(alert)) },
  };
}

/** The methods of an exchange, as an object that others may replace. */
export function bound({ exchange }: Pick<Ports, 'exchange'>): Ports['exchange'] {
  return {
    observe: (...args) => exchange.observe(...args),
    observePrices: (...args) => exchange.observePrices(...args),
    syncAccount: (...args) => exchange.syncAccount(...args),
    send: (...args) => exchange.send(...args),
  };
}

/** The same of a store. */
export function boundStore({ store }: Pick<Ports, 'store'>): Ports['store'] {
  return {
    load: (...args) => store.load(...args),
    commit: (...args) => store.commit(...args),
    append: (...args) => store.append(...args),
    lastEpoch: (...args) => store.lastEpoch(...args),
    rows: (...args) => store.rows(...args),
    issue: (...args) => store.issue(...args),
    discard: (...args) => store.discard(...args),
  };
}

/** Always these parameters. */
export function validParameters(parameters: BotParameters): Ports['parameterSource'] {
  return { load: () => Promise.resolve({ status: 'valid', parameters }) };
}

/** Publishes into a list. */
export function fakeAlerts(published: Alert[]): Ports['alerts'] {
  return {
    publish: (alert) => {
      published.push(alert);
      return Promise.resolve();
    },
  };
}
