/**
 * Asks for two lines in its terminal, and prints them as JSON, with each letter as the next one of the alphabet: what
 * the terminal shows of the lines themselves is only an echo.
 */
import { unseenLines } from '../../../infra/cli/terminal/unseen-lines.ts';

const next = (line: string) =>
  line.replaceAll(/[a-y]/g, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 1));

try {
  console.log(JSON.stringify((await unseenLines(['first: ', 'second: '])).map(next)));
} catch (error) {
  console.log(String(error));
}
