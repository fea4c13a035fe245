import { drawing } from './svg.ts';

const paths = {
  close: 'M6 6l12 12M18 6L6 18',
  back: 'M14 6l-6 6 6 6',
  send: 'M5 12h13M12 6l6 6-6 6',
  stop: 'M7.500 7.500h9v9h-9z',
  warning: 'M12 4.500L21 20H3zM12 10.500v4.500M12 17.200v.3',
  verified: 'M5 12.500l4.500 4.500L19 7.500',
  up: 'M7.500 11v9H4.500v-9zM7.500 11l4-7.500c1.600 0 2.500 1 2.500 2.500V9.500h4.500c1.300 0 2.200 1.200 1.900 2.400l-1.500 6.500c-.2 1-1 1.600-2 1.600H7.500',
  down: 'M7.500 13V4H4.500v9zM7.500 13l4 7.500c1.600 0 2.500-1 2.500-2.500v-3.500h4.500c1.300 0 2.200-1.200 1.900-2.400l-1.500-6.500c-.2-1-1-1.600-2-1.600H7.500',
  again: 'M19 12a7 7 0 1 1-2.100-5M19 4v4h-4',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z',
  documents: 'M8 3.500h7l4 4V17H8zM15 3.500v4h4M8 7H5v13.500h10V17',
} as const;

/** Names of the icons there are. */
export type IconName = keyof typeof paths;

/** A line icon in the colour of the text. */
export function icon(name: IconName): SVGSVGElement {
  return drawing('0 0 24 24', 'icon', [['path', { d: paths[name] }]]);
}
