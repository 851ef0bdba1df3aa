/**
 * One mistake that somebody might make in the bot.
 */
export interface PlantedBug {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** What it would have cost its owner. */
  readonly cost: string;
}
