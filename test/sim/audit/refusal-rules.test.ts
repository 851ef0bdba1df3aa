/**
 * Is a bot found that tells nobody that the parameters are refused, or not in time?
 */
import { describe, expect, it } from 'vitest';
import { auditedTable } from './doctored.ts';
import { OlderRelease } from './older-release.ts';
import { RefusalRules } from './refusal-rules.ts';

const MINUTE_MS = 60_000;
const REFUSED = { refusal: { text: 'leverage = 0' } };
const OTHERS = { refusal: { text: 'leverage = 900' } };

/** A bot that commits every minute. */
function living() {
  const { looking, found, pass, commits, commit } = auditedTable();
  const older = new OlderRelease(looking);
  const rules = new RefusalRules(looking, older);
  let version = 0;
  const live = (minutes: number, changes: object = {}) => {
    for (let k = 0; k < minutes; k += 1) {
      version += 1;
      commit({ ...changes, version });
      for (const written of commits.slice(-1)) rules.committed(written);
      pass(MINUTE_MS);
    }
  };
  /** Commits its refusal, and tells it. */
  const tell = (changes: object) => {
    const told = {
      id: `a${version}`,
      atMs: looking.nowMs(),
      kind: 'parameters-refused',
      happened: 'Refused.',
    };
    live(1, { ...changes, outbox: { rows: [], alerts: [told] } });
  };
  const untold = () => found.filter((rule) => rule === 'refusal-untold').length;
  return { rules, older, untold, live, tell };
}

describe('refused parameters', () => {
  it('are told in the commit that refuses them, or counted', () => {
    const silent = living();
    silent.live(1, REFUSED);
    expect(silent.untold()).toBe(1);
    const counted = living();
    counted.live(99, { ...REFUSED, alertLog: { heldBack: { 'parameters-refused': 1 } } });
    expect(counted.untold()).toBe(0);
    const told = living();
    told.tell(REFUSED);
    told.live(200, REFUSED);
    expect(told.untold()).toBe(0);
  });

  it('are told in other words, whatever was told before', () => {
    const { untold, live, tell } = living();
    tell(REFUSED);
    live(1, OTHERS);
    expect(untold()).toBe(1);
  });

  it('may come and go untold for an hour, and no longer', () => {
    const { untold, live, tell } = living();
    tell(REFUSED);
    for (let k = 0; k < 29; k += 1) {
      live(1);
      live(1, REFUSED);
    }
    expect(untold()).toBe(0);
    live(5);
    live(1, REFUSED);
    expect(untold()).toBe(1);
  });

  it('that came again within the hour are told when it is over, while they last', () => {
    const judged = (during: (bot: ReturnType<typeof living>) => void) => {
      const bot = living();
      bot.tell(REFUSED);
      bot.live(10);
      bot.live(49, REFUSED);
      during(bot);
      return bot.untold();
    };
    expect(judged(({ live }) => live(8, REFUSED))).toBe(0);
    expect(judged(({ live }) => live(10, REFUSED))).toBe(1);
    expect(
      judged(({ tell, live }) => {
        tell(REFUSED);
        live(90, REFUSED);
      }),
    ).toBe(0);
    expect(judged(({ live }) => live(90))).toBe(0);
  });

  it('that cannot be read are not asked for, and those that are gone are', () => {
    const judged = (cause: string) => {
      const { rules, untold, live, tell } = living();
      tell(REFUSED);
      live(10);
      for (let k = 0; k < 90; k += 1) {
        rules.note([cause]);
        live(1, REFUSED);
      }
      return untold();
    };
    expect(judged('ssm internal-error')).toBe(0);
    expect(judged('ssm gone')).toBe(1);
  });

  it('that wait are told no more where an older release was deployed meanwhile', () => {
    const { older, untold, live, tell } = living();
    tell(REFUSED);
    live(10);
    live(5, REFUSED);
    older.onHappening({ kind: 'release', atMs: 0, forMs: 9 * MINUTE_MS, release: 'older' });
    live(1);
    live(90, REFUSED);
    expect(untold()).toBe(0);
  });
});
