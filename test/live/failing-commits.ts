/**
 * A store that takes no commits for a while.
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
