/**
 * What was recognised in the recorded files of a run, and what is strange about them.
 */
import type { FileNote } from '../../../recordings/read-recording.ts';
import { reasonLines } from '../../../recordings/file-list.ts';
import type { ChosenMarket, RecordedFiles } from '../../../market/market-source.ts';
import { foreignQuote } from '../../../recordings/named-symbol.ts';
import { complain } from '../../terminal/output.ts';
import { count } from '../../terminal/text-format.ts';

/** How files were read; those that were read in the same way are one. */
function wayOf({ form, units, isNewestFirst }: FileNote): string {
  return `${form} · times in ${units.join(' and ')}${isNewestFirst ? ' · newest first' : ''}`;
}

/** One line for each way in which files were read. */
export function recognisedLines({ files }: RecordedFiles): readonly string[] {
  return [...Map.groupBy(files, wayOf)].map(([way, notes]) => {
    const symbols = [...new Set(notes.map(({ symbol }) => symbol))].join(' ');
    const rows = notes.reduce((sum, note) => sum + note.rows, 0);
    return `  read ${count(notes.length)} ${notes.length === 1 ? 'file' : 'files'} of ${symbols} · ${way} · ${count(rows)} rows`;
  });
}

/** What nobody should miss: a sentence for each strange file, and for each reason why files were left out. */
function strangeLines({ files, unused }: RecordedFiles): readonly string[] {
  const strange = files.flatMap(({ file, warnings }) => warnings.map((warning) => `${file} ${warning}`));
  return [...strange, ...reasonLines(unused, (file) => file)];
}

/** Says what is strange about recorded files, also where little is printed. */
export function complainOfStrange({ recorded, symbols, funding = [] }: ChosenMarket): void {
  if (recorded === undefined) return;
  const ofFunding = funding.flatMap(({ warnings = [] }) => warnings);
  const ofQuotes = symbols.flatMap(({ symbol }) => foreignLines(symbol));
  for (const line of [...strangeLines(recorded), ...ofQuotes, ...ofFunding]) complain(line);
}

/** Its results are right in percent, and called dollars all the same. */
function foreignLines(symbol: string): readonly string[] {
  const quote = foreignQuote(symbol);
  if (quote === undefined) return [];
  return [
    `${symbol} is quoted in ${quote}, and the bot counts in dollars: every amount of this market that is called USD, also those of the parameters, is in ${quote}`,
  ];
}
