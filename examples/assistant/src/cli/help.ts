import { principalsById } from '../principals/demo-principals.ts';

/** What `--help` prints. */
export function helpText(): string {
  const principals = [...principalsById].map(([id, { description }]) => `  ${id.padEnd(15)}${description}`);
  return `An assistant that answers from a folder of documents, with citations, and shows nobody what they may not read.

  npm start                                    ingest the demo documents, serve the page on 127.0.0.1, print its URL
  npm start -- --ask "question" --as engineer  print one answer and exit

Options
  --ask "question"  answer this question and exit
  --as <principal>  who asks (see below; default engineer)
  --json            with --ask: print one line of JSON with answer, citations, plan, decisions, usage and timings
  --corpus <dir>    answer from this folder instead of the demo documents (.md .txt .html .adoc; the rest is reported)
  --port <number>   port of the page (default: a free one)
  --index <dir>     keep the index in this folder (default: .cache/assistant in the checkout)
  --help            this text

Environment
  OPENAI_BASE_URL   answer with a model of this OpenAI-compatible server instead of the extractive model
  OPENAI_API_KEY    its key, if it wants one
  OPENAI_MODEL      the model's name there (default gpt-4.1-mini)

Principals
${principals.join('\n')}

Exit codes: 0 answered, not in the documents, or the page was closed; 2 wrong usage or a fault; 130 interrupted.
`;
}
