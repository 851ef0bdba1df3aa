/**
 * What the doctor tells the operator to do about a deployment.
 *
 * Invariant: a remedy works where the stack has not changed, too: there `cdk deploy` says "no changes", and does nothing.
 */
import { cdkLine } from '../../../lambda/adapters/command-line.ts';
import type { StageInput } from '../../stages.ts';

export interface Deployed {
  readonly botId: string;
  readonly region: string;
  /** That holds the bot. */
  readonly stack: string;
  /** The bot in infra/stages.ts; `undefined` where this clone does not have it. */
  readonly bot: Pick<StageInput['bots'][number], 'alertEmail' | 'schedule'> | undefined;
}

/** Of what was deleted by hand: CloudFormation believes that it is there. */
export const remade = (stack: string) =>
  `${cdkLine(`destroy ${stack}`)}, then ${cdkLine(`deploy ${stack}`)}: the ledger and the parameters stay, the log goes, and mail must be confirmed again`;

export const aws = (region: string, operation: string, words: string) =>
  `aws ${operation} --region ${region} ${words}`.trimEnd();
