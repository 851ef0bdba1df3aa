/**
 * The app of infra/app.ts with a stage of the test's own, and a placeholder for each function that the test has not built.
 *
 * The command line starts it, as it starts infra/app.ts.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKallisti, deployedOf } from '../../infra/app.ts';
import { parseStage } from '../../infra/stages.ts';

const [folder = '', stageJson = ''] = process.argv.slice(2);
const stage = parseStage(JSON.parse(stageJson));
const bundlePath = join(folder, 'bundle');
mkdirSync(bundlePath, { recursive: true });
writeFileSync(join(bundlePath, 'index.mjs'), 'export const handler = async () => {};\n');
const bundleOf = (name: string) => (existsSync(join(folder, name)) ? join(folder, name) : bundlePath);
createKallisti({ stage, bundleOf, deployed: await deployedOf(stage), checked: false });
