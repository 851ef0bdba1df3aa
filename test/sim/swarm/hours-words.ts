/**
 * What happens to the hours of markets, in words.
 */
import type { OfHours } from './hours-stage.ts';
import { duration, rounded } from './number-words.ts';

const UNREAD = {
  unavailable: 'are not told',
  missing: 'are missing in their answer',
  contradictory: 'contradict themselves',
} as const;

export function hoursWords(happening: OfHours): string {
  const lasting = `for ${duration(happening.forMs)}`;
  switch (happening.kind) {
    case 'closed-hours': {
      const { symbol, gapPct } = happening;
      const gap = gapPct === 0 ? '' : `, and begins again ${rounded(gapPct)} % away`;
      return `${symbol} has closed hours ${lasting}${gap}`;
    }
    case 'hours-unread':
      return `the hours of markets ${UNREAD[happening.as]} ${lasting}`;
    case 'agreement-unsigned':
      return `the agreement for markets with hours is not signed ${lasting}`;
  }
}
