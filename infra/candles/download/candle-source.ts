/**
 * What must somebody be able to tell, and to give, who publishes candles?
 */
import type { NewFile } from './new-file.ts';
import type { WantedFile } from './wanted-files.ts';

/** Whether there is a file, as far as somebody knows before it is loaded. */
export type Announcement =
  | { readonly is: 'none' }
  /** `sha256` of all its bytes, where sums are published. */
  | { readonly is: 'there'; readonly sha256?: string };

/** What is known of a file that was loaded. */
export interface LoadedFacts {
  /** Where the minutes were counted. */
  readonly missingMinutes?: number;
  readonly warnings: readonly string[];
}

export type Loaded = LoadedFacts | { readonly nothing: string };

export interface CandleSource {
  /** Its id in ccxt. */
  readonly exchange: string;
  readonly symbol: string;
  /** Of the name of its files: `.zip`. */
  readonly ending: string;
  /** For people, where there is nothing: `the archive of binanceusdm`. */
  readonly name: string;
  /** How long after the end of a month its days may be there, and its own file not yet. */
  readonly monthLateMs: number;
  announced(wanted: WantedFile): Promise<Announcement>;
  /** Writes all of it, or tells why there is nothing. @throws an error in one sentence. */
  load(wanted: WantedFile, announced: Announcement, file: NewFile): Promise<Loaded>;
}

/** `BTCUSDT-1m-2024-01.zip` */
export function fileNameOf({ symbol, ending }: CandleSource, { period }: WantedFile): string {
  return `${symbol}-1m-${period}${ending}`;
}
