/**
 * Does what was shown still hold when a click comes?
 *
 * The console asks its reader first, but only in the browser: a double click, a tab of this morning and an event that is
 * sent again arrive like any other.
 *
 * Invariants:
 * - Where what was shown no longer holds, and it matters, the click is refused. A flatten may close fewer positions than
 *   were shown, and never others.
 * - A page is too old before a command that was clicked on it can be forgotten.
 */
import type { BotState } from '../core/bot-state.ts';
import { haltName } from '../core/control/halt.ts';
import { NOTHING_REMEMBERED, TOLERANCE_MS } from '../core/ledger/command-memory.ts';
import { minute } from '../core/text/figure-words.ts';
import { MINUTE_MS } from '../core/units.ts';
import type { Click } from './click.ts';
import { endsOf } from './steering-offers.ts';

/** As long as a resume is remembered that was obeyed. */
export const PAGE_AGE_MAX_MS = TOLERANCE_MS;
/** Clocks of two functions of one account differ by less. */
const CLOCKS_DIFFER_MAX_MS = MINUTE_MS;

/** Why what was shown no longer holds, in a sentence; `undefined` where it does. */
export function whyStale(click: Click, state: BotState, nowMs: number): string | undefined {
  const { epoch, version, drawnAtMs } = click;
  const drawn = `This page was drawn at ${minute(drawnAtMs)} UTC`;
  if (nowMs - drawnAtMs > PAGE_AGE_MAX_MS)
    return `${drawn}, more than ${PAGE_AGE_MAX_MS / MINUTE_MS} minutes ago.`;
  if (drawnAtMs - nowMs > CLOCKS_DIFFER_MAX_MS) return `${drawn}, which is still to come.`;
  if (epoch !== state.ledger.epoch || version > state.version)
    return `${drawn}, of another ledger than the bot has now: it was restored, begun anew, or has changed its mode.`;
  const { sinceMs } = state.commandMemory ?? NOTHING_REMEMBERED;
  if (sinceMs > drawnAtMs)
    return `${drawn}. So many commands have come since that nobody knows whether this one was among them.`;
  const changed = whatChanged(click, state);
  return changed === undefined ? undefined : `${drawn}. ${changed}`;
}

function whatChanged({ action, halt, ends, trades = [] }: Click, state: BotState): string | undefined {
  switch (action) {
    case 'pause':
      return undefined;
    case 'resume': {
      const { halted } = state.ledger;
      const isSame = ends === endsOf(state) && halt === (halted && haltName(halted));
      return isSame ? undefined : 'What it would end now is not what was shown then.';
    }
    case 'flatten': {
      const opened = state.ledger.positions.filter(({ tradeId }) => !trades.includes(tradeId));
      if (opened.length === 0) return undefined;
      const words = opened.map(({ side, symbol }) => `${side} ${symbol}`).join(', ');
      return `Opened since, and so not confirmed: ${words}.`;
    }
  }
}
