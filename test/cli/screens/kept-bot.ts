/**
 * A bot as `scalper status` finds it, and its screen.
 */
import { statusOf } from '../../../infra/cli/reports/bot-status.ts';
import { statusScreen } from '../../../infra/cli/screens/status-screen.ts';
import type { BotSnapshot } from '../../../infra/local/bot-snapshot.ts';
import { newPaperBot, recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import type { OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import { usd } from '../../../lambda/core/units.ts';
import { NOON, at, entryOrder, parameters, position, trade } from '../../harness/builders.ts';

const { decision } = entryOrder();
export const OPENED: LedgerEvent = { kind: 'opened', atMs: NOON, position: position(), decision, fills: [] };
export const LOST: LedgerEvent = { kind: 'closed', atMs: NOON, trade: trade(-10), fills: [] };

export function commandOf(kind: OperatorCommand['kind'], why = ''): OperatorCommand {
  return { id: `1-${kind}`, kind, accept: false, issuedBy: 'ada', issuedAtMs: at('11:58'), why };
}

/** A bot at 12:02 that these events happened to, and that was kept with all rows delivered. */
export function kept(events: readonly LedgerEvent[], changes: Partial<BotState> = {}): BotSnapshot {
  const bot = events.reduce(recordEvent, newPaperBot('bot', 1, usd(2000), at('09:00')));
  const run = {
    market: 'synthetic',
    symbols: ['BTC'],
    seed: 7,
    finished: false,
    id: '260105-120000-k3f',
    startedMs: NOON,
    parameters: parameters(),
  };
  const state = { ...bot, tickMs: at('12:02'), outbox: { rows: [], alerts: [] }, ...changes };
  return { state, commands: [], isRunning: false, run };
}

export function screen(bot: BotSnapshot, width = 100): string {
  return statusScreen(statusOf(bot), width).join('\n');
}

/** The lines from that label to the next one. */
export function section(text: string, label: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`  ${label}`));
  const length = lines.slice(start + 1).findIndex((line) => !line.startsWith(' '.repeat(16)));
  return lines.slice(start, start + 1 + length).map((line) => line.slice(16));
}
