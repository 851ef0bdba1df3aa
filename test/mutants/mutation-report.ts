/**
 * How many mutants were killed, which survived, and which of those are accepted for a reason?
 *
 * A reason names its mutant by the code and not by the number of the line, so that it outlives changes elsewhere. It
 * accepts one mutant. It is stale once nothing survives that it could accept: a test kills the mutant, or the code has
 * changed.
 */
import { z } from 'zod';

export const SCORE_MIN = 0.9;

const place = z.object({ line: z.int(), column: z.int() });

/** What is read of Stryker's report; columns and lines count from 1. */
export const reportSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          replacement: z.string(),
          status: z.enum([
            'Killed',
            'Timeout',
            'Survived',
            'NoCoverage',
            'Ignored',
            'CompileError',
            'RuntimeError',
          ]),
          location: z.object({ start: place, end: place }),
        }),
      ),
    }),
  ),
});

export const acceptedSchema = z.array(
  z.strictObject({
    file: z.string().min(1),
    /** The line on which the replaced code begins. */
    line: z.string().min(1),
    from: z.string().min(1),
    to: z.string(),
    reason: z.string().min(1),
  }),
);

export type MutationReport = z.infer<typeof reportSchema>;
export type Accepted = z.infer<typeof acceptedSchema>[number];

export interface Survivor extends Omit<Accepted, 'reason'> {
  readonly lineNumber: number;
  readonly isCovered: boolean;
}

export interface MutationResult {
  readonly killed: number;
  readonly survivors: readonly Survivor[];
  readonly accepted: readonly Accepted[];
  readonly stale: readonly Accepted[];
  /** Mutants in what is evaluated once, when a module is loaded. */
  readonly untried: number;
  /** Of the mutants that nobody accepted; 1 when there are none. */
  readonly score: number;
}

const onOneLine = (code: string) => code.trim().replaceAll(/\s+/g, ' ');

type ReportFile = MutationReport['files'][string];

function survivorsOf(file: string, { source, mutants }: ReportFile): readonly Survivor[] {
  const lines = source.split('\n');
  return mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(({ replacement, status, location: { start, end } }) => {
      const code = lines.slice(start.line - 1, end.line);
      code.push(code.pop()!.slice(0, end.column - 1));
      return {
        file,
        line: lines[start.line - 1]!.trim(),
        from: onOneLine(code.join('\n').slice(start.column - 1)),
        to: onOneLine(replacement),
        lineNumber: start.line,
        isCovered: status === 'Survived',
      };
    })
    .sort((one, other) => one.lineNumber - other.lineNumber);
}

const isSame = (one: Omit<Accepted, 'reason'>, other: Omit<Accepted, 'reason'>) =>
  one.file === other.file && one.line === other.line && one.from === other.from && one.to === other.to;

export function readReport(report: MutationReport, reasons: readonly Accepted[]): MutationResult {
  const mutants = Object.values(report.files).flatMap((file) => file.mutants);
  const killed = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  const survivors = Object.entries(report.files).flatMap(([path, file]) => survivorsOf(path, file));
  const accepted: Accepted[] = [];
  const stale: Accepted[] = [];
  for (const reason of reasons.filter(({ file }) => report.files[file] !== undefined)) {
    const index = survivors.findIndex((survivor) => isSame(survivor, reason));
    (index < 0 ? stale : accepted).push(reason);
    if (index >= 0) survivors.splice(index, 1);
  }
  const decided = killed + survivors.length;
  return {
    killed,
    survivors,
    accepted,
    stale,
    untried: mutants.filter(({ status }) => status === 'Ignored').length,
    score: decided === 0 ? 1 : killed / decided,
  };
}
