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
  return isYes(await answerTo(`${question} [y/N] `, input, output));
}

/** Only the word itself is a yes: nobody types it by habit. @param question which names the word */
export async function confirmedByWord(
  question: string,
  word: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<boolean> {
  return (await answerTo(question, input, output)).trim() === word;
}

/** A line that is typed; empty where the input ends. */
async function answerTo(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  const reader = createInterface({ input, output });
  const close = leftAsFound(() => reader.close());
  try {
    const ended = new Promise<string>((resolve) => {
      reader.once('close', () => resolve(''));
    });
    return await Promise.race([reader.question(shownLine(question)), ended]);
  } finally {
    close();
  }
}

export function isYes(answer: string): boolean {
  return /^y(?:es)?$/i.test(answer.trim());
}
