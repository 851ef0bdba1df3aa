import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { acceptedSchema, readReport, type Accepted, type MutationReport } from './mutation-report.ts';

const FILE = 'lambda/core/a.ts';
const SOURCE = `export function isOver(a: number, b: number) {
  if (a > b) {
    return true;
  }
  return false;
}
`;

type Mutant = MutationReport['files'][string]['mutants'][number];

const at = (start: [number, number], end: [number, number]) => ({
  start: { line: start[0], column: start[1] },
  end: { line: end[0], column: end[1] },
});
const comparison: Mutant = { replacement: 'a >= b', status: 'Survived', location: at([2, 7], [2, 12]) };
const block: Mutant = { replacement: '{}', status: 'NoCoverage', location: at([2, 14], [4, 4]) };
const killed: Mutant = { replacement: 'true', status: 'Killed', location: at([5, 10], [5, 15]) };

const reportOf = (mutants: Mutant[], source = SOURCE): MutationReport => ({
  files: { [FILE]: { source, mutants } },
});
const equal: Accepted = {
  file: FILE,
  line: 'if (a > b) {',
  from: 'a > b',
  to: 'a >= b',
  reason: 'never equal',
};

describe('A mutation report', () => {
  it('names survivors by their place and code, also over several lines', () => {
    const { survivors } = readReport(reportOf([block, killed, comparison]), []);
    expect(survivors).toMatchObject([
      { file: FILE, lineNumber: 2, from: '{ return true; }', to: '{}', isCovered: false },
      { file: FILE, lineNumber: 2, line: 'if (a > b) {', from: 'a > b', to: 'a >= b', isCovered: true },
    ]);
  });

  it('scores killed mutants and those that never end, and neither constants nor what does not run', () => {
    const others: Mutant[] = [
      { ...killed, status: 'Timeout' },
      { ...killed, status: 'Ignored' },
      { ...killed, status: 'RuntimeError' },
    ];
    const result = readReport(reportOf([killed, killed, comparison, ...others]), []);
    expect(result).toMatchObject({ killed: 3, untried: 1, score: 0.75 });
    expect(readReport(reportOf([]), []).score).toBe(1);
  });

  it('takes accepted mutants out of score and list, wherever the line has moved to', () => {
    const moved = { ...comparison, location: at([3, 7], [3, 12]) };
    const result = readReport(reportOf([killed, moved], `\n${SOURCE}`), [equal]);
    expect(result).toMatchObject({ accepted: [equal], stale: [], survivors: [], score: 1 });
  });

  it('accepts one mutant for one reason', () => {
    const twice = reportOf([comparison, comparison]);
    expect(readReport(twice, [equal]).survivors).toHaveLength(1);
    expect(readReport(twice, [equal, equal]).survivors).toEqual([]);
  });

  it('calls a reason stale when its mutant is killed or its code has changed, and leaves other files alone', () => {
    const dead = reportOf([{ ...comparison, status: 'Killed' }]);
    expect(readReport(dead, [equal]).stale).toEqual([equal]);
    expect(readReport(reportOf([comparison], SOURCE.replace('a > b', 'b < a')), [equal]).stale).toEqual([
      equal,
    ]);
    expect(readReport(dead, [{ ...equal, file: 'lambda/core/b.ts' }]).stale).toEqual([]);
  });

  it('has reasons only for code that is still there', () => {
    const reasons = acceptedSchema.parse(
      JSON.parse(readFileSync(new URL('accepted.json', import.meta.url), 'utf8')),
    );
    const gone = reasons.filter(({ file, line }) => {
      const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
      return !source.split('\n').some((text) => text.trim() === line);
    });
    expect(gone).toEqual([]);
  });
});
