import {
  anyBase64,
  base32,
  base62,
  base64url,
  dashed,
  dotted,
  letters,
  lower36,
  lowerHex,
  path,
  upper36,
  word,
  type Alphabet,
} from './alphabet.ts';
import { isAwsKeyId } from './aws-key.ts';
import { hasBase62Checksum } from './base62-checksum.ts';
import { hasBech32Checksum } from './bech32.ts';
import type { KeyFormat } from './key-format.ts';
import type { SecretType } from './secret.ts';

const OPEN = Number.POSITIVE_INFINITY;

function key(type: SecretType, prefix: string, alphabet: Alphabet, least: number, most?: number): KeyFormat {
  return { type, prefix, alphabet, least, most };
}

function each(prefixes: string, make: (prefix: string) => KeyFormat): readonly KeyFormat[] {
  return prefixes.split(' ').map(make);
}

const isPat = /^[A-Za-z0-9]{22}_[A-Za-z0-9]{59}$/;
const isAirtable = /^[A-Za-z0-9]{14}\.[0-9a-f]{64}$/;
const isSendGrid = /^[\w-]{22}\.[\w-]{43}$/;

/** Keys of hosts of code, packages and models. */
const developerKeys = (): readonly KeyFormat[] => [
  ...each('ghp_ gho_ ghu_ ghs_ ghr_', (prefix) => ({
    ...key('GITHUB_TOKEN', prefix, base62, 36),
    checksum: hasBase62Checksum,
  })),
  key('GITHUB_TOKEN', 'ghs_', dotted, 80, OPEN),
  { ...key('GITHUB_TOKEN', 'github_pat_', word, 82), form: (body) => isPat.test(body) },
  { ...key('NPM_TOKEN', 'npm_', base62, 36), checksum: hasBase62Checksum },
  ...each('glpat- gldt- glrt- glcbt- glptt- glft- glsoat- glimt- glagent- gloas-', (prefix) =>
    key('GITLAB_TOKEN', prefix, dotted, 20, OPEN),
  ),
  key('PYPI_TOKEN', 'pypi-AgE', base64url, 50, OPEN),
  ...each('dckr_pat_ dckr_oat_', (prefix) => key('DOCKER_TOKEN', prefix, base64url, 27, 40)),
  key('RUBYGEMS_TOKEN', 'rubygems_', lowerHex, 48),
  key('CRATES_TOKEN', 'cio', base62, 32),
  key('NUGET_KEY', 'oy2', lower36, 43),
  key('HUGGING_FACE_TOKEN', 'hf_', letters, 34, 40),
  key('HUGGING_FACE_TOKEN', 'api_org_', letters, 34),
  key('ANTHROPIC_KEY', 'sk-ant-', base64url, 40, OPEN),
  key('OPENROUTER_KEY', 'sk-or-', base64url, 40, OPEN),
  { ...key('OPENAI_KEY', 'sk-', base64url, 20, OPEN), form: (body) => !body.startsWith('ant-') },
  key('GROQ_KEY', 'gsk_', base62, 52),
  key('REPLICATE_TOKEN', 'r8_', base62, 37, 40),
  key('XAI_KEY', 'xai-', base62, 40, OPEN),
  key('PERPLEXITY_KEY', 'pplx-', base62, 40, OPEN),
  ...each('lsv2_pt_ lsv2_sk_', (prefix) => key('LANGSMITH_KEY', prefix, word, 40, 60)),
];

