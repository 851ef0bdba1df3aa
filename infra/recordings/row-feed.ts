/**
 * Gives the rows of one file, of whatever form, to who knows what they must be.
 *
 * - The first line says where the columns are. Every row after it has them.
 * - A row is taken whole, or the reading ends with its place, the value and a valid one.
 * - Blank lines may end a file, and are no rows.
 */
import { symbolInRow } from './file-name.ts';
import { RecordedTime } from './recorded-time.ts';
import { CandleFileError, shown, type RowPlace } from './candle-file-error.ts';
import type { RowBudget } from './row-budget.ts';

/** Where the numbers of a row are. */
export interface RowPlan {
  /** The form, in words. */
  readonly form: string;
  /** Whether the first line holds names, and not a row. */
  readonly isHeader: boolean;
  /** The names of all columns. */
  readonly names: readonly string[];
  /** The column of each number that is taken. The first is the time. */
  readonly columns: readonly number[];
  /** Columns that must hold a decimal number as well. */
  readonly checked?: readonly number[];
  /** A column that names the market, in every row the same. */
  readonly symbolColumn?: number;
  /** Why rows of a market that is named so cannot be taken by this plan. */
  readonly problemOfSymbol?: (text: string) => string | undefined;
  /** The day, where the column of the time has only that of a clock. */
  readonly dateColumn?: number;
  /** How far the clock of dates without a zone is ahead of UTC. */
  readonly utcOffsetMs?: number;
  /** The same of the clock by which its name counts days. */
  readonly dayClockMs?: number;
}

export interface RowTaker {
  /** The names of columns where rows are lists of so many values. */
  readonly namesOf: (width: number) => readonly string[] | undefined;
  /** The plan of a file by its first line, or by the names of its columns; or what is wrong with them. */
  readonly planOf: (fields: readonly string[]) => RowPlan | string;
  /** Takes a row, the time in ms, unless something is wrong with it. NaN is no number. */
  readonly take: (values: Float64Array) => boolean;
  /** What was wrong with it. `textOf` gives the name and the value of a number. */
  readonly problemOf: (values: Float64Array, textOf: (index: number) => FoundValue) => string;
}

export interface FoundValue {
  readonly name: string;
  readonly text: string;
  /** `open is "x"`. */
  readonly words: string;
}

const DECIMAL_NUMBER = /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

export function decimalIn(text: string): number {
  return DECIMAL_NUMBER.test(text) ? Number(text) : Number.NaN;
}

export class RowFeed {
  readonly file: string;
  readonly #taker: RowTaker;
  readonly #budget: RowBudget;
  #plan: RowPlan | undefined;
  #time = new RecordedTime();
  #values = new Float64Array(0);
  #symbolText: string | undefined;
  #rows = 0;

  /** @param file the path by which problems are named. */
  constructor(file: string, taker: RowTaker, budget: RowBudget) {
    this.file = file;
    this.#taker = taker;
    this.#budget = budget;
  }

  get rows(): number {
    return this.#rows;
  }

  get plan(): RowPlan | undefined {
    return this.#plan;
  }

  get time(): RecordedTime {
    return this.#time;
  }

  /** The market that the rows name. */
  get symbolText(): string | undefined {
    return this.#symbolText;
  }

  get symbol(): string | undefined {
    return this.#symbolText === undefined ? undefined : symbolInRow(this.#symbolText);
  }

  /** The first line, or the names of the columns. @throws CandleFileError where they are none. */
  begin(fields: readonly string[], place: RowPlace): RowPlan {
    const plan = this.#taker.planOf(fields);
    if (typeof plan === 'string') throw this.#errorAt(place, plan);
    this.#plan = plan;
    this.#time = new RecordedTime(plan.utcOffsetMs);
    this.#values = new Float64Array(plan.columns.length);
    return plan;
  }

