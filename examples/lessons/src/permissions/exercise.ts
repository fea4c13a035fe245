import type { Acl } from '@org/ai-core';
import type { WikiPage } from './page.ts';

/** The access list of a page. Not right yet: the check says for whom. */
export function aclOf(page: WikiPage): Acl {
  if (page.visibility === 'internet') return { allow: ['public'] };
  return { allow: ['tenant', ...page.teams.map((team) => `group:${team}`), `user:${page.author}`] };
}
