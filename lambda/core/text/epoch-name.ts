/**
 * How is an epoch named in the ids that leave its table: those of orders and of alerts?
 *
 * Invariants:
 * - No two epochs of a bot have the same name, not even in two tables that were restored from one backup in one minute. The
 *   number alone can be that of both: neither knows of the other, so whoever begins an epoch marks it. Marks are drawn: one pair
 *   of such epochs in 1.7 million has the same. Ids have no room for a longer one.
 * - A name is read back. One without a mark is a number, as earlier releases wrote it: the first epoch of a bot is on paper.
 * - A release that knows of no marks takes a marked order for nobody's, and touches none.
 */
import { shortHash } from '../words.ts';

/** Which epoch it is, of all tables that the bot has had. */
export interface EpochIdentity {
  /** Grows from each epoch of a table to the next. */
  readonly epoch: number;
  /** Absent in a bot's first epoch, and in those that earlier releases have begun. */
  readonly epochMark?: string | undefined;
}

export const EPOCH_MARK = /^[0-9a-z]{4}$/;

/** Five digits are enough for minutes until the year 2084. */
const [RADIX, NUMBER_DIGITS, MARK_CHARACTERS] = [36, 5, 4];

/** @param beginnerId unique to whoever begins the epoch: to the invocation, or to the command. */
export function epochMarkOf(beginnerId: string): string {
  return shortHash(beginnerId).slice(-MARK_CHARACTERS);
}

/** `29461234`, and with a mark nine letters and digits: `hjgfmk3f9`. */
export function epochName({ epoch, epochMark: mark }: EpochIdentity): string {
  return mark === undefined ? String(epoch) : `${epoch.toString(RADIX).padStart(NUMBER_DIGITS, '0')}${mark}`;
}

/** `undefined` for what names none. */
export function readEpochName(name: string): EpochIdentity | undefined {
  if (/^\d{1,8}$/.test(name)) return { epoch: Number(name) };
  if (!/^[0-9a-z]{9}$/.test(name)) return undefined;
  const epoch = Number.parseInt(name.slice(0, NUMBER_DIGITS), RADIX);
  return { epoch, epochMark: name.slice(NUMBER_DIGITS) };
}