  /** A row of which every number is known. @returns whether it was taken. */
  take(values: Float64Array, place: () => RowPlace): boolean {
    if (!this.#taker.take(values)) return false;
    this.#rows += 1;
    const excess = this.#budget.take();
    if (excess !== undefined) throw this.#errorAt(place(), excess);
    return true;
  }

  /** A row as texts, or as the values of a table. @throws CandleFileError where it is none. */
  takeFields(fields: readonly unknown[], place: RowPlace): void {
    const plan = this.#plan;
    if (plan === undefined) throw new Error('a row before the first line');
    const problem = this.#shapeProblem(fields, plan) ?? this.#otherProblem(fields, plan);
    if (problem !== undefined) throw this.#errorAt(place, problem);
    const values = this.#values;
    const { columns } = plan;
    for (let index = 0; index < columns.length; index += 1) {
      values[index] =
        index === 0 ? this.#time.ofValue(timeIn(fields, plan)) : numberIn(fields[columns[index]!]);
    }
    if (this.take(values, () => place)) return;
    const textOf = (index: number): FoundValue => {
      const column = plan.columns[index] ?? -1;
      const text = textIn(index === 0 ? timeIn(fields, plan) : fields[column]);
      const name = plan.names[column] ?? `column ${column + 1}`;
      return { name, text, words: `${name} is ${shown(text)}` };
    };
    const hint = Number.isNaN(values[0]) ? this.#time.hintOf(textOf(0).text) : undefined;
    throw this.#errorAt(
      place,
      hint === undefined ? this.#taker.problemOf(values, textOf) : `${textOf(0).words}: it ${hint}`,
    );
  }

  /** The file has ended. @throws CandleFileError where it holds no row. */
  finish(): RowPlan {
    const { file } = this;
    if (this.#plan === undefined)
      throw new CandleFileError({ file }, 'is empty, and must hold a header and rows');
    if (this.#rows === 0) throw new CandleFileError({ file }, 'holds only a header, and must hold rows');
    return this.#plan;
  }

  #errorAt(place: RowPlace, problem: string): CandleFileError {
    return new CandleFileError({ file: this.file, ...place }, problem);
  }

  #shapeProblem(fields: readonly unknown[], { names }: RowPlan): string | undefined {
    if (fields.length === names.length) return undefined;
    const line = fields.map(textIn).join(',');
    return `the row ${shown(line)} has ${fields.length}, and must have ${names.length} columns (${names.join(',')})`;
  }

  #otherProblem(
    fields: readonly unknown[],
    { names, checked = [], symbolColumn, problemOfSymbol }: RowPlan,
  ): string | undefined {
    if (symbolColumn !== undefined) {
      const text = textIn(fields[symbolColumn]);
      if (this.#symbolText === undefined) {
        const problem = problemOfSymbol?.(text);
        if (problem !== undefined) return problem;
        this.#symbolText = text;
      }
      if (text !== this.#symbolText) {
        return `${names[symbolColumn]} is ${shown(text)}, and must be that of the rows before, ${shown(this.#symbolText)}`;
      }
    }
    const wrong = checked.find((column) => !Number.isFinite(numberIn(fields[column])));
    if (wrong === undefined) return undefined;
    return `${names[wrong]} is ${shown(textIn(fields[wrong]))}, and must be a decimal number of 0 or more`;
  }
}

const CLOCK = /^\d\d?:\d\d(?::\d\d)?$/;

function timeIn(fields: readonly unknown[], { columns, dateColumn }: RowPlan): unknown {
  const time = fields[columns[0] ?? -1];
  if (dateColumn === undefined || typeof time !== 'string' || !CLOCK.test(time)) return time;
  return `${textIn(fields[dateColumn])} ${time}`;
}

function numberIn(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' ? decimalIn(value) : Number.NaN;
}

function textIn(value: unknown): string {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'no date' : value.toISOString();
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return JSON.stringify(value) ?? '';
}
