const namespace = 'http://www.w3.org/2000/svg';

/** Makes a decorative SVG from shapes; whoever reads with a screen reader finds the words beside it. */
export function drawing(
  viewBox: string,
  className: string,
  shapes: readonly (readonly ['path' | 'rect' | 'line' | 'circle', Readonly<Record<string, string | number>>])[],
): SVGSVGElement {
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', viewBox);
  svg.setAttribute('class', className);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(namespace, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, String(value));
    svg.append(shape);
  }
  return svg;
}
