import type { UnsafeSetting } from '../template/template-manifest.ts';
import type { Examined, Finding } from './finding.ts';
import { readSettings, type FoundSetting } from './read-settings.ts';

const off = ['off', 'none', 'false', '0', 'disabled', 'no'];
const always: readonly UnsafeSetting[] = [
  { name: 'NODE_TLS_REJECT_UNAUTHORIZED', values: ['0'], remedy: 'name the authority in NODE_EXTRA_CA_CERTS instead' },
  ...['AUTH', 'AUTH_MODE', 'AUTH_ENABLED', 'AUTHENTICATION'].map((name) => ({
    name,
    values: off,
    remedy: 'turn sign-in on; for work on one machine listen on 127.0.0.1 instead',
  })),
];
const secretName = /(KEY|TOKEN|TOKENS|SECRET|PASSWORD|CREDENTIALS)$/;

/** Settings that no project should be released with, and secrets where git would take them. */
export async function examineSettings(
  examined: Examined,
  isTracked: (path: string) => boolean,
  unsafe: readonly UnsafeSetting[],
): Promise<readonly Finding[]> {
  const settings = await readSettings(examined);
  return [
    ...settings.flatMap((setting) => unsafeFindings(setting, [...always, ...unsafe])),
    ...settings.flatMap((setting) => secretFindings(setting, isTracked)),
    ...(await ignoreFindings(examined, isTracked)),
    ...(await imageFindings(examined)),
  ];
}

function unsafeFindings(setting: FoundSetting, unsafe: readonly UnsafeSetting[]): readonly Finding[] {
  const { file, line, name, value, isExplained } = setting;
  const rule = unsafe.find((candidate) => candidate.name === name && candidate.values.includes(value.toLowerCase()));
  if (rule !== undefined)
    return [
      {
        id: 'unsafe-setting',
        severity: 'error',
        file,
        message: `line ${line} sets ${name} to ${value}`,
        remedy: rule.remedy,
      },
    ];
  // In a container every address is the container's own, so a Dockerfile may say so; elsewhere a comment has to say why.
  const isOpen = /(^|_)HOST$/.test(name) && (value === '0.0.0.0' || value === '::');
  if (!isOpen || isExplained || file.startsWith('Dockerfile')) return [];
  return [
    {
      id: 'listens-everywhere',
      severity: 'warning',
      file,
      message: `line ${line} makes the service listen on every address`,
      remedy: 'write 127.0.0.1, or a comment that says who keeps others out',
    },
  ];
}

function secretFindings(
  { file, line, name, value }: FoundSetting,
  isTracked: (path: string) => boolean,
): readonly Finding[] {
  const isPlain = /^[A-Za-z0-9+/_.:,=-]{16,}$/.test(value) && !/example|change-?me|your-?/i.test(value);
  const isLocal = file.startsWith('.env') && file !== '.env.example' && !isTracked(file);
  if (!secretName.test(name) || !isPlain || isLocal) return [];
  return [
    {
      id: 'secret-in-file',
      severity: 'error',
      file,
      message: `line ${line} gives ${name} a value that looks like a real secret`,
      remedy: 'take it out, replace the secret where it was issued, and keep the new one in .env or in the platform',
    },
  ];
}

async function ignoreFindings({ text }: Examined, isTracked: (path: string) => boolean): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const lines = ((await text('.gitignore')) ?? '').split('\n').map((line) => line.trim());
  if (!lines.some((line) => ['.env', '/.env', '.env*', '*.env', '.env.*'].includes(line)) || lines.includes('!.env'))
    findings.push({
      id: 'env-not-ignored',
      severity: 'error',
      file: '.gitignore',
      message: 'does not name .env, so that secrets may get into git',
      remedy: 'add the line .env',
    });
  if (isTracked('.env'))
    findings.push({
      id: 'env-committed',
      severity: 'error',
      file: '.env',
      message: 'is in git',
      remedy: 'run git rm --cached .env, and replace every secret in it where it was issued',
    });
  return findings;
}

async function imageFindings({ text }: Examined): Promise<readonly Finding[]> {
  const file = 'Dockerfile';
  const dockerfile = await text(file);
  if (dockerfile === undefined) return [];
  const lines = dockerfile.split('\n').map((line) => line.trim());
  const findings: Finding[] = [];
  const lastStage = lines.slice(lines.findLastIndex((line) => /^FROM /i.test(line)));
  const user = lastStage
    .findLast((line) => /^USER /i.test(line))
    ?.slice(5)
    .trim()
    .split(':')[0];
  if (user === undefined || user === 'root' || user === '0')
    findings.push({
      id: 'image-as-root',
      severity: 'error',
      file,
      message: 'runs the service as root',
      remedy: 'add the line USER node to the last stage',
    });
  const copiesAll = lines.some((line) => /^(COPY|ADD) (--\S+ )*\.\/? /i.test(line));
  const ignored = ((await text('.dockerignore')) ?? '').split('\n').map((line) => line.trim());
  if (copiesAll && !ignored.some((line) => ['.env', '.env*', '**/.env', '*', '.env.*'].includes(line)))
    findings.push({
      id: 'env-in-image',
      severity: 'error',
      file: '.dockerignore',
      message: 'lets COPY . take .env into the image',
      remedy: 'add the line .env',
    });
  return findings;
}
