/** How numbers of one country calling code are built. */
export interface NumberingPlan {
  /** Country calling code (ITU-T E.164). */
  readonly code: string;
  /** What is dialled before a number within the country; empty where there is nothing. */
  readonly trunk: string;
  /** Sizes of the groups that the country writes its numbers in where they begin without a trunk prefix. */
  readonly shapes: readonly string[];
  /** Whether these digits, without country code and trunk prefix, can be a number: first digits and length. */
  readonly fits: (digits: string) => boolean;
  /** Whether a number can have so many digits. */
  readonly hasLength: (length: number) => boolean;
}

/**
 * Numbering plans from the national annexes to ITU-T E.164, as `code|trunk|first digits:lengths ...|shapes`. First
 * digits are a number or a range of as many digits; lengths leave the trunk prefix out. What has shapes is written
 * without a trunk prefix; a country that writes some of its numbers so is there twice.
 */
const written: readonly string[] = [
  '1|1|2-9:10|',
  '7|8|3-4:10 6-9:10|',
  '20|0|1-9:8-10|',
  '27|0|1-8:9|',
  '30||2:10 6:10 8:10|3,3,4 3,7',
  '31|0|1-7:9 80:6-10 85:9 88:9 90:6-10|',
  '32|0|1-9:8 4:9|',
  '33|0|1-9:9|',
  '34||5-9:9|3,3,3 3,2,2,2 2,3,2,2',
  '36|06|1-9:8-9|',
  '39||0:6-11 3:9-10 8:6-10|',
  '39||3:9-10|3,7 3,6 3,3,4 3,3,3 3,2,2,3',
  '40|0|2-3:9 7-9:9|',
  '41|0|2-9:9|',
  '43|0|1-9:7-12|',
  '44|0|1:9-10 2:10 3:10 5:10 7:10 8:9-10 9:10|',
  '45||2-9:8|2,2,2,2',
  '46|0|1-9:7-9 10:9|',
  '47||2-9:8|3,2,3',
  '48||1-8:9|3,3,3 2,3,2,2',
  '49|0|15-17:10-11 18-19:6-11 2-9:6-11|',
  '52||2-9:10|2,4,4 2,2,2,2,2',
  '54|0|1-9:10-11|',
  '55|0|11-99:10-11|',
  '55||11-99:10-11|2,4,4 2,5,4',
  '56||2-9:9|1,4,4',
  '57||3:10 6:10|3,7',
  '60|0|1-9:8-10|',
  '61|0|2-4:9 7-8:9 5:9|',
  '61||13:6 13:10 18:10|4,3,3',
  '62|0|1-9:8-12|',
  '63|0|2-9:8-10|',
  '64|0|2:8-10 3-4:8 6-7:8 9:8 5:7-9 8:7-9|',
  '65||3:8 6:8 8-9:8|',
  '66|0|2-9:8-9|',
  '81|0|1-9:9 12:9 50:10 70:10 80:10 90:10|',
  '82|0|2:8-9 1:8-10 3-7:8-10|',
  '84|0|1-9:9-10|',
  '86|0|10:10 2:10 3-9:10-11|',
  '86||13-19:11|3,4,4',
  '90|0|2-5:10 8:10|',
  '91|0|1-9:10|',
  '91||6-9:10|5,5',
  '92|0|2-9:9-10|',
  '94|0|1-9:9|',
  '351||2-3:9 7-9:9|3,3,3 2,3,2,2 2,3,4',
  '352||2-9:6-9|',
  '353|0|1:8 2-7:7-9 8:9 9:7-9|',
  '354||4-9:7|',
  '358|0|1-9:6-11|',
  '380|0|3-9:9|',
  '385|0|1-9:8-9|',
  '386|0|1-7:8|',
  '420||2-9:9|3,3,3',
  '421|0|2-9:9|',
  '852||2-9:8|',
  '886|0|2-9:8-9|',
  '971|0|2-9:8-9|',
  '972|0|2-9:8-9|',
];

/** The other codes of two digits, and the first two digits of the other codes of three: their plans are not here. */
const otherCodes = '51 53 58 93 95 98';
const otherStarts = '21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99';
const otherPlan = '||0-9:6-12|';

interface Plans {
  readonly byCode: ReadonlyMap<string, NumberingPlan>;
  readonly byTrunk: ReadonlyMap<string, readonly NumberingPlan[]>;
  readonly byShape: ReadonlyMap<string, readonly NumberingPlan[]>;
}

let made: Plans | undefined;

/** The plan of the country code that the digits of an international number begin with. */
export function planOf(digits: string): NumberingPlan | undefined {
  const { byCode } = (made ??= makePlans());
  return (
    byCode.get(digits.slice(0, 1)) ??
    byCode.get(digits.slice(0, 2)) ??
    byCode.get(digits.slice(0, 3)) ??
    otherOf(digits)
  );
}

/** Whether the digits, trunk prefix first, are a number of any country that dials this prefix. */
export function fitsTrunk(trunk: string, digits: string): boolean {
  const { byTrunk } = (made ??= makePlans());
  const number = digits.slice(trunk.length);
  return byTrunk.get(trunk)?.some((plan) => plan.fits(number)) === true;
}

/** Whether the digits are a number of any country that writes it in groups of these sizes, without a trunk prefix. */
export function fitsShape(shape: string, digits: string): boolean {
  const { byShape } = (made ??= makePlans());
  return byShape.get(shape)?.some((plan) => plan.fits(digits)) === true;
}

function otherOf(digits: string): NumberingPlan | undefined {
  const two = digits.slice(0, 2);
  if (otherCodes.includes(two)) return readPlan(`${two}${otherPlan}`);
  return two.length === 2 && otherStarts.includes(two) ? readPlan(`${digits.slice(0, 3)}${otherPlan}`) : undefined;
}

function makePlans(): Plans {
  const byCode = new Map<string, NumberingPlan>();
  const byTrunk = new Map<string, NumberingPlan[]>();
  const byShape = new Map<string, NumberingPlan[]>();
  const add = (map: Map<string, NumberingPlan[]>, key: string, plan: NumberingPlan): void => {
    map.set(key, [...(map.get(key) ?? []), plan]);
  };
  for (const plan of written.map(readPlan)) {
    if (!byCode.has(plan.code)) byCode.set(plan.code, plan);
    if (plan.trunk !== '') add(byTrunk, plan.trunk, plan);
    for (const shape of plan.shapes) add(byShape, shape, plan);
  }
  return { byCode, byTrunk, byShape };
}

function readPlan(line: string): NumberingPlan {
  const [code = '', trunk = '', numbers = '', shapes = ''] = line.split('|');
  const rules = numbers.split(' ').map((rule) => {
    const [firsts = '', lengths = ''] = rule.split(':');
    const [low = '', high = low] = firsts.split('-');
    const [least = '', most = least] = lengths.split('-');
    return { low, high, least: Number(least), most: Number(most) };
  });
  return {
    code,
    trunk,
    shapes: shapes === '' ? [] : shapes.split(' '),
    fits: (digits) =>
      rules.some(({ low, high, least, most }) => {
        const first = digits.slice(0, low.length);
        return first >= low && first <= high && digits.length >= least && digits.length <= most;
      }),
    hasLength: (length) => rules.some(({ least, most }) => length >= least && length <= most),
  };
}
