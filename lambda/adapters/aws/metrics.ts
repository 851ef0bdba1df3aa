/**
 * Which metrics does the bot publish, and which question does each answer?
 *
 * At most five every minute: a metric costs more than the computing it watches. One that is sent in one hour of a day
 * costs a twenty-fourth. They leave in the tick's log line, in CloudWatch's embedded metric format; alarms and the
 * dashboard read the same names.
 */
export const METRIC_NAMESPACE = 'Kallisti';

/** The one dimension, with the bot's id: each further combination would be a metric of its own. */
export const METRIC_DIMENSION = 'Bot';

export interface BotMetric {
  readonly name: string;
  /** A unit of CloudWatch. */
  readonly unit: 'Count' | 'Seconds' | 'None';
  readonly question: string;
  /** Sent once in a UTC day, when it begins, instead of every minute. */
  readonly isDaily?: true;
}

export const METRICS = {
  heartbeat: { name: 'Heartbeat', unit: 'Count', question: 'Did the tick reach its end? 1, emitted last.' },
  dayNetUsd: { name: 'DayNetUsd', unit: 'None', question: 'What has today brought, after all costs?' },
  attention: {
    name: 'Attention',
    unit: 'Count',
    question: 'How many things wait for the operator? 0 means none.',
  },
  unprotectedSeconds: {
    name: 'UnprotectedSeconds',
    unit: 'Seconds',
    question: 'How long has the longest unprotected position been without a hard stop? 0 means none is.',
  },
  candleAgeSeconds: {
    name: 'CandleAgeSeconds',
    unit: 'Seconds',
    question: 'How old was the newest closed candle, of the latest symbol, when the tick decided?',
  },
  balanceUsd: {
    name: 'BalanceUsd',
    unit: 'None',
    question: 'With how much did the day begin?',
    isDaily: true,
  },
  dayFloorUsd: {
    name: 'DayFloorUsd',
    unit: 'None',
    question: 'At which balance does its limit stop the day?',
    isDaily: true,
  },
} as const satisfies Readonly<Record<string, BotMetric>>;
