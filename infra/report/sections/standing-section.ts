/**
 * Where a bot stands, and what is open: the card that the widget and the page of a run have, too.
 */
import { element, joined, type Markup } from '../../../lambda/charts/drawing/markup.ts';
import { textOf } from '../../../lambda/charts/drawing/palette.ts';
import { svgOf } from '../../../lambda/charts/drawing/picture.ts';
import { positionPicture } from '../../../lambda/charts/pictures/position-picture.ts';
import { standingCard } from '../../../lambda/charts/standing-card.ts';
import type { StandingBot } from '../report-input.ts';
import { HALF_PX, columns, section, forWindows } from './page-parts.ts';

/** Of the card, on both sides. */
const PADDING_PX = 28;

export function standingSection({ standing, open }: StandingBot): Markup {
  return section(
    'standing',
    'Where it stands',
    columns(
      element('div', {}, ...forWindows((widthPx) => standingCard(standing, widthPx - PADDING_PX), HALF_PX)),
      element(
        'div',
        {},
        element('h3', {}, 'What is open'),
        ...(open.length === 0
          ? [element('p', { class: textOf('muted') }, 'Nothing is open.')]
          : forWindows(
              (widthPx) => joined(open.map((position) => svgOf(positionPicture(position, widthPx)))),
              HALF_PX,
            )),
      ),
    ),
  );
}
