/**
 * All mistakes.
 */
import { LEDGER_BUGS } from './ledger-bugs.ts';
import { LIMIT_BUGS } from './limit-bugs.ts';
import { MONEY_BUGS } from './money-bugs.ts';
import { OPERATOR_BUGS } from './operator-bugs.ts';
import { ORDER_BUGS } from './order-bugs.ts';
import type { PlantedBug } from './planted-bug.ts';
import { SESSION_BUGS } from './session-bugs.ts';

export const PLANTED_BUGS: readonly PlantedBug[] = [
  ...ORDER_BUGS,
  ...LEDGER_BUGS,
  ...MONEY_BUGS,
  ...LIMIT_BUGS,
  ...OPERATOR_BUGS,
  ...SESSION_BUGS,
];
