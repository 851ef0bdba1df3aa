/**
 * Reads the rows of one file, whatever its form, and says what was recognised.
 *
 * - The first bytes say the form, never the name.
 * - Name, member of an archive, rows and option must not contradict each other on the market; the name and the member not
 *   on interval and period either.
 * - Rows of other days than the name says are read, and told.
 */
import { botSymbol } from '../../lambda/adapters/symbol-names.ts';
import { settlementOf } from '../../lambda/core/settlement.ts';
import { documentForm } from '../files/document-form.ts';
import { CandleFileError, documentProblem } from './candle-file-error.ts';
import { type FileName, nameOfFile, nameWithMember, notSymbol } from './file-name.ts';
import { JsonRows } from './json-rows.ts';
import { periodProblem } from './named-period.ts';
import { takeParquet } from './parquet-rows.ts';
import type { TimeUnit } from './recorded-time.ts';
import { RowFeed, type RowTaker } from './row-feed.ts';
import type { RowBudget } from './row-budget.ts';
import { TextRows } from './text-rows.ts';
import { readUnpacked } from './unpack.ts';

/** What was recognised in a file. */
export interface FileNote {
  readonly file: string;
  readonly symbol: string;
  /** Such as `Binance klines without a header`. */
  readonly form: string;
  /** Of its times, in the order in which they come. */
  readonly units: readonly TimeUnit[];
  readonly isNewestFirst: boolean;
  readonly rows: number;
  /** Its first and last row, by time. */
  readonly fromMs: number;
  readonly toMs: number;
  /** What is strange about it, and does not make it wrong. */
  readonly warnings: readonly string[];
}

export interface RecordedSpan extends Pick<FileNote, 'fromMs' | 'toMs' | 'isNewestFirst'> {
  /** How far rows may lie outside of the days that the name tells: a recorder ends a little after midnight. */
  readonly slackMs: number;
}

export interface Recording {
  readonly name: FileName;
  readonly symbol: string;
  readonly note: (span: RecordedSpan) => FileNote;
}

export interface RecordingRequest {
  readonly file: string;
  readonly budget: RowBudget;
  /** The market of files that do not say theirs. */
  readonly symbol: string | undefined;
  /** @throws CandleFileError where the name says that there is nothing to take. */
  readonly takerOf: (name: FileName) => RowTaker;
}

const FEATHER = 'freqtrade convert-data --format-from feather --format-to json';
const feather = `is a feather file, which is not read: convert it, those of freqtrade with \`${FEATHER}\``;
const packedBy = (packer: string) =>
  `is packed by ${packer}, which is not read: unpack it, or pack it by gzip or zip`;
const UTF_16 = 'is text in UTF-16, and must be in UTF-8: save it so';
const PAGE = 'is a page of the web, and no recording: the download has failed, do it again';

/** What is not read, by its first bytes. */
const UNREAD: readonly (readonly [RegExp | string, string])[] = [
  [/^(?:ARROW1|FEA1)/, feather],
  [/^\u0089HDF/, 'is an HDF5 file, which is not read: convert it to CSV, JSON or Parquet'],
  [/^BZh/, packedBy('bzip2')],
  [/^\u00FD7zXZ/, packedBy('xz')],
  [/^\u0028\u00B5\u002F\u00FD/, packedBy('zstd')],
  ['\u0004"M\u0018', packedBy('lz4')],
  [/^7z\u00BC\u00AF/, packedBy('7-Zip')],
  [/^Rar!/, packedBy('RAR')],
  [/^(?:\u00FF\u00FE|\u00FE\u00FF|[^\0]\0[^\0]\0|\0[^\0]\0[^\0])/, UTF_16],
  [/^(?:\u00EF\u00BB\u00BF)?\s*<(?:!doctype|html|\?xml)/i, PAGE],
];

