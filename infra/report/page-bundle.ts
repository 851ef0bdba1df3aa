/**
 * The script and style of a page, from `page/`, or `infra/local-page/browser/`, and the two libraries that draw.
 *
 * Invariant: the same source makes the same bytes.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface PageBundle {
  readonly script: string;
  readonly style: string;
}

/** What a page begins with: the report's, or that of a run which is looked at while it goes on. */
const ENTRIES = {
  report: { in: 'infra/report/page/page.ts', style: 'infra/report/page/page.css' },
  run: { in: 'infra/local-page/browser/run-view.ts', style: 'infra/local-page/browser/run-view.css' },
} as const;

export async function pageBundle(page: keyof typeof ENTRIES = 'report'): Promise<PageBundle> {
  const { in: script, style } = ENTRIES[page];
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [script, style],
    outdir: 'dist',
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    // Browsers that unpack gzip by themselves.
    target: 'es2022',
    format: 'esm',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'error',
  });
  const textOf = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}
