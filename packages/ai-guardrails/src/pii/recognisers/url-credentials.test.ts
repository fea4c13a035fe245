import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { urlCredentials } from './url-credentials.ts';

const cases = recogniserContract({
  recogniser: urlCredentials,
  examples: [
    ['clone https://ada:s3cr3t-Word@git.example.com/x.git', '//ada:s3cr3t-Word'],
    ['postgres://app:p%40ss@db.internal:5432/app', '//app:p%40ss'],
    ['redis://default:a@b:c@10.0.0.1:6379', '//default:a@b:c'],
    ['mongodb+srv://u:pw1234@cluster0.example.net', '//u:pw1234'],
  ],
  counterExamples: [
    'https://git@github.example/x',
    'https://example.com:8443/@name',
    'https://example.com/a:b@c',
    'mailto:ada@example.com',
    'https://user:$PASSWORD@host.example',
    'https://user:{password}@host.example',
    'https://user:****@host.example',
    'a // b:c@d',
    'https://:@host.example',
    'https://user:pass word@host.example',
  ],
});

describe('urlCredentials', () => {
  for (const { name, run } of cases) it(name, run);
});
