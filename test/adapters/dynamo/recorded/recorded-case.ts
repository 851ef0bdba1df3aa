/**
 * What is a recorded case?
 *
 * A question, and the answer of AWS's own emulator, DynamoDB Local 1.25.1, asked once and written down. Every store
 * that speaks DynamoDB's protocol has to answer the same. A store that does not has its own answer beside it, so that a
 * change of the difference fails a test as well.
 *
 * An error is recorded by its name, which the bot reads. The emulator words its messages differently from AWS.
 */
import type { AskedTable } from './asked-table.ts';

export type Answer = string | number;

/** The stores that have to answer. */
export type AskedStore = 'dynalite' | 'moto';

/** Known differences: the answers of stores that answer otherwise. */
export type Differences = Readonly<Partial<Record<AskedStore, Answer>>>;

export interface RecordedCase {
  readonly title: string;
  /** Asks a new table. An error of the table is an answer too. */
  readonly ask: (table: AskedTable) => Promise<Answer>;
  /** DynamoDB Local's. */
  readonly answer: Answer;
  readonly otherwise?: Differences;
}

/** A case whose answer is whether the table did it. */
export function doneOrNot(
  title: string,
  ask: (table: AskedTable) => Promise<unknown>,
  answer: Answer,
  otherwise: Differences = {},
): RecordedCase {
  const andSay = async (table: AskedTable) => {
    await ask(table);
    return 'done';
  };
  return { title, ask: andSay, answer, otherwise };
}
