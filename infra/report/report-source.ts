/**
 * The reports that other commands wrote, told apart by what they hold.
 */
import { wordsOf } from '../caught-words.ts';
import { readText } from '../files/bounded-text.ts';
import { pathFailureWords } from '../files/system-error.ts';
import { readWrittenJson } from '../files/written-file.ts';
import { InputError } from '../input-error.ts';
import { parityFacts, parityReportSchema } from './parity-report-input.ts';
import type { ReportFacts } from './report-input.ts';
import { runFacts, runReportSchema } from './run-report-input.ts';
import { searchFacts, searchReportSchema } from './search-report-input.ts';

/** A year of trades has 25 MB. */
const REPORT_BYTES_MAX = 256 * 1024 * 1024;
const NAMED_MAX = 5;
const WRITERS = '--report of start, backtest, sweep, walk-forward or parity writes one';

/** @throws InputError for a file that cannot be read, or that is no report of this program. */
export async function readReport(file: string): Promise<ReportFacts> {
  const text = await readText(file, REPORT_BYTES_MAX).catch((error: unknown) => {
    throw new InputError(`cannot read ${file}: ${pathFailureWords(error) ?? wordsOf(error)}`, {
      cause: error,
    });
  });
  return reportFacts(readWrittenJson(text, file), file);
}

/** @param name of where it is from, for errors. @throws InputError */
export function reportFacts(written: unknown, name: string): ReportFacts {
  if (typeof written !== 'object' || written === null)
    throw new InputError(`${name}: it is no report; ${WRITERS}`);
  if ('parts' in written) return checked(parityReportSchema, parityFacts, written, name);
  if ('ledger' in written) return checked(runReportSchema, runFacts, written, name);
  if ('sets' in written) return checked(searchReportSchema, searchFacts, written, name);
  throw new InputError(`${name}: it is no report of a run, a search or a comparison; ${WRITERS}`);
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

interface Schema<Report> {
  readonly safeParse: (
    written: unknown,
  ) =>
    | { readonly success: true; readonly data: Report }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
}

function checked<Report, Facts>(
  schema: Schema<Report>,
  factsOf: (report: Report) => Facts,
  written: unknown,
  name: string,
): Facts {
  const parsed = schema.safeParse(written);
  if (parsed.success) return factsOf(parsed.data);
  const { issues } = parsed.error;
  const words = issues
    .slice(0, NAMED_MAX)
    .map(({ path, message }) => `${path.map(String).join('.') || 'it'}: ${message}`);
  const more = issues.length - NAMED_MAX;
  throw new InputError(
    `${name}: it is no report that this release can read: ${words.join('; ')}${more > 0 ? `; ${more} more` : ''}`,
  );
}
