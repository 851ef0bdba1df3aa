/**
 * The run of a trace once more, with the code as it is now: which decision is the first that is another one?
 */
import { z } from 'zod';
import { InputError } from '../../../infra/input-error.ts';
import { parseScenario } from '../swarm/happening-file.ts';
import { differenceLines } from './failure-text.ts';
import type { Machine } from './sim-machine.ts';
import { readLines } from './trace-difference.ts';

const headerSchema = z.object({ revision: z.string() });

export async function replay(
  file: string,
  machine: Pick<Machine, 'ask' | 'print' | 'revision'>,
): Promise<number> {
  const [header = ''] = await readLines(file);
  const scenario = parseScenario(header, `the first line of ${file}`);
  const { revision } = parsedHeader(header, file);
  const answer = await machine.ask({ ...scenario, keptMax: 0, replayedFile: file });
  switch (answer.kind) {
    case 'report':
      machine.print([
        `Seed ${scenario.seed} is the same as at revision ${revision}: ${answer.report.traceLines} lines.`,
      ]);
      return 0;
    case 'differs':
      machine.print([
        `Seed ${scenario.seed} is not as it was at revision ${revision}.`,
        ...differenceLines(answer.difference, revision, machine.revision),
      ]);
      return 1;
    case 'defect':
      machine.print([`Seed ${scenario.seed} came to no end:`, ...answer.lines]);
      return 1;
  }
}

function parsedHeader(header: string, file: string): z.infer<typeof headerSchema> {
  const parsed = headerSchema.safeParse(JSON.parse(header));
  if (parsed.success) return parsed.data;
  throw new InputError(`${file} is no trace: its first line names no revision`);
}
