/**
 * Is the pause of `flatten --direct` dated as the bot's own clock has it, and is it told where it cannot be left?
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { leavePause } from '../../../infra/cli/commands/account/direct-flatten-command.ts';
import { ownCommand } from '../../../infra/cli/commands/operate/operator-commands.ts';
import type { OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import { DAY_MS, HOUR_MS } from '../../../lambda/core/units.ts';

const pause = (nowMs: number) => ownCommand('pause', { why: 'flatten --direct', nowMs });

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the pause of a direct flatten', () => {
  it.each([-2 * DAY_MS, 0, 3 * HOUR_MS])(
    'is dated by the clock of AWS, which is %d ms ahead',
    async (aheadMs) => {
      vi.spyOn(console, 'log').mockReturnValue();
      vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 0, 5));
      const left: OperatorCommand[] = [];
      const issue = (command: OperatorCommand) => {
        left.push(command);
        return Promise.resolve({ isRunning: true });
      };
      expect(await leavePause({ issue, clockAheadMs: () => Promise.resolve(aheadMs) }, pause)).toBe(true);
      expect(left.map(({ kind, issuedAtMs }) => [kind, issuedAtMs])).toEqual([
        ['pause', Date.UTC(2026, 0, 5) + aheadMs],
      ]);
    },
  );

  it('that cannot be written is said, and keeps nothing from being closed', async () => {
    const shown = vi.spyOn(console, 'log').mockReturnValue();
    const issue = () => Promise.reject(new Error('access is denied'));
    expect(await leavePause({ issue, clockAheadMs: () => Promise.resolve(0) }, pause)).toBe(false);
    expect(String(shown.mock.calls)).toContain('could not be written, and the bot may open positions again');
  });
});
