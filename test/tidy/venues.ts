/**
 * Does what one exchange has of its own stay in its folder?
 */
import { codeOf, matchesByLine, type Rule, type Violation } from './repository.ts';
import { fileOf, importsOf, violationAt } from './syntax.ts';

const TRADING = 'lambda/adapters/trading/';
/** Folders of what all exchanges share. */
const SHARED = [`${TRADING}orders/`, `${TRADING}lost-positions/`];
/** Knows the exchanges by name. */
const REGISTER = `${TRADING}live-venues.ts`;

/** Names of exchanges, and calls, parameters and fields that only ccxt or one of them has. */
const OWN =
  /binance|bybit|\b(?:fapi|sapi|papi)[A-Z]\w*|\b(?:create|cancel|edit|fetch)(?:Open|My)?(?:Orders?|Trades|Balance|Positions?)\b|\.info\b|recvWindow|closePosition|orderLinkId/i;

function venueFolderOf(path: string): string | undefined {
  const inside = path.startsWith(TRADING) ? path.slice(TRADING.length) : '';
  const folder = `${TRADING}${inside.slice(0, inside.indexOf('/') + 1)}`;
  return folder === TRADING || SHARED.includes(folder) ? undefined : folder;
}

/** Code for all exchanges names none, and only the register leads to one. */
export const venuesStayApart: Rule = (files) =>
  [...codeOf(files, 'lambda/'), ...codeOf(files, 'infra/')].flatMap((file): readonly Violation[] => {
    const own = venueFolderOf(file.path);
    const imports = importsOf(file).flatMap(({ node, specifier }) => {
      const target = specifier === undefined ? undefined : fileOf(file.path, specifier);
      const other = target === undefined ? undefined : venueFolderOf(target);
      if (other === undefined || other === own || file.path === REGISTER) return [];
      return [violationAt(file, node, `imports ${target}: ask the dialect of the exchange instead`)];
    });
    const isShared = file.path.startsWith(TRADING) && own === undefined && file.path !== REGISTER;
    const right = 'what one exchange has of its own belongs behind its dialect';
    return isShared ? [...imports, ...matchesByLine(file, OWN, right)] : imports;
  });
