import { AiError, checkPrincipal, type Principal } from '@org/ai-core';

/** Somebody who may ask in the demo. A real service gets its principals from its sign-in. */
export interface DemoPrincipal {
  readonly principal: Principal;
  readonly description: string;
  /** Questions worth a try. */
  readonly suggestions: readonly string[];
}

/** The groups that exist, by tenant: an access list that names another one lets nobody in through it. */
export const tenantGroups: Readonly<Record<string, readonly string[]>> = {
  meridian: ['engineering', 'operations', 'finance', 'people', 'security', 'support', 'leadership'],
  alder: ['clinical', 'administration', 'research'],
};

/** Who asks when nobody is named. */
export const defaultPrincipal = 'engineer';

const demoPrincipals: readonly DemoPrincipal[] = [
  user('engineer', 'meridian', ['engineering'], 'Software engineer at Meridian Parcel', [
    'What must an evaluation report contain before a release?',
    'How fast must a critical vulnerability be fixed?',
  ]),
  user('finance', 'meridian', ['finance'], 'Accountant at Meridian Parcel', [
    'At what percentage of the credit limit is a customer account blocked?',
  ]),
  user('people', 'meridian', ['people'], 'People partner at Meridian Parcel', [
    'Into how many blocks can paid parental leave be split?',
  ]),
  user('security', 'meridian', ['security', 'engineering'], 'Security engineer at Meridian Parcel', [
    'How many parts of the Strongroom master key are needed to open it after a restart?',
  ]),
  user('support', 'meridian', ['support'], 'Customer support at Meridian Parcel', [
    'How high is the settlement authority of a senior claims specialist?',
  ]),
  user('operations', 'meridian', ['operations'], 'Depot operations at Meridian Parcel', [
    'Which kiosk is closed for renovation in October and where do its parcels go?',
  ]),
  user('director', 'meridian', ['leadership'], 'Director of Meridian Parcel', [
    'How much money does the Tidewater programme need over four years?',
  ]),
  {
    principal: checkPrincipal({ kind: 'anonymous', tenant: 'meridian', subject: 'outsider', groups: [] }),
    description: 'Anonymous visitor: reads what is public',
    suggestions: ['Which file endings does the assistant read from a corpus folder?'],
  },
  user('nurse', 'alder', ['clinical'], 'Nurse at Alder Clinics', [
    'Between which temperatures must the vaccine fridge stay?',
  ]),
  user('administrator', 'alder', ['administration'], 'Administrator at Alder Clinics', [
    'How much does modifier H add to the price of a home visit?',
  ]),
  user('researcher', 'alder', ['research'], 'Researcher at Alder Clinics', [
    'What is the sample size of the LANTERN trial?',
  ]),
];

/** All demo principals, by id. */
export const principalsById: ReadonlyMap<string, DemoPrincipal> = new Map(
  demoPrincipals.map((demo) => [demo.principal.subject, demo]),
);

/** @throws AiError `unauthenticated` that lists the principals there are */
export function demoPrincipal(id: string): Principal {
  const found = principalsById.get(id);
  if (found !== undefined) return found.principal;
  throw new AiError(
    'unauthenticated',
    `there is no such principal; choose one of ${[...principalsById.keys()].join(', ')}`,
  );
}

function user(
  subject: string,
  tenant: string,
  groups: readonly string[],
  description: string,
  suggestions: readonly string[],
): DemoPrincipal {
  return { principal: checkPrincipal({ kind: 'user', tenant, subject, groups }), description, suggestions };
}