/** Keys of clouds and of what runs in them. */
const cloudKeys = (): readonly KeyFormat[] => [
  ...each('AKIA ASIA ABIA ACCA', (prefix) => ({
    ...key('AWS_ACCESS_KEY_ID', prefix, base32, 16),
    form: isAwsKeyId,
    // Few digits are among the characters of Base32: a single change has to do.
    leastSteps: 1 / 16,
  })),
  key('AWS_BEDROCK_KEY', 'ABSK', anyBase64, 109, OPEN),
  key('GOOGLE_API_KEY', 'AIza', base64url, 35),
  key('GOOGLE_OAUTH_TOKEN', 'ya29.', dotted, 20, OPEN),
  key('GOOGLE_OAUTH_TOKEN', '1//0', base64url, 40, OPEN),
  key('GOOGLE_OAUTH_SECRET', 'GOCSPX-', base64url, 28),
  ...each('dop_v1_ doo_v1_ dor_v1_', (prefix) => key('DIGITALOCEAN_TOKEN', prefix, lowerHex, 64)),
  key('DATABRICKS_TOKEN', 'dapi', lowerHex, 32),
  key('CLOUDFLARE_KEY', 'v1.0-', dashed, 150, OPEN),
  ...each('hvs. hvb. hvr.', (prefix) => key('VAULT_TOKEN', prefix, base64url, 24, OPEN)),
  ...each('dp.pt. dp.st. dp.ct. dp.sa.', (prefix) => key('DOPPLER_TOKEN', prefix, dotted, 40, 80)),
  key('PULUMI_TOKEN', 'pul-', lowerHex, 40),
  key('TAILSCALE_KEY', 'tskey-', base64url, 20, OPEN),
  key('FLY_TOKEN', 'fm2_', anyBase64, 80, OPEN),
  ...each('pscale_tkn_ pscale_pw_ pscale_oauth_', (prefix) => key('PLANETSCALE_TOKEN', prefix, dotted, 32, 64)),
  key('SUPABASE_KEY', 'sbp_', lowerHex, 40),
  key('SUPABASE_KEY', 'sb_secret_', base64url, 31),
  key('HEROKU_KEY', 'HRKU-', base64url, 36, OPEN),
  ...each('glc_ glsa_', (prefix) => key('GRAFANA_TOKEN', prefix, anyBase64, 32, OPEN)),
  key('NEW_RELIC_KEY', 'NRAK-', upper36, 27),
  ...each('sntryu_ sntrys_', (prefix) => key('SENTRY_TOKEN', prefix, anyBase64, 60, OPEN)),
  {
    ...key('AGE_KEY', 'AGE-SECRET-KEY-1', upper36, 58),
    checksum: (body) => hasBech32Checksum('age-secret-key-', body.toLowerCase()),
  },
];

/** Keys of services for payment, mail, messages and work. */
const serviceKeys = (): readonly KeyFormat[] => [
  ...each('xoxb- xoxp- xoxa- xoxr- xoxs- xoxe- xoxc- xoxd- xoxe.xoxb- xoxe.xoxp-', (prefix) =>
    key('SLACK_TOKEN', prefix, dashed, 24, OPEN),
  ),
  key('SLACK_TOKEN', 'xapp-', base64url, 40, OPEN),
  key('SLACK_WEBHOOK', 'hooks.slack.com/services/', path, 40, 80),
  ...each('discord.com/api/webhooks/ discordapp.com/api/webhooks/', (prefix) =>
    key('DISCORD_WEBHOOK', prefix, path, 76, 110),
  ),
  ...each('sk_live_ sk_test_ rk_live_ rk_test_', (prefix) => key('STRIPE_KEY', prefix, base62, 16, OPEN)),
  key('STRIPE_KEY', 'whsec_', anyBase64, 24, OPEN),
  key('ELEVENLABS_KEY', 'sk_', lowerHex, 48),
  key('TWILIO_KEY', 'SK', lowerHex, 32),
  key('TWILIO_ACCOUNT', 'AC', lowerHex, 32),
  { ...key('SENDGRID_KEY', 'SG.', dotted, 66), form: (body) => isSendGrid.test(body) },
  key('MAILGUN_KEY', 'key-', lower36, 32),
  key('BREVO_KEY', 'xkeysib-', dashed, 81),
  key('RESEND_KEY', 're_', word, 30, 40),
  ...each('shpat_ shpca_ shppa_ shpss_', (prefix) => key('SHOPIFY_TOKEN', prefix, lowerHex, 32)),
  ...each('sq0atp- sq0csp-', (prefix) => key('SQUARE_TOKEN', prefix, base64url, 22, 50)),
  ...each('ATATT3xFf ATCTT3xFf', (prefix) => key('ATLASSIAN_TOKEN', prefix, anyBase64, 60, OPEN)),
  key('LINEAR_KEY', 'lin_api_', base62, 40, 48),
  key('NOTION_TOKEN', 'ntn_', base62, 40, 60),
  key('POSTMAN_KEY', 'PMAK-', dashed, 59),
  key('FIGMA_TOKEN', 'figd_', base64url, 40, OPEN),
  { ...key('AIRTABLE_TOKEN', 'pat', dotted, 79), form: (body) => isAirtable.test(body) },
  key('MAPBOX_TOKEN', 'sk.eyJ', dotted, 60, OPEN),
  key('ARTIFACTORY_KEY', 'AKCp', base62, 69),
  key('ONEPASSWORD_TOKEN', 'ops_eyJ', anyBase64, 100, OPEN),
];

/** All formats of keys with a prefix, in the order in which they claim what stands at the cursor. */
export function providerKeys(): readonly KeyFormat[] {
  return [...developerKeys(), ...cloudKeys(), ...serviceKeys()];
}
