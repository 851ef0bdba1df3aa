/**
 * Does each folder say once what it answers, and is the way in short?
 */
import { codeFolders, folderAnswers, folderOf } from '../../infra/docs/folder-table.ts';
import type { Rule } from './repository.ts';

/** One file of a folder with code, or its README, says what the folder answers. */
export const foldersSayWhatTheyAnswer: Rule = (files) => {
  const answers = folderAnswers(files);
  return codeFolders(files).flatMap((folder) => {
    const [first, ...others] = answers.filter((answer) => answer.folder === folder);
    if (first === undefined) {
      const path = files.find((file) => folderOf(file) === folder)?.path ?? folder;
      return [
        {
          path,
          line: 1,
          problem: `no file says what ${folder} answers: begin the header of the one to read first with "\`${folder}\`: …"`,
        },
      ];
    }
    return others.map(({ readFirst }) => ({
      path: readFirst,
      line: 1,
      problem: `says what ${folder} answers, as ${first.readFirst} does: one of them is enough`,
    }));
  });
};

const README_LINES_MAX = 150;

/** A newcomer reads the README to its end. */
export const readmeIsShort: Rule = (files) =>
  files
    .filter(({ path }) => path === 'README.md')
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > README_LINES_MAX)
    .map(({ path, lines }) => ({
      path,
      line: README_LINES_MAX + 1,
      problem: `${lines} lines are more than ${README_LINES_MAX}: move what is not needed at first beside what it describes`,
    }));
