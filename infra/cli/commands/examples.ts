/**
 * How is each command typed? One or two examples below its help, typed as this program was called.
 */
import type { Command } from 'commander';
import { commandLine } from '../../../lambda/adapters/command-line.ts';

/** By the words of the command, without the launcher. Those of the others stand with their commands. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  start: [
    'start',
    'start --open',
    'start --candles candles --symbols BTCUSDT --from 2024-03-01 --to 2024-04-01',
    'start --real-time binanceusdm --symbols BTCUSDT,ETHUSDT',
  ],
  tick: ['tick', 'tick --candles candles --fresh'],
  economics: [
    'economics',
    'economics --set targetPct=0.3 --set takerFeePct=0.02',
    'economics --candles candles --symbols BTCUSDT,XAUUSDT',
    'economics --real-time binanceusdm --symbols BTCUSDT,XAUUSDT',
  ],
  candles: ['candles fetch binanceusdm BTCUSDT --from 2024-01', 'candles check'],
  'candles list': ['candles list'],
  params: ['params', 'params --set targetPct=0.3', 'params --bot paper'],
  'params get': ['params get', 'params get targetPct --bot paper'],
  'params set': ['params set targetPct=0.2 leverage=10', 'params set --unset targetPct --bot paper'],
  'params diff': ['params diff --bot paper'],
  'params history': ['params history --bot paper'],
  status: ['status', 'status --watch 5', 'status --bot paper --json'],
  ledger: ['ledger --last 20', 'ledger --kind opened,closed', 'ledger --bot paper --csv'],
  rebuild: ['rebuild', 'rebuild --bot paper'],
  pause: ['pause', 'pause --bot paper --wait'],
  resume: ['resume', 'resume --accept --bot paper'],
  flatten: ['flatten', 'flatten --bot paper'],
  begin: ['begin', 'begin --bot paper --yes'],
  schedule: ['schedule --at 57 --bot paper'],
  doctor: ['doctor', 'doctor --bot paper'],
  preflight: ['preflight --bot paper'],
  agreement: ['agreement sign --symbols XAUUSDT'],
  'agreement sign': ['agreement sign --symbols XAUUSDT', 'agreement sign --bot gold'],
  secrets: ['secrets list --bot paper'],
  'secrets set': ['secrets set --bot paper'],
  'secrets list': ['secrets list --bot paper'],
  tail: ['tail --last 50', 'tail --bot paper --follow'],
  export: ['export --out trades.csv', 'export --bot paper --what rows --format parquet --out rows.parquet'],
  report: [
    'report may.json --candles BTCUSDT-1m-2025-05.csv.gz --out may.html',
    'report 261129 --out result.html',
    'report --bot paper --out paper.html',
  ],
  import: [
    'import data/ledger.json',
    'import trades.csv --columns entryPrice=open,netPnl=7 --taker-fee 0.05',
  ],
  completion: ['completion bash'],
};

/** Adds them below the help of a command and of those below it. */
export function withExamples(command: Command, before = ''): void {
  const words = `${before} ${command.name()}`.trim();
  const examples = EXAMPLES[words];
  if (examples !== undefined) {
    command.addHelpText(
      'after',
      () => `\nExamples:\n${examples.map((typed) => `  ${commandLine(typed)}`).join('\n')}`,
    );
  }
  for (const below of command.commands) withExamples(below, words);
}
