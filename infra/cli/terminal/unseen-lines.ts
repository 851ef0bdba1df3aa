/**
 * Lines that are typed or pasted into a terminal without being shown.
 *
 * - The terminal is raw from before the first question until the last line has ended. Were it cooked between two lines,
 *   it would show what comes early, and a reader for each line would lose the second one of a paste.
 * - Of what a terminal sends beside characters, such as around a paste or for an arrow key, nothing is part of a line.
 * - What comes after the last line with the same bytes is dropped: a shell would show it.
 */
import { StringDecoder } from 'node:string_decoder';
import type { ReadStream } from 'node:tty';
import { InputError } from '../../input-error.ts';
import { leftAsFound } from './left-as-found.ts';

const BACKSPACES: readonly string[] = ['\b', '\u007F'];
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const CTRL_U = '\u0015';

const ESCAPE = '\u001B';
const CONTROL = /^\p{Cc}$/u;
/** What an arrow key sends, or a terminal around a paste: its beginning, and the character that ends it. */
const BEGINS_SEQUENCE = /^[[O]$/;
const ENDS_SEQUENCE = /^[@-~]$/;

/** Whether no more lines are wanted. */
export type Enough = (lines: readonly string[]) => boolean;

/** What keys make of a line; the bytes of a key or a paste may come in any pieces. */
export class TypedLines {
  /** Those that have ended. */
  readonly lines: string[] = [];
  isInterrupted = false;
  private line = '';
  private last = '';
  private isInSequence = false;
  private readonly decoder = new StringDecoder('utf8');

  private readonly isEnough: Enough;

  constructor(isEnough: Enough) {
    this.isEnough = isEnough;
  }

  get isEnded(): boolean {
    return this.isInterrupted || this.isEnough(this.lines);
  }

  take(bytes: Buffer): void {
    for (const key of this.decoder.write(bytes)) {
      if (this.isEnded) return;
      this.press(key);
      this.last = key;
    }
  }

  private press(key: string): void {
    const isControl = CONTROL.test(key);
    if (this.last === ESCAPE && BEGINS_SEQUENCE.test(key)) this.isInSequence = true;
    else if (this.isInSequence && !isControl) this.isInSequence = !ENDS_SEQUENCE.test(key);
    else {
      this.isInSequence = false;
      this.enter(key, isControl);
    }
  }

  private enter(key: string, isControl: boolean): void {
    if (key === '\n' && this.last === '\r') return;
    if (key === '\r' || key === '\n') {
      this.lines.push(this.line);
      this.line = '';
    } else if (key === CTRL_C || (key === CTRL_D && this.line === '')) this.isInterrupted = true;
    else if (key === CTRL_U) this.line = '';
    else if (BACKSPACES.includes(key)) this.line = Array.from(this.line).slice(0, -1).join('');
    // Any other control is of no line: a terminal that is not raw would not put it there either.
    else if (!isControl) this.line += key;
  }
}

/**
 * A line for each question, or fewer where they are enough.
 *
 * @throws InputError when the input ends before, or Ctrl-C.
 */
export async function unseenLines(
  questions: readonly string[],
  isEnough: Enough = () => false,
  input: ReadStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<readonly string[]> {
  const isDone: Enough = (lines) => lines.length === questions.length || isEnough(lines);
  const typed = new TypedLines(isDone);
  const ended = Promise.withResolvers<undefined>();
  const end = () => ended.resolve(undefined);
  const nextOf = (lines: readonly string[]) => (isEnough(lines) ? '' : (questions[lines.length] ?? ''));
  const take = (bytes: Buffer) => {
    const before = typed.lines.length;
    typed.take(bytes);
    for (let k = before + 1; k <= typed.lines.length; k += 1)
      output.write(`\n${nextOf(typed.lines.slice(0, k))}`);
    if (typed.isEnded) end();
  };
  const showAgain = leftAsFound(() => input.setRawMode(false));
  input.setRawMode(true);
  output.write(questions[0] ?? '');
  input.on('data', take).once('end', end).once('error', end);
  await ended.promise;
  input.off('data', take).off('end', end).off('error', end).pause();
  showAgain();
  if (isDone(typed.lines)) return typed.lines;
  output.write('\n');
  throw new InputError('interrupted: nothing was written');
}
