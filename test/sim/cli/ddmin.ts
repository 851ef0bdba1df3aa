/**
 * The shortest part of a list that still does it: Zeller and Hildebrandt, "Simplifying and isolating failure-inducing
 * input", 2002.
 */

/** @returns which of the lists does it, the first of several. */
export type FirstThatDoes<Item> = (lists: readonly (readonly Item[])[]) => Promise<number | undefined>;

/** @returns a part of which no single item can be left out. */
export async function ddmin<Item>(
  all: readonly Item[],
  firstThatDoes: FirstThatDoes<Item>,
): Promise<readonly Item[]> {
  if (all.length > 0 && (await firstThatDoes([[]])) !== undefined) return [];
  let items = all;
  let parts = 2;
  while (items.length > 1) {
    const chunks = divided(items, parts);
    const rests = restsOf(items, chunks);
    // Of two halves, each is the rest of the other.
    const candidates = parts === 2 ? chunks : [...chunks, ...rests];
    const found = await firstThatDoes(candidates);
    if (found !== undefined) {
      items = candidates[found]!;
      parts = found < chunks.length ? 2 : Math.max(2, parts - 1);
    } else if (parts >= items.length) {
      break;
    } else {
      parts = Math.min(items.length, 2 * parts);
    }
  }
  return items;
}

function divided<Item>(items: readonly Item[], parts: number): readonly (readonly Item[])[] {
  return Array.from({ length: parts }, (_, k) =>
    items.slice(Math.floor((k * items.length) / parts), Math.floor(((k + 1) * items.length) / parts)),
  );
}

function restsOf<Item>(
  items: readonly Item[],
  chunks: readonly (readonly Item[])[],
): readonly (readonly Item[])[] {
  return chunks.map((chunk) => items.filter((item) => !chunk.includes(item)));
}

/** The first that does it, several tried at once. */
export async function firstOf<Candidate>(
  candidates: readonly Candidate[],
  does: (candidate: Candidate) => Promise<boolean>,
  jobs: number,
): Promise<number | undefined> {
  for (let from = 0; from < candidates.length; from += jobs) {
    const tried = await Promise.all(candidates.slice(from, from + jobs).map(does));
    const found = tried.indexOf(true);
    if (found >= 0) return from + found;
  }
  return undefined;
}
