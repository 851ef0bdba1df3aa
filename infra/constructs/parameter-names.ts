/**
 * Names that the bot's function and the operator's commands share.
 */

/** The operator's parameters, one JSON document of the values that differ from the defaults. */
export function parametersName(botId: string): string {
  return `/kallisti/${botId}/params`;
}

/** `paper-2` → `Paper2`, for ids that may hold letters and digits only. */
export function plainId(botId: string): string {
  const [first = '', ...rest] = botId.replaceAll('-', '');
  return first.toUpperCase() + rest.join('');
}
