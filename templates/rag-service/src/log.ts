/** One line of JSON on the standard output. Ids, codes and numbers: what people write and what models answer stays out. */
export function log(event: string, fields: Readonly<Record<string, string | number | boolean>> = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`);
}
