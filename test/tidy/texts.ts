/**
 * Are texts about the bot alone, and do they name what exists?
 */
import { matchesGlob, posix } from 'node:path';
import { LOCKFILE } from './lockfile.ts';
import { codeOf, matchesByLine, type Rule, type SourceFile, type Violation } from './repository.ts';

/** Words are put together from parts, so that this file does not hold them. */
function words(...parts: readonly (readonly [string, string])[]): string {
  return parts.map(([start, end]) => start + end).join('|');
}

/** What no text may hold, and what would be right. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(`(?<![\\w.~*-])/(?:${words(['wo', 'rk'], ['ro', 'ot'], ['ho', 'me'], ['Us', 'ers'])})/`),
    'a path of one machine: use one from the root of the repository',
  ],
  [
    new RegExp(`registry\\.(?:${words(['npm', 'js'], ['yarn', 'pkg'])})`),
    'a package registry: its address is for the npm configuration of whoever installs',
  ],
  [
    new RegExp(
      `\\b(?:${words(['iss', 'ues?'], ['tick', 'et'], ['pull ', 'request'])})\\s+(?:no\\.?\\s*)?#?\\d+\\b`,
      'i',
    ),
    'a number that leads nowhere from here: say what it is about, or link it whole',
  ],
  [
    // The word is right for a market's hours, a token of AWS and a page in a browser.
    new RegExp(
      `\\b(?:(?:coding|working|parallel|earlier|agent) ${words(['sess', 'ions?'])}|in (?:this|my|our|the last|the previous) ${words(['sess', 'ion'])})\\b`,
      'i',
    ),
    'how the code was written is no matter of its readers: say what is, and why',
  ],
  [
    new RegExp(
      `\\b(?:${words(['cla', 'ude'], ['anth', 'ropic'], ['chat', 'gpt'], ['open', 'ai'], ['co', 'pilot'], ['sub-?', 'agents?'], ['language ', 'models?'], ['LL', 'Ms?'])})\\b`,
      'i',
    ),
    'who or what wrote the code is no matter of its readers',
  ],
  [
    new RegExp(
      `\\b(?:${words(['shared/', '(?:spec|facts|hooks|style)'], ['(?:facts|spec)/', '[a-z-]+\\.md'])})\\b`,
    ),
    'a page that is not in this repository: say here what it says',
  ],
];

/** Texts name no machine, no registry and no workplace. */
export const textsAreAboutTheBot: Rule = (files) =>
  files
    .filter(({ path }) => path !== LOCKFILE)
    .flatMap((file) => FORBIDDEN.flatMap(([pattern, problem]) => matchesByLine(file, pattern, problem)));

/** `cdk` is AWS's own name, and tests of packages name what they run apart. */
const TAKEABLE =
  /\b(?:npx|npm (?:-\S+ +)*(?:exec|x|init|create)|pnpx|pnpm (?:dlx|create)|yarn (?:dlx|create)|bunx|bun create|deno run npm[:]\S*)(?:[ \t]+(?!(?:--no-install )?cdk(?![\w-]))\S+|$)|\bnpm (?:-\S+ +)*(?:i|install|add) (?:\S+ +)*(?:-g|--global)\b/;

/** No text says to run what is installed from a registry where it is not there: somebody can publish it. */
export const commandsCannotBeTaken: Rule = (files) =>
  files
    .filter(({ path }) => path !== LOCKFILE)
    .flatMap((file) =>
      matchesByLine(
        file,
        TAKEABLE,
        'outside the clone it would install what a stranger has published: ./scalper, npm test, npm run',
      ),
    );

