/**
 * Runs one seed as it was asked for: traced, compared, drawn.
 */
import { writeFileSync } from 'node:fs';
import { defectLines } from '../../../infra/cli/terminal/defect-lines.ts';
import { readCandleFiles } from '../../../infra/candles/candle-files.ts';
import type { RunReport } from '../run-report.ts';
import type { RunSample } from '../run-sample.ts';
import type { RunOptions } from '../run-seed.ts';
import { runPicture } from '../picture/run-picture.ts';
import { happeningsJson } from '../swarm/happening-file.ts';
import { revision } from './revision.ts';
import type { RunAnswer, RunRequest } from './run-request.ts';
import { readLines, TraceComparison, TraceFile, traceLine, type Difference } from './trace-difference.ts';

export async function answerRequest(
  request: RunRequest,
  run: (options: RunOptions) => Promise<RunReport>,
): Promise<RunAnswer> {
  try {
    return await (request.replayedFile === undefined
      ? recorded(request, run)
      : replayed(request, request.replayedFile, run));
  } catch (error) {
    return { kind: 'defect', lines: defectLines(error) };
  }
}

async function recorded(
  request: RunRequest,
  run: (options: RunOptions) => Promise<RunReport>,
): Promise<RunAnswer> {
  const { seed, minutes, happenings, recorded: candles, traceFile, pictureFile } = request;
  const trace =
    traceFile === undefined
      ? undefined
      : new TraceFile(traceFile, {
          seed,
          minutes,
          revision: revision(),
          ...(happenings !== undefined && { happenings: happeningsJson(happenings) }),
          ...(candles !== undefined && { recorded: candles }),
        });
  const samples: RunSample[] = [];
  try {
    const report = await run({
      ...(await optionsOf(request)),
      ...(trace !== undefined && { onTrace: (line: string) => trace.write(line) }),
      ...(pictureFile !== undefined && { onSample: (sample: RunSample) => samples.push(sample) }),
    });
    if (pictureFile !== undefined) writeFileSync(pictureFile, runPicture(report, samples));
    return { kind: 'report', report };
  } finally {
    trace?.close();
  }
}

async function optionsOf(request: RunRequest): Promise<RunOptions> {
  const { seed, minutes, happenings, keptMax, recorded: files } = request;
  return {
    seed,
    minutes,
    ...(happenings !== undefined && { happenings }),
    ...(keptMax !== undefined && { keptMax }),
    ...(files !== undefined && { recorded: (await readCandleFiles(files)).symbols }),
  };
}

/** A run that differs is left where it is. */
async function replayed(
  request: RunRequest,
  file: string,
  run: (options: RunOptions) => Promise<RunReport>,
): Promise<RunAnswer> {
  const [, ...lines] = await readLines(file);
  const comparison = new TraceComparison(lines);
  const { promise: differs, resolve } = Promise.withResolvers<Difference>();
  let isFound = false;
  const compare = (line: string | undefined) => {
    if (isFound) return;
    const difference = comparison.next(line);
    if (difference === undefined) return;
    isFound = true;
    resolve(difference);
  };
  const ends = run({ ...(await optionsOf(request)), onTrace: (line) => compare(traceLine(line)) });
  const first = await Promise.race([ends, differs]);
  // The end, too, is compared: it may have come early.
  compare(undefined);
  if (isFound) return { kind: 'differs', difference: await differs };
  if ('digest' in first) return { kind: 'report', report: first };
  return { kind: 'differs', difference: first };
}
