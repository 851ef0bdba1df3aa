/**
 * Mistakes in the hours of markets that have closed ones.
 */
import { meets, type PlantedBug } from './planted-bug.ts';

const shows = meets(/^hours end/);

export const SESSION_BUGS: readonly PlantedBug[] = [
  {
    name: 'the end of a session closes nothing',
    file: 'lambda/core/strategy/exit-rules.ts',
    from: "  if (isEnding(sessions, tickMs, terms.sessionEndSeconds)) return 'session-end';",
    to: '',
    cost: 'a position over a weekend, whose stop is met by the gap after it',
    shows,
  },
  {
    name: 'closed hours are entered',
    file: 'lambda/core/trading-sessions.ts',
    from: "  return phase === 'closed' || isEnding(sessions, timeMs, sessionEndSeconds) ? 'closed-session' : undefined;",
    to: "  return phase === 'open' && isEnding(sessions, timeMs, sessionEndSeconds) ? 'closed-session' : undefined;",
    cost: 'positions at thin prices that follow nothing',
    shows,
  },
  {
    name: 'entries go on until the close',
    file: 'lambda/core/trading-sessions.ts',
    from: "  return phase === 'closed' || isEnding(sessions, timeMs, sessionEndSeconds) ? 'closed-session' : undefined;",
    to: "  return phase === 'closed' ? 'closed-session' : undefined;",
    cost: 'positions that are closed a minute later, with fees for nothing',
    shows,
  },
];
