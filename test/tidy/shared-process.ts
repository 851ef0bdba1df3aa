/**
 * Does a file of tests that shares its process leave the modules and the environment of the others alone?
 */
import { matchesGlob } from 'node:path';
import { SHARING } from '../../vitest.config.ts';
import { codeOf, matchesByLine, type Rule } from './repository.ts';

const KEPT_BY_THE_PROCESS =
  /\bvi\.(?:mock|doMock|hoisted|resetModules)\b|\bprocess\.(?:chdir\(|env(?:\[[^\]]+\]|\.\w+) = )/;

const RIGHT =
  'the files that run after it in its process get it, too; leave the file out of SHARING in vitest.config.ts';

/** Modules are replaced, and the environment is set for good, only where nobody else is. */
export const processesAreSharedUnchanged: Rule = (files) =>
  codeOf(files, 'test/')
    .filter(({ path }) => SHARING.some((pattern) => matchesGlob(path, pattern)))
    .flatMap((file) => matchesByLine(file, KEPT_BY_THE_PROCESS, RIGHT));
