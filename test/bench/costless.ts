/** The parameters of the bench: all rails, and nothing costs anything. */
export const COSTLESS = { takerFeePct: 0, makerFeePct: 0, slippageBps: 0, fundingPct: 0 };
