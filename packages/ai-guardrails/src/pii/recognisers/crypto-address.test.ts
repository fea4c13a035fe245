import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { cryptoAddress } from './crypto-address.ts';

const cases = recogniserContract({
  recogniser: cryptoAddress,
  examples: [
    ['send to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa now', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
    ['3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy.', '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy'],
    ['bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq'],
    ['BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4', 'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4'],
    [
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    ],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
    ['my ETH wallet: 0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359', '0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359'],
  ],
  counterExamples: [
    '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb',
    '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLz',
    'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdz',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD',
    '0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359',
    '0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    'bc1q',
    '1111111111111111111111111111111111',
    'sha1 356a192b7913b04c54574d18c28d46e6395428ab',
  ],
});

describe('cryptoAddress', () => {
  for (const { name, run } of cases) it(name, run);
});
