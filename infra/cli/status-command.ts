/**
 * `scalper status`: how the bot of the local folder stands.
 */
import type { Command } from 'commander';
import { findKeptBot } from '../local/kept-bot.ts';
import { localFolder } from '../local/run-record.ts';
import { statusOf } from './bot-status.ts';
import { screenWidth } from './screens/columns.ts';
import { statusScreen } from './screens/status-screen.ts';
import { statusReport } from './status-report.ts';

export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('how the bot stands: balance, day, what is open, what keeps it from trading')
    .option('--json', 'for machines; null when nothing is kept yet')
    .action(async ({ json }: { readonly json?: true }) => {
      const folder = localFolder();
      const kept = await findKeptBot(folder);
      if (kept === undefined) {
        console.log(
          json ? 'null' : `No ledger is kept in ${folder} yet: \`npm start\` trades a day and keeps it.`,
        );
        return;
      }
      const status = statusOf(kept);
      console.log(
        json ? JSON.stringify(statusReport(status), undefined, 2) : statusScreen(status, screenWidth()),
      );
    });
}
