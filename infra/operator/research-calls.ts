/**
 * The calls of AWS that a search in the cloud makes.
 *
 * Invariant: `sweep --cloud` and `walk-forward --cloud` make these calls and no others; a test runs them and compares. The policy
 * of the research stack is made from here.
 */

/** What of the research stack, or of the account, a call is made on. */
export type ResearchPlace =
  | 'research stack'
  | 'research bucket'
  | 'objects'
  /** All but what the map writes. */
  | 'objects of commands'
  | 'state machine'
  | 'jobs'
  | 'map runs'
  /** Lambda's limits, of the account in the region. */
  | 'account limits';

export type ResearchCall = readonly [action: string, on: ResearchPlace];

export const RESEARCH_CALLS: readonly ResearchCall[] = [
  ['cloudformation:DescribeStacks', 'research stack'],
  ['lambda:GetAccountSettings', 'account limits'],
  // Without it AWS calls what is not there forbidden.
  ['s3:ListBucket', 'research bucket'],
  ['s3:GetObject', 'objects'],
  ['s3:PutObject', 'objects of commands'],
  ['states:StartExecution', 'state machine'],
  ['states:DescribeExecution', 'jobs'],
  ['states:ListMapRuns', 'jobs'],
  ['states:DescribeMapRun', 'map runs'],
];
