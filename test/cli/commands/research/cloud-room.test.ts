/** Is a search that no command could gather refused before it begins, and is one that fits not? */
import { describe, expect, it, vi } from 'vitest';
import { requirePrice, requireRoom } from '../../../../infra/cli/commands/research/cloud-search.ts';
import { DAY_MS } from '../../../../lambda/core/units.ts';

describe('The room of a command', () => {
  it('takes the days of all its tries, and is told when they are more', () => {
    const year = { spanMs: 365 * DAY_MS };
    expect(() => requireRoom([{ tries: 100_000, ...year }])).not.toThrow();
    expect(() => requireRoom([{ tries: 136_986, ...year }])).not.toThrow();
    expect(() => requireRoom([{ tries: 136_987, ...year }])).toThrow();
    const portions = [
      { tries: 100_000, ...year },
      { tries: 300_000, spanMs: 90 * DAY_MS },
    ];
    expect(() => requireRoom(portions)).toThrow(
      /^--cloud: nothing was begun\. The sets have 64 million days of results, and a command keeps at most 50 million: search fewer sets or days/,
    );
  });
});

describe('The price of a search', () => {
  const portions = [{ tries: 100_000, spanMs: 365 * DAY_MS }];
  const cloud = { workers: 100, region: 'ap-northeast-1' };

  it('is refused above what is allowed, and told below it', () => {
    const said = vi.spyOn(console, 'error').mockReturnValue();
    expect(() => requirePrice(portions, { symbols: 1, maxUsd: 0.22 }, cloud)).toThrow(
      /^--max-usd 0\.22: nothing was begun\. 100,000 tries in 1,\d{3} batches, at most 100 at once: about 0\.23 USD/,
    );
    expect(() => requirePrice(portions, { symbols: 1, maxUsd: 0.24 }, cloud)).not.toThrow();
    expect(said).toHaveBeenCalledWith(expect.stringMatching(/about 0\.23 USD and about 2 minutes/));
    expect(() => requirePrice(portions, { symbols: 2, maxUsd: 0.24 }, cloud)).toThrow('about 0.32 USD');
  });
});
