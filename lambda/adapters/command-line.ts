/**
 * How is a command of the operator written, so that it can be pasted into a shell?
 *
 * The core names a command in braces, such as `{resume --accept}`, and knows nothing of shells. Every text for
 * the operator gets its commands here.
 *
 * - A bot in AWS is named with `--bot`, where the command takes one; the run of the working folder needs no name.
 * - The command line says once how it was called itself: from where, and at which address in AWS. What it tells to type is
 *   typed likewise. A function in AWS tells a command as it is typed in the clone that deployed it.
 * - A text without braces stays as it is: alerts that an earlier release stored hold their commands already.
 */

/** Commands that are about no bot, by their first word. */
const WITHOUT_BOT: readonly string[] = [
  'backtest',
  'candles',
  'completion',
  'economics',
  'import',
  'results',
  'start',
  'sweep',
  'tick',
  'walk-forward',
];

export interface Typing {
  /** What is typed before the words of a command, as a shell reads it. */
  readonly launcher: string;
  /** Options that say where in AWS a bot is, beside its name: `--region eu-west-1`, or nothing. */
  readonly address: string;
  /** The folder of the clone, as a shell reads it, where the person is elsewhere: only there does CDK find its stacks. */
  readonly clone?: string;
}

export const IN_THE_CLONE: Typing = { launcher: './scalper', address: '' };

let typing = IN_THE_CLONE;

/** Of the whole process: one command, called by one person, about one bot. */
export function typeCommandsAs(called: Typing): void {
  typing = called;
}

/** How every command begins. */
export function launcherTyped(): string {
  return typing.launcher;
}

/** `./scalper resume --accept --bot paper`. @param bot a bot in AWS; `undefined` for the run of the working folder */
export function commandLine(words: string, bot?: string): string {
  const { launcher, address } = typing;
  const [name = ''] = words.split(' ');
  const which = bot === undefined || WITHOUT_BOT.includes(name) ? [] : [`--bot ${bot}`, address];
  return [launcher, words, ...which].filter((part) => part !== '').join(' ');
}

/** `npx cdk deploy Kallisti-Trader`, from wherever it is pasted: in another folder the same words fetch a stranger's package. */
export function cdkLine(words: string): string {
  const line = `npx cdk ${words}`;
  return typing.clone === undefined ? line : `(cd ${typing.clone} && ${line})`;
}

/** The text with each command as it is typed, between backticks. @param bot as in `commandLine` */
export function withCommandLines(text: string, bot?: string): string {
  return text.replaceAll(/\{([a-z][^{}]*)\}/g, (_, words: string) => `\`${commandLine(words, bot)}\``);
}

/** A word as a POSIX shell reads it. */
export function shellWord(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}
