/**
 * The schemas of stored alerts, and of the memory of sent ones.
 */
import { z } from 'zod';
import { ALERT_KINDS, type Alert, type AlertLog } from '../../core/alerts/alert.ts';
import { text, time } from './ledger-schema.ts';

const alertBase = { id: text, atMs: time, kind: z.enum(ALERT_KINDS) };
export const alert = z.union([
  z.object({ ...alertBase, happened: text, did: text, todo: text }),
  // As the first release wrote them.
  z.object({ ...alertBase, text }).transform(({ text: happened, ...base }) => ({
    ...base,
    happened,
    did: 'It goes on as the parameters say.',
    todo: 'See how it stands: {status}.',
  })),
]) satisfies z.ZodType<Alert>;

export const alertLog = z.object({
  count: z.int(),
  sentAtMs: z.array(time).default(() => []),
  told: z.record(text, time).default(() => ({})),
  heldBack: z.partialRecord(z.enum(ALERT_KINDS), z.int()).default(() => ({})),
}) satisfies z.ZodType<AlertLog>;
