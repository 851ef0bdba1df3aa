/**
 * In which states can the bot's orders be?
 */
export const ORDER_STATES = [
  'idle',
  'entering',
  'naked',
  'protected',
  'exiting',
  'in-doubt',
  'halted',
  'closed-day',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];
