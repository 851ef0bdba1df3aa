/**
 * How is a command of the operator written, so that it can be pasted into a shell?
 *
 * The core names a command in braces, such as `{resume --accept}`, and knows nothing of shells. Every text for
 * the operator gets its commands here.
 *
 * - A bot in AWS is named with `--bot`, where the command takes one; the run of the working folder needs no name.
 * - A text without braces stays as it is: alerts that an earlier release stored hold their commands already.
 */

/** Commands that are about no bot, by their first word. */
const WITHOUT_BOT: readonly string[] = ['completion', 'economics', 'import', 'start', 'tick'];

/** `./scalper resume --accept --bot paper`. @param bot a bot in AWS; `undefined` for the run of the working folder */
export function commandLine(words: string, bot?: string): string {
  const [name = ''] = words.split(' ');
  const which = bot === undefined || WITHOUT_BOT.includes(name) ? '' : ` --bot ${bot}`;
  return `./scalper ${words}${which}`;
}

/** The text with each command as it is typed, between backticks. @param bot as in `commandLine` */
export function withCommandLines(text: string, bot?: string): string {
  return text.replaceAll(/\{([a-z][^{}]*)\}/g, (_, words: string) => `\`${commandLine(words, bot)}\``);
}