/** Code opens with a comment that says what it answers; in the core, also what it keeps. */
export const codeSaysWhatItAnswers: Rule = (files) =>
  [...codeOf(files, 'lambda/'), ...codeOf(files, 'infra/')].flatMap(({ path, text }) => {
    const isLauncher = path.endsWith('.mjs');
    const opening = isLauncher ? /^(?:#!.*\n)?(?:\/\/.*\n|\/\*\*[\s\S]*?\*\/)/ : /^\/\*\*[\s\S]*?\*\//;
    const comment = opening.exec(text)?.[0];
    if (comment === undefined)
      return [{ path, line: 1, problem: 'opens without a comment that says what it answers' }];
    if (!path.startsWith('lambda/core/')) return [];
    if (/\binvariants?\b/i.test(comment)) return [];
    return [{ path, line: 1, problem: 'opens without the invariants that it keeps' }];
  });

function documentsOf(files: readonly SourceFile[]): readonly SourceFile[] {
  return files.filter(({ path }) => path.endsWith('.md'));
}

function exists(files: readonly SourceFile[], path: string): boolean {
  const wanted = path.replace(/\/$/, '');
  return (
    wanted === '' ||
    wanted === '.' ||
    files.some((file) => file.path === wanted || file.path.startsWith(`${wanted}/`))
  );
}

/** The names that a page's headings can be linked by. */
function anchorsOf(text: string): readonly string[] {
  const headings = [...text.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading = '']) => heading);
  const plain = headings.map((heading) => heading.replaceAll(/\]\([^)]*\)/g, '').toLowerCase());
  const names = plain.map((heading) => heading.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-'));
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name}-${before}`;
  });
}

function linkProblem(files: readonly SourceFile[], from: string, link: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(link)) return undefined;
  const [target = '', anchor = ''] = link.split('#');
  const path = target === '' ? from : posix.join(posix.dirname(from), decodeURI(target));
  if (!exists(files, path)) return `links to ${path}, which does not exist`;
  if (anchor === '' || !path.endsWith('.md')) return undefined;
  const page = files.find((file) => file.path === path);
  return anchorsOf(page?.text ?? '').includes(anchor)
    ? undefined
    : `links to #${anchor}, no heading of ${path}`;
}

/** Links lead to files and headings that exist. */
export const linksLeadSomewhere: Rule = (files) =>
  documentsOf(files).flatMap(({ path, text }) =>
    linesOutsideFences(text).flatMap(({ line, content }) => {
      const links = [...content.matchAll(/\]\(<?([^)\s>]+)>?(?: +"[^"]*")?\)|^\[[^\]]+\]: +(\S+)/g)];
      return links.flatMap(([, inline, reference]): Violation[] => {
        const problem = linkProblem(files, path, inline ?? reference ?? '');
        return problem === undefined ? [] : [{ path, line, problem }];
      });
    }),
  );

function linesOutsideFences(text: string): readonly { readonly line: number; readonly content: string }[] {
  let isFenced = false;
  return text.split('\n').flatMap((content, index) => {
    const isFence = /^ *(?:```|~~~)/.test(content);
    if (isFence) isFenced = !isFenced;
    return isFence || isFenced ? [] : [{ line: index + 1, content }];
  });
}

const NAMES_PATHS = [
  'README.md',
  'CONTRIBUTING.md',
  'infra/README.md',
  'infra/cli/README.md',
  'lambda/README.md',
];
const PATH = /^(?:\.\/)?[\w@.-]*[\w@-](?:\/[\w@.*{},-]+)*\/?$/;
const CODE_PATH = /\.(?:m?ts|mjs|md)$/;

/** A path of the repository, from its root; `undefined` for any other code. */
function pathOf(files: readonly SourceFile[], code: string): string | undefined {
  const path = code.replace(/^\.\//, '').replace(/:\d+$/, '');
  if (!PATH.test(path)) return undefined;
  const [first = ''] = path.split('/');
  const isFromRoot = path.includes('/') && files.some((file) => file.path.startsWith(`${first}/`));
  return isFromRoot || CODE_PATH.test(path) || ['lambda', 'infra', 'test'].includes(first) ? path : undefined;
}

/** The pages that lead through the repository name paths that are there. */
export const namedPathsExist: Rule = (files) =>
  documentsOf(files)
    .filter(({ path }) => NAMES_PATHS.includes(path))
    .flatMap((file) =>
      linesOutsideFences(file.text).flatMap(({ line, content }) =>
        [...content.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']): Violation[] => {
          const path = pathOf(files, code);
          const isThere =
            path === undefined ||
            exists(files, path) ||
            files.some((other) => matchesGlob(other.path, path) || other.path.endsWith(`/${path}`));
          return isThere ? [] : [{ path: file.path, line, problem: `names ${path}, which does not exist` }];
        }),
      ),
    );

/** Pages name npm scripts that package.json has. */
export const namedScriptsExist: Rule = (files) => {
  const manifest = files.find(({ path }) => path === 'package.json')?.text ?? '';
  return documentsOf(files).flatMap(({ path, text }) =>
    text.split('\n').flatMap((content, index) =>
      [...content.matchAll(/\bnpm run (?:-s |--silent )?([\w:-]+)/g)].flatMap(
        ([, script = '']): Violation[] =>
          manifest.includes(`"${script}":`)
            ? []
            : [
                {
                  path,
                  line: index + 1,
                  problem: `names the script ${script}, which package.json does not have`,
                },
              ],
      ),
    ),
  );
};
