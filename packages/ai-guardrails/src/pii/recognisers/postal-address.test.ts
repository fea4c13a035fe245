import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { postalAddress } from './postal-address.ts';

const cases = recogniserContract({
  recogniser: postalAddress(),
  examples: [
    ['lives at 221B Baker Street, London NW1 6XE now', '221B Baker Street, London NW1 6XE'],
    ['ship to 350 5th Ave, New York, NY 10118.', '350 5th Ave, New York, NY 10118'],
    ['1600 Amphitheatre Parkway\nMountain View, CA 94043', '1600 Amphitheatre Parkway\nMountain View, CA 94043'],
    ['at 12 Oak Lane, Apt 4B, please', '12 Oak Lane, Apt 4B'],
    ['100 Queen St W, Toronto, ON M5H 2N2', '100 Queen St W, Toronto, ON M5H 2N2'],
    ['Hauptstraße 5, 10115 Berlin ist', 'Hauptstraße 5, 10115 Berlin'],
    ['Berliner Str. 12a', 'Berliner Str. 12a'],
    ['Höhenstr. 22b und', 'Höhenstr. 22b'],
    ['Grüner Weg 55, 84906 Bad Neustadt', 'Grüner Weg 55, 84906 Bad Neustadt'],
    ['4 Voie des Rosiers, 67430 Troyes', '4 Voie des Rosiers, 67430 Troyes'],
    ['46 Orrin Estate, Southport, ME 24483', '46 Orrin Estate, Southport, ME 24483'],
    ['Keizersgracht 123, 1015 CJ Amsterdam', 'Keizersgracht 123, 1015 CJ Amsterdam'],
    ['au 12 bis, rue de la Paix, 75002 Paris', '12 bis, rue de la Paix, 75002 Paris'],
    ['vive en Calle de Alcalá, 42, 28014 Madrid', 'Calle de Alcalá, 42, 28014 Madrid'],
    ['abita in Via Garibaldi 7', 'Via Garibaldi 7'],
  ],
  counterExamples: [
    '12 March 2026',
    '3 weeks on the road',
    '12 people on Main Street',
    'Unter den Linden is a street',
    '5 Star Hotel',
    '5 Blue Springs in the mattress',
    'Am Markt 5 mal im Jahr',
    'via email 5 times',
    'Chapter 12 The Long Road',
    'room 12, rue is a word',
    '2 Factor Authentication',
    'The Landstraße is long',
    'version 3.12 Oak Lane',
  ],
});

describe('postalAddress', () => {
  for (const { name, run } of cases) it(name, run);
});
