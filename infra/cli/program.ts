/**
 * Every command of `scalper`, in the order in which its help lists them.
 *
 * Invariant: a command is loaded with what it needs when it is asked for; help, completion and suggestions know them
 * all.
 */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { typeCommandsAs } from '../../lambda/adapters/command-line.ts';
import { plainText } from '../../lambda/core/words.ts';
import { calledAs } from './commands/called-as.ts';
import { withExamples } from './commands/examples.ts';
import { fittedHelp } from './terminal/fitted-help.ts';
import { print, printAsideFitted } from './terminal/output.ts';

interface CommandModule {
  /** Words by which its commands are asked for. */
  readonly words: readonly string[];
  readonly load: () => Promise<(program: Command) => void>;
}

const MODULES: readonly CommandModule[] = [
  {
    words: ['start'],
    load: async () => (await import('./commands/trade/start-command.ts')).addStartCommand,
  },
  {
    words: ['tick'],
    load: async () => (await import('./commands/trade/tick-command.ts')).addTickCommand,
  },
  {
    words: ['backtest'],
    load: async () => (await import('./commands/research/backtest-command.ts')).addBacktestCommand,
  },
  {
    words: ['sweep', 'walk-forward'],
    load: async () => (await import('./commands/research/search-commands.ts')).addSearchCommands,
  },
  {
    words: ['results'],
    load: async () => (await import('./commands/results/results-command.ts')).addResultsCommand,
  },
  {
    words: ['parity'],
    load: async () => (await import('./commands/research/parity-command.ts')).addParityCommand,
  },
  {
    words: ['economics'],
    load: async () => (await import('./commands/research/economics-command.ts')).addEconomicsCommand,
  },
  {
    words: ['candles'],
    load: async () => (await import('./commands/candles/candles-command.ts')).addCandlesCommand,
  },
  {
    words: ['params'],
    load: async () => (await import('./commands/operate/params-command.ts')).addParamsCommand,
  },
  {
    words: ['status'],
    load: async () => (await import('./commands/operate/status-command.ts')).addStatusCommand,
  },
  {
    words: ['ledger'],
    load: async () => (await import('./commands/books/ledger-command.ts')).addLedgerCommand,
  },
  {
    words: ['rebuild'],
    load: async () => (await import('./commands/books/rebuild-command.ts')).addRebuildCommand,
  },
  {
    words: ['pause', 'resume', 'flatten'],
    load: async () => (await import('./commands/operate/operator-commands.ts')).addControlCommands,
  },
  {
    words: ['begin'],
    load: async () => (await import('./commands/operate/begin-command.ts')).addBeginCommand,
  },
  {
    words: ['schedule'],
    load: async () => (await import('./commands/operate/schedule-command.ts')).addScheduleCommand,
  },
  {
    words: ['doctor'],
    load: async () => (await import('./commands/operate/doctor-command.ts')).addDoctorCommand,
  },
  {
    words: ['preflight'],
    load: async () => (await import('./commands/account/preflight-command.ts')).addPreflightCommand,
  },
  {
    words: ['agreement'],
    load: async () => (await import('./commands/account/agreement-command.ts')).addAgreementCommand,
  },
  {
    words: ['secrets'],
    load: async () => (await import('./commands/account/secrets-command.ts')).addSecretsCommand,
  },
  {
    words: ['tail'],
    load: async () => (await import('./commands/operate/tail-command.ts')).addTailCommand,
  },
  {
    words: ['export'],
    load: async () => (await import('./commands/books/export-command.ts')).addExportCommand,
  },
  {
    words: ['report'],
    load: async () => (await import('./commands/books/report-command.ts')).addReportCommand,
  },
  {
    words: ['import'],
    load: async () => (await import('./commands/books/import-command.ts')).addImportCommand,
  },
  {
    // Written from all the others.
    words: [],
    load: async () => (await import('./commands/completion-command.ts')).addCompletionCommand,
  },
];

/**
 * The commands with their options and help texts; running one is `parseAsync`.
 *
 * @param word the first argument: where it is a command, only that one is loaded.
 */
export async function scalperProgram(word?: string): Promise<Command> {
  const program = new Command('scalper')
    .description('A one-minute momentum scalper that tells the truth about its costs')
    .version(
      isVersionAsked(word) ? await versionText() : '',
      VERSION_FLAGS.join(', '),
      'print the version and the revision',
    )
    .exitOverride()
    .hook('preAction', (_, called) => typeCommandsAs(calledAs(called.optsWithGlobals())))
    .configureOutput({
      writeOut: (text) => print(fittedHelp(text.replace(/\n$/, ''), process.stdout).split('\n')),
      writeErr: (text) => printAsideFitted(text.trimEnd().split('\n')),
      outputError: (text, write) => write(onOneLine(text)),
    })
    .showHelpAfterError('(--help lists the options)')
    .addHelpText('after', '\nExit codes: 0 done, 1 a check failed, or a defect, 2 the input cannot be used.');
  const asked = MODULES.filter(({ words }) => word !== undefined && words.includes(word));
  const adders = await Promise.all((asked.length > 0 ? asked : MODULES).map(({ load }) => load()));
  for (const add of adders) add(program);
  for (const command of program.commands) withExamples(command);
  return program;
}

/** What Commander says below an error; it closes the quotation of an argument, so that none of an argument ends like this. */
const SUGGESTION = /\n\(Did you mean [^\n]*\?\)\n?$/;

/** An error quotes arguments, such as names of files that a shell has found: a line break in one makes no second line. */
function onOneLine(error: string): string {
  const suggestion = SUGGESTION.exec(error)?.[0] ?? '';
  return plainText(error.slice(0, error.length - suggestion.length).trimEnd()) + suggestion;
}

const VERSION_FLAGS: readonly string[] = ['-V', '--version'];

function isVersionAsked(word: string | undefined): boolean {
  return word !== undefined && VERSION_FLAGS.includes(word);
}

/** `scalper 0.1.0, revision 4c97113f0a29, Node 24.21.0, linux x64`: what a report of a defect needs. */
async function versionText(): Promise<string> {
  const [{ revisionOfClone }, { z }] = await Promise.all([import('../bundle/release.ts'), import('zod')]);
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(text));
  const { node } = process.versions;
  return `scalper ${version}, revision ${revisionOfClone()}, Node ${node}, ${process.platform} ${process.arch}`;
}
