/** A page that people read. */
export interface Page {
  /** Path below the root, with '/'. */
  readonly file: string;
  readonly text: string;
  readonly tree: PageNode;
}
/** A node of a page; which of these it has goes by its type. */
export interface PageNode {
  readonly type: string;
  readonly url: string;
  readonly value: string;
  readonly depth: number;
}
export declare function repositoryFiles(root: string): readonly string[];
export declare function readPages(root: string): readonly Page[];
export declare function nodesOf(tree: PageNode, ...types: readonly string[]): readonly PageNode[];
export declare function plainText(node: PageNode): string;