/** @throws CandleFileError at the first name or row that is wrong. */
export async function readRecording({
  file,
  budget,
  symbol: asked,
  takerOf,
}: RecordingRequest): Promise<Recording> {
  let name = nameOfFile(file);
  let sink: Sink | undefined;
  const open = () => (sink ??= new Sink(file, takerOf(name), budget));
  await readUnpacked(
    file,
    (chunk) => open().push(chunk),
    (member) => (name = nameWithMember(file, name, member)),
  );
  const feed = await open().finish();
  const plan = feed.finish();
  const told = (said: string | undefined) => (isAskedInDollars(said, asked) ? asked : said);
  const symbol = symbolOf(file, [
    ['the name tells', told(name.symbol)],
    ['the rows tell', told(feed.symbol)],
    ['--symbol says', asked],
  ]);
  const note: Recording['note'] = ({ fromMs, toMs, isNewestFirst, slackMs }) => {
    const ahead = Math.max(0, plan.dayClockMs ?? plan.utcOffsetMs ?? 0);
    const strange = periodProblem(name.period, { fromMs, toMs }, { aheadMs: ahead, slackMs });
    const { rows, time } = feed;
    const form = `${open().packing}${plan.form}`;
    return {
      file,
      symbol,
      form,
      units: time.units,
      isNewestFirst,
      rows,
      fromMs,
      toMs,
      warnings: strange === undefined ? [] : [strange],
    };
  };
  return { name, symbol, note };
}

/**
 * Whether a broker's name, such as `XAUUSD`, is of what the market that is asked for follows, such as `XAUUSDT`: its candles
 * are then traded as that one's.
 */
function isAskedInDollars(said: string | undefined, asked: string | undefined): boolean {
  if (said?.endsWith('USD') !== true || asked === undefined) return false;
  const currency = settlementOf(asked);
  return currency !== undefined && `${said.slice(0, -'USD'.length)}${currency}` === asked;
}

function symbolOf(file: string, said: readonly (readonly [string, string | undefined])[]): string {
  const told = said.filter(([, symbol]) => symbol !== undefined);
  const [first] = told;
  if (first?.[1] === undefined) {
    const problem =
      'neither the name nor the rows tell a symbol: --symbol must say it, such as --symbol BTCUSDT';
    throw new CandleFileError({ file }, problem);
  }
  const other = told.find(([, symbol]) => symbol !== first[1]);
  if (other === undefined) {
    if (botSymbol.safeParse(first[1]).success) return first[1];
    throw new CandleFileError({ file }, notSymbol(first[0], first[1]));
  }
  throw new CandleFileError({ file }, `${first.join(' ')}, and ${other.join(' ')}: they must be the same`);
}

/** Takes the bytes of one file as what its first bytes say that it is. */
class Sink {
  readonly #file: string;
  readonly #feed: RowFeed;
  readonly #text: TextRows;
  readonly #json: JsonRows;
  #chunks: Uint8Array[] = [];
  #form: 'text' | 'JSON' | 'Parquet' | undefined;

  constructor(file: string, taker: RowTaker, budget: RowBudget) {
    this.#file = file;
    this.#feed = new RowFeed(file, taker, budget);
    this.#text = new TextRows(this.#feed);
    this.#json = new JsonRows(this.#feed, taker);
  }

  get packing(): string {
    return this.#form === 'text' || this.#form === undefined ? '' : `${this.#form}, `;
  }

  push(chunk: Uint8Array): void {
    this.#form ??= this.#formOf(chunk);
    if (this.#form === 'text') this.#text.push(chunk);
    else if (this.#form === 'JSON') this.#json.push(chunk);
    else this.#chunks.push(chunk);
  }

  async finish(): Promise<RowFeed> {
    if (this.#form === 'JSON') this.#json.finish();
    else if (this.#form === 'Parquet') {
      const bytes = Buffer.concat(this.#chunks);
      this.#chunks = [];
      await takeParquet(this.#file, bytes, this.#feed);
    } else this.#text.finish();
    return this.#feed;
  }

  #formOf(chunk: Uint8Array): 'text' | 'JSON' | 'Parquet' {
    const document = documentForm(chunk);
    if (document !== undefined) throw new CandleFileError({ file: this.#file }, documentProblem(document));
    const start = Buffer.from(chunk.subarray(0, 16)).toString('latin1');
    const unread = UNREAD.find(([magic]) =>
      typeof magic === 'string' ? start.startsWith(magic) : magic.test(start),
    )?.[1];
    if (unread !== undefined) throw new CandleFileError({ file: this.#file }, unread);
    if (start.startsWith('PAR1')) return 'Parquet';
    return /^(?:\u00EF\u00BB\u00BF)?\s*[[{]/.test(start) ? 'JSON' : 'text';
  }
}
