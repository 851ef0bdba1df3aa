/**
 * How does the venue say no?
 *
 * Codes and messages are Binance's; a message that nobody has to read is shortened.
 */

const MESSAGES = {
  [-1000]: 'An unknown error occurred while processing the request.',
  [-1003]: 'Too many requests; current limit of IP is 2400 requests per minute.',
  [-1007]: 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  [-1008]:
    'Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.',
  [-1015]: 'Too many new orders; current limit is 1200 orders per MINUTE.',
  [-1021]: 'Timestamp for this request is outside of the recvWindow.',
  [-1022]: 'Signature for this request is not valid.',
  [-1100]: 'Illegal characters found in a parameter.',
  [-1102]: 'A mandatory parameter was not sent, was empty/null, or malformed.',
  [-1106]: 'A parameter was sent when not required.',
  [-1111]: 'Precision is over the maximum defined for this asset.',
  [-1115]: 'Invalid timeInForce.',
  [-1116]: 'Invalid orderType.',
  [-1117]: 'Invalid side.',
  [-1120]: 'Invalid interval.',
  [-1121]: 'Invalid symbol.',
  [-1122]: 'Invalid symbol status.',
  [-1130]: 'Data sent for a parameter is not valid.',
  [-2011]: 'Unknown order sent.',
  [-2013]: 'Order does not exist.',
  [-2014]: 'API-key format invalid.',
  [-2015]: 'Invalid API-key, IP, or permissions for action.',
  [-2019]: 'Margin is insufficient.',
  [-2020]: 'Unable to fill.',
  [-2021]: 'Order would immediately trigger.',
  [-2023]: 'User in liquidation mode now.',
  [-2022]: 'ReduceOnly Order is rejected.',
  [-2025]: 'Reach max open order limit.',
  [-2027]: 'Exceeded the maximum allowable position at current leverage.',
  [-2028]: 'Leverage is smaller than permitted: insufficient margin balance.',
  [-4002]: 'Price greater than max price.',
  [-4003]: 'Quantity less than or equal to zero.',
  [-4004]: 'Quantity less than min quantity.',
  [-4005]: 'Quantity greater than max quantity.',
  [-4013]: 'Price less than min price.',
  [-4014]: 'Price not increased by tick size.',
  [-4016]: 'Price is higher than the limit.',
  [-4015]: 'Client order id length should not be more than 36 chars, and of ^[\\.A-Z\\:/a-z0-9_-]{1,36}$.',
  [-4023]: 'Qty not increased by step size.',
  [-4024]: 'Price is lower than the limit.',
  [-4028]: 'Leverage is not valid.',
  [-4045]: 'Reach max stop order limit.',
  [-4046]: 'No need to change margin type.',
  [-4047]: 'Margin type cannot be changed if there exists open orders.',
  [-4048]: 'Margin type cannot be changed if there exists position.',
  [-4059]: 'No need to change position side.',
  [-4061]: "Order's position side does not match user's setting.",
  [-4067]: 'Position side cannot be changed if there exists open orders.',
  [-4068]: 'Position side cannot be changed if there exists position.',
  [-4087]: 'User can only place reduce only order.',
  [-4088]: 'User can not place order currently.',
  [-4116]: 'ClientOrderId is duplicated.',
  [-4118]: 'ReduceOnly Order Failed. Please check your existing position and open orders.',
  [-4120]: 'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.',
  [-4130]: 'An open stop or take profit order with GTE and closePosition in the direction is existing.',
  [-4131]: "The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
  [-4136]: 'Target strategy invalid for orderType with closePosition.',
  [-4140]: 'Invalid symbol status for opening position.',
  [-4164]: "Order's notional must be no smaller than the minimum (unless you choose reduce only).",
  [-4192]: 'Trade forbidden due to Cooling-off Period.',
  [-4400]:
    'Futures Trading Quantitative Rules violated, only reduceOnly order is allowed, please try again later.',
  [-4401]: 'Compliance restricted account permission: can only place reduceOnly order.',
  [-4411]: 'Please sign TradFi-Perps agreement contract fapi.',
  [-4509]:
    'Time in Force (TIF) GTE can only be used with open positions. Please ensure that positions are available.',
  [-5000]: 'The path is invalid.',
  [-5021]: 'Due to the order could not be filled immediately, the FOK order has been rejected.',
  [-5022]: 'Due to the order could not be executed as maker, the Post Only order will be rejected.',
  [-5027]: 'No need to modify the order.',
  [-5037]: 'Invalid price match.',
  [-20_132]: 'client algo id is duplicated',
} as const;

export type RefusalCode = keyof typeof MESSAGES;

function isKnown(code: number): code is RefusalCode {
  return Object.hasOwn(MESSAGES, code);
}

/** The venue's words for a code. */
export function messageOf(code: number): string {
  return isKnown(code) ? MESSAGES[code] : 'Scripted.';
}

const STATUS_OF: Partial<Record<number, number>> = {
  [-1003]: 429,
  [-1007]: 408,
  [-1008]: 503,
  [-1015]: 429,
  [-2014]: 401,
  [-2015]: 401,
  [-5000]: 404,
};

/** What the venue answers instead of doing what it was asked to. */
export class Refusal extends Error {
  readonly code: number;
  readonly status: number;

  constructor(code: RefusalCode, message?: string) {
    super(message ?? MESSAGES[code]);
    this.code = code;
    this.status = statusOf(code);
  }
}

/** The HTTP status that comes with a code. */
export function statusOf(code: number): number {
  return STATUS_OF[code] ?? 400;
}
