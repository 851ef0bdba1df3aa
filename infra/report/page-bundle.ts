/**
 * The page's script and style, from `page/` and the two libraries that draw.
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

export async function pageBundle(): Promise<PageBundle> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['infra/report/page/page.ts', 'infra/report/page/page.css'],
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
