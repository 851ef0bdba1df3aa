/**
 * A store that takes no commits for a while, or cannot be reached at all.
 */
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { Ports } from '../../lambda/ports.ts';
import { boundStore } from '../harness/port-wrapper.ts';

/** Every commit fails while `isFailing`, as a store that is throttled does. */
export function failingCommits(isFailing: (next: BotState) => boolean) {
  return (ports: Ports): Ports => {
    const store = boundStore(ports);
    return {
      ...ports,
      store: {
        ...store,
        commit: (next, ...rest) =>
          isFailing(next) ? Promise.reject(new Error('the store is throttled')) : store.commit(next, ...rest),
      },
    };
  };
}

/** Nothing is written and nothing read while `isDown`. */
export function storeDown(isDown: () => boolean) {
  return (ports: Ports): Ports => {
    const failing = failingCommits(isDown)(ports);
    const { store } = failing;
    const load: typeof store.load = (botId) =>
      isDown() ? Promise.reject(new Error('the store is down')) : store.load(botId);
    return { ...failing, store: { ...store, load } };
  };
}
