/**
 * The end of a tick: its last commit, the alerts that wait, and the commands that it has consumed.
 *
 * Alerts go first: whoever keeps a command from being removed keeps nobody from being told.
 */
import type { Alert } from '../core/alerts/alert.ts';
import { itemTooLargeAlert } from '../core/alerts/alert-texts.ts';
import { epochOf } from '../core/bot-state.ts';
import { epochName } from '../core/text/epoch-name.ts';
import { MINUTE_MS } from '../core/units.ts';
import { doneIds, type TakenCommands } from '../core/ledger/operator-command.ts';
import type { Alerts, LedgerStore } from '../ports.ts';
import type { Draft } from './draft.ts';

export interface FinishPorts {
  readonly store: LedgerStore;
  readonly alerts: Alerts;
}

/** @throws what the platform has to see although positions were managed: rows or an item that could not be written. */
export async function finishTick(
  draft: Draft,
  { store, alerts }: FinishPorts,
  { taken, tickMs }: { readonly taken: TakenCommands; readonly tickMs: number },
): Promise<void> {
  if (draft.commits === 0 || !draft.isClean) await draft.commit();
  const done = doneIds(draft.heldState.consumedCommandIds, taken);
  await publishAlerts(draft, alerts, tickMs);
  if (done.length > 0) await store.discard(draft.state.botId, done);
  if (taken.unread?.isFlood === true && done.length > 0) {
    // Where not all is read, nothing else says that they are gone.
    draft.state = { ...draft.state, consumedCommandIds: [] };
    await draft.commit();
  }
  if (draft.commitFailure !== undefined) throw draft.commitFailure;
  if (draft.deliveryFailure !== undefined) throw draft.deliveryFailure;
}

/**
 * Publishes the alerts, then commits without them: an alert repeats only after a crash in between.
 *
 * An alert that cannot be published waits for the next tick: a topic that is away must not end the watch over a
 * position.
 */
async function publishAlerts(draft: Draft, alerts: Alerts, tickMs: number): Promise<void> {
  if (draft.commitFailure !== undefined) return publishTooLarge(draft, alerts, tickMs);
  const { outbox } = draft.state;
  const waiting = await unpublished(outbox.alerts, alerts);
  if (waiting.length === outbox.alerts.length) return;
  draft.state = { ...draft.state, outbox: { ...outbox, alerts: waiting } };
  await draft.commit();
}

/** Publishes them in their order until one fails: those after it would only be waited for. */
async function unpublished(all: readonly Alert[], alerts: Alerts): Promise<readonly Alert[]> {
  for (const [k, alert] of all.entries()) {
    try {
      await alerts.publish(alert);
    } catch {
      return all.slice(k);
    }
  }
  return [];
}

/** Nothing remembers that it was told: a quarter of an hour has one. */
const TELL_EVERY_MINUTES = 15;

async function publishTooLarge({ heldState }: Draft, alerts: Alerts, tickMs: number): Promise<void> {
  if ((tickMs / MINUTE_MS) % TELL_EVERY_MINUTES !== 0) return;
  const words = itemTooLargeAlert(false);
  const id = [heldState.botId, epochName(epochOf(heldState)), tickMs, words.kind].join('-');
  // The tick fails anyway, and the platform tells of that.
  await alerts.publish({ id, atMs: tickMs, ...words }).catch(() => undefined);
}
