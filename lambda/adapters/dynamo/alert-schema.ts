/**
 * The schemas of stored alerts, and of the memory of sent ones.
 *
 * Invariants:
 * - An alert keeps no bot that was rolled back from its positions. One of a kind that only a newer release knows is
 *   read as of kind `other`, with its words.
 */
import { z } from 'zod';
import { ALERT_KINDS, type Alert, type AlertKind, type AlertLog } from '../../core/alerts/alert.ts';
import { text } from './trade-schema.ts';
import { time } from './statistics-schema.ts';

const OTHER: AlertKind = 'other';

const kind = text.transform(knownKind);
const alertBase = { id: text, atMs: time, kind, laterKind: kind.optional() };
export const alert = z
  .union([
    z.object({ ...alertBase, happened: text, did: text, todo: text }),
    // As the first release wrote them.
    z.object({ ...alertBase, text }).transform(({ text: happened, ...base }) => ({
      ...base,
      happened,
      did: 'It goes on as the parameters say.',
      todo: 'See how it stands: {status}.',
    })),
  ])
  .transform(({ laterKind, ...written }): Alert => ({
    ...written,
    kind: laterKind ?? written.kind,
  })) satisfies z.ZodType<Alert>;

const counts = z.record(text, z.int()).default(() => ({}));

export const alertLog = z
  .object({
    count: z.int(),
    sentAtMs: z.array(time).default(() => []),
    told: z.record(text, time).default(() => ({})),
    heldBack: counts,
    laterHeldBack: counts,
  })
  .transform(({ heldBack, laterHeldBack, ...log }): AlertLog => ({
    ...log,
    heldBack: byKind({ ...heldBack, ...laterHeldBack }),
  })) satisfies z.ZodType<AlertLog>;

function knownKind(name: string): AlertKind {
  return ALERT_KINDS.find((known) => known === name) ?? OTHER;
}

function byKind(written: Readonly<Record<string, number>>): AlertLog['heldBack'] {
  const sums: Partial<Record<AlertKind, number>> = {};
  for (const [name, count] of Object.entries(written)) {
    const known = knownKind(name);
    sums[known] = (sums[known] ?? 0) + count;
  }
  return sums;
}
