/**
 * Elements of an SVG as text.
 */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

export function element(name: string, attributes: Attributes, ...inside: readonly string[]): string {
  const said = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) => ` ${key}="${typeof value === 'number' ? shortNumber(value) : escaped(value ?? '')}"`,
    )
    .join('');
  return inside.length === 0 ? `<${name}${said}/>` : `<${name}${said}>${inside.join('')}</${name}>`;
}

export function label(x: number, y: number, text: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escaped(text));
}

/** Two places: a hundredth of a pixel is not seen. */
export function shortNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A line through points; one that is `undefined` leaves a gap. */
export function path(points: readonly (readonly [x: number, y: number] | undefined)[]): string {
  let isDrawing = false;
  const steps = points.map((point) => {
    const command = isDrawing ? 'L' : 'M';
    isDrawing = point !== undefined;
    return point === undefined ? '' : `${command}${shortNumber(point[0])} ${shortNumber(point[1])}`;
  });
  return steps.filter((step) => step !== '').join('');
}
