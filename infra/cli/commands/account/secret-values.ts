/**
 * The values of an exchange's keys, as a person types them or a program pipes them.
 *
 * - All are read before any is judged: of a paste that is refused, nothing is left for the shell to show.
 * - Nothing of a wrong value is repeated.
 */
import { InputError } from '../../../input-error.ts';
import { keepUnseen } from '../../../known-secrets.ts';
import { shownLine } from '../../terminal/output.ts';
import { isYes } from '../../terminal/confirmed.ts';
import { unseenLines } from '../../terminal/unseen-lines.ts';

/** One value for each name, typed or pasted into the terminal without being shown. */
export async function typedSecrets(names: readonly string[]): Promise<readonly string[]> {
  return checked(names, await unseenLines(names.map((name) => `${name}: `)));
}

/**
 * The same after a question, whose answer is not shown either: who does not expect it pastes a key there.
 *
 * @returns `undefined` unless the answer is yes.
 */
export async function confirmedSecrets(
  question: string,
  names: readonly string[],
): Promise<readonly string[] | undefined> {
  const questions = [`${question} [y/N] `, ...names.map((name) => `${name}: `)].map(shownLine);
  const [answer = '', ...values] = await unseenLines(
    questions,
    ([first]) => first !== undefined && !isYes(first),
  );
  keepUnseen([answer]);
  return isYes(answer) ? checked(names, values) : undefined;
}

/** One value on each line, in the order of the names. */
export function pipedSecrets(names: readonly string[], text: string): readonly string[] {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (lines.length === names.length) return checked(names, lines);
  throw new InputError(
    `the input has ${lines.length === 1 ? 'one line' : `${lines.length} lines`}: pipe ${names.length}, first the API key, then the secret`,
  );
}

function checked(names: readonly string[], lines: readonly string[]): readonly string[] {
  const values = lines.map((line) => line.trim());
  keepUnseen(values);
  return values.map((value, k) => {
    if (/^[\x21-\x7e]{1,4096}$/.test(value)) return value;
    throw new InputError(
      `${names[k]}: the value is empty, or has spaces or other characters that no key has; nothing was written`,
    );
  });
}
