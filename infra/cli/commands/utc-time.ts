/**
 * A moment in an option: a day, which is its 00:00, or a minute; UTC.
 */
import { InvalidArgumentError } from 'commander';

const MOMENT = /^(?<day>\d{4}-\d\d-\d\d)(?:[T ](?<minute>\d\d:\d\d)(?::00)?)?Z?$/;

export function utcTime(written: string): number {
  const { day, minute = '00:00' } = MOMENT.exec(written.trim())?.groups ?? {};
  const timeMs = Date.parse(`${day}T${minute}Z`);
  // The 30th of February would be read as a day of March.
  if (
    day !== undefined &&
    !Number.isNaN(timeMs) &&
    new Date(timeMs).toISOString().startsWith(`${day}T${minute}`)
  )
    return timeMs;
  throw new InvalidArgumentError(
    'It must be a day or a minute in UTC, such as 2024-03-01 or 2024-03-01T12:30.',
  );
}
