/**
 * Does a person say yes?
 */
import { createInterface } from 'node:readline/promises';
import { leftAsFound } from './left-as-found.ts';
import { shownLine } from './output.ts';

/** Only "y" and "yes", entered, are a yes; the end of the input is a no. */
export async function confirmed(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<boolean> {
  const reader = createInterface({ input, output });
  const close = leftAsFound(() => reader.close());
  try {
    const ended = new Promise<string>((resolve) => {
      reader.once('close', () => resolve(''));
    });
    const answer = await Promise.race([reader.question(shownLine(`${question} [y/N] `)), ended]);
    return isYes(answer);
  } finally {
    close();
  }
}

export function isYes(answer: string): boolean {
  return /^y(?:es)?$/i.test(answer.trim());
}
