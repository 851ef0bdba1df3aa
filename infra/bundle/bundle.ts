/**
 * `infra/bundle/`: the function as it is deployed, and what is left out of it.
 *
 * `npm run build`: the function as it is deployed, one folder for each exchange.
 *
 * CommonJS, because importing Node's http as a module loads far more than requiring it does; in front of it a small
 * module, because only a module can wait while the platform initialises it, with a whole processor to itself.
 *
 * Invariant: the same source makes the same bytes, wherever and whenever it is built.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import {
  UnknownExchangeError,
  credentialsOfTheEnvironment,
  oneExchange,
  onlyWhatIsUsedOfZod,
  unusedPartsOfCcxt,
} from './omit-unused.ts';
import { runTold } from '../cli/terminal/run-told.ts';
import { STAGE, StageError, parseStage, type Stage } from '../stages.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DIST = join(ROOT, 'dist');

/** The code that the platform loads; it takes no event before this has ended. */
const ENTRY = `import { createRequire } from 'node:module';

const { handler, warm } = createRequire(import.meta.url)('./bot.cjs');
await warm();

export { handler };
`;

/** In the place of an exchange: the function that draws the bots for the dashboard. */
export const PICTURES = 'pictures';
/** And the one that a click there calls to steer a bot. */
export const STEERING = 'steering';
/** And the one that tries sets of a search. */
export const RESEARCH = 'research';

interface Part {
  /** Of its file. */
  readonly name: string;
  readonly source: string;
}

/** What trades at no exchange. */
const PARTS: ReadonlyMap<string, Part> = new Map([
  [PICTURES, { name: 'widget', source: 'lambda/dashboard/widget-main.ts' }],
  [STEERING, { name: 'steering', source: 'lambda/dashboard/steering-main.ts' }],
  [RESEARCH, { name: 'worker', source: 'infra/research/cloud/worker-main.ts' }],
]);

/** Where the function for an exchange is built, or one of `PARTS`. */
export function bundleFolder(exchange: string): string {
  return join(DIST, exchange);
}

export interface Built {
  /** The files of the function, by their names. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** For reading stacks, and three times as large as what it maps: it is kept beside the function. */
  readonly sourceMap: Uint8Array;
}

/** Builds the function for one exchange, or one of `PARTS`, into a folder, and its source map beside that. @throws UnknownExchangeError */
export async function bundle(exchange: string, folder = bundleFolder(exchange)): Promise<void> {
  const { files, sourceMap } = await built(exchange);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}.cjs.map`, sourceMap);
  for (const [name, content] of files) await writeFile(join(folder, name), content);
}

/** The function for one exchange, or one of `PARTS`, which is written nowhere. @throws UnknownExchangeError */
export async function built(exchange: string): Promise<Built> {
  const part = PARTS.get(exchange);
  if (part !== undefined) return builtPart(part);
  const plugins = [
    oneExchange(exchange),
    unusedPartsOfCcxt,
    credentialsOfTheEnvironment,
    onlyWhatIsUsedOfZod,
  ];
  return bundled('lambda/main.ts', { name: 'bot.cjs', entry: ENTRY, plugins });
}

async function builtPart({ name, source }: Part): Promise<Built> {
  const entry = `import { createRequire } from 'node:module';

export const { handler } = createRequire(import.meta.url)('./${name}.cjs');
`;
  const plugins = [credentialsOfTheEnvironment, onlyWhatIsUsedOfZod];
  return bundled(source, { name: `${name}.cjs`, entry, plugins });
}

async function bundled(
  source: string,
  { name, entry, plugins }: { readonly name: string; readonly entry: string; readonly plugins: Plugin[] },
): Promise<Built> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [source],
    outfile: `dist/${name}`,
    bundle: true,
    write: false,
    minify: true,
    sourcemap: 'external',
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // As for browsers: otherwise packages come in their CommonJS form, of which nothing can be left out.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    // The SDK imports Node's http when it is first used: as a module that loads all of `fetch`, which nobody uses.
    supported: { 'dynamic-import': false },
    // ccxt's own way to fetch, which ours replaces.
    external: ['undici'],
    plugins,
  });
  const contentOf = (end: string) =>
    outputFiles.find(({ path }) => path.endsWith(end))?.contents ?? new Uint8Array();
  const files = new Map([
    [name, contentOf('.cjs')],
    ['index.mjs', Buffer.from(entry)],
  ]);
  return { files, sourceMap: contentOf('.map') };
}

/** What a stage deploys: an exchange for each function of a bot, which others may share, and those of its `PARTS`. */
export function functionsOf({
  bots,
  dashboardPictures,
  dashboardActions,
  research,
}: Stage): ReadonlySet<string> {
  return new Set([
    ...bots.map(({ exchange }) => exchange),
    ...(dashboardPictures ? [PICTURES] : []),
    ...(dashboardActions ? [STEERING] : []),
    ...(research === undefined ? [] : [RESEARCH]),
  ]);
}

/** Builds the functions of a stage. @throws UnknownExchangeError */
export async function bundleStage(stage: Stage, folderOf = bundleFolder): Promise<void> {
  for (const one of functionsOf(stage)) await bundle(one, folderOf(one));
}

if (import.meta.main) {
  await runTold(() => bundleStage(parseStage(STAGE)), [StageError, UnknownExchangeError]);
}
