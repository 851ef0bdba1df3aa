/**
 * The option that writes the result of a run as a file, and the place it names.
 */
import type { Command } from 'commander';
import { prepareOutput, type OutputFile } from '../../files/output-file.ts';
import { REPORT_BEGINNING } from '../reports/run-report.ts';
import type { MarketOptions, ParameterOptions } from './options.ts';

export interface ReportOptions {
  readonly report?: string;
  readonly force?: true;
}

export function withReportOptions(command: Command): Command {
  return command
    .option('--report <file>', 'write the result as JSON')
    .option('--force', 'let the report replace a file that this program did not write');
}

/** A place for the report, before anything runs. */
export async function reportOf(
  options: ReportOptions & MarketOptions & ParameterOptions,
): Promise<OutputFile | undefined> {
  const { report, force, candles = [], detail = [], funding = [], params } = options;
  if (report === undefined) return undefined;
  return prepareOutput(report, {
    option: '--report',
    inputs: [...candles, ...detail, ...funding, ...(params === undefined ? [] : [params])],
    isForced: force ?? false,
    ownBeginning: REPORT_BEGINNING,
  });
}
