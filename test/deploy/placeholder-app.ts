/**
 * The app with a placeholder for the built function, at the path that `PLACEHOLDER_BUNDLE` names.
 */
import { createKallisti } from '../../infra/app.ts';
import { STAGE, parseStage } from '../../infra/stages.ts';

createKallisti({ stage: parseStage(STAGE), bundleOf: () => process.env['PLACEHOLDER_BUNDLE'] ?? '' });
