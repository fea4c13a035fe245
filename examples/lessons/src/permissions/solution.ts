import type { Acl } from '@org/ai-core';
import type { WikiPage } from './page.ts';

/** The access list of a page: no wider than the wiki's own rights, and nobody where they say nothing. */
export function aclOf({ visibility, teams, author, blocked }: WikiPage): Acl {
  const allow = {
    internet: ['public'],
    company: ['tenant'],
    // A page for teams that names none is for nobody, not for everybody.
    teams: teams.map((team) => `group:${team}`),
    author: [`user:${author}`],
  }[visibility];
  return { allow, deny: blocked.map((person) => `user:${person}`) };
}
