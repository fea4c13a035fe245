/** A page of a wiki, with its rights as the wiki exports them. */
export interface WikiPage {
  readonly id: string;
  readonly text: string;
  /** Who may open it: everybody on the internet, everybody with an account, the teams that are named, or its author alone. */
  readonly visibility: 'internet' | 'company' | 'teams' | 'author';
  readonly teams: readonly string[];
  readonly author: string;
  /** People who may not open it, whatever else it says. */
  readonly blocked: readonly string[];
}
