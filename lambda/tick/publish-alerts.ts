/**
 * The end of a turn: what its owner has to be told.
 */
import type { Alert } from '../core/alerts/alert.ts';
import type { Alerts } from '../ports.ts';
import type { Draft } from './draft.ts';

/**
 * Tells the owner, then commits that he has been told: an alert repeats only after a crash in between. What cannot be
 * told now waits for the next turn: a topic that is away must not end the watch over a position.
 */
export async function publishAlerts(draft: Draft, alerts: Alerts): Promise<void> {
  const { outbox } = draft.state;
  const waiting = await untold(outbox.alerts, alerts);
  if (waiting.length === outbox.alerts.length) return;
  draft.state = { ...draft.state, outbox: { ...outbox, alerts: waiting } };
  await draft.commit();
}

/** In their order, until one cannot be told: those after it would only be waited for. */
async function untold(all: readonly Alert[], alerts: Alerts): Promise<readonly Alert[]> {
  for (const [k, alert] of all.entries()) {
    try {
      await alerts.publish(alert);
    } catch {
      return all.slice(k);
    }
  }
  return [];
}
