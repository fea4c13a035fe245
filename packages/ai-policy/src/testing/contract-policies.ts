import type { PolicySet } from '../policy/policy.ts';

/** The policies that an engine under the contract decides by, in this package's language. Other engines express the same. */
export const contractPolicies: PolicySet = {
  id: 'contract',
  version: '1',
  rules: [
    {
      id: 'support-refunds',
      for: 'action',
      when: { action: 'refund', 'principal.groups': 'support' },
      effect: 'allow',
    },
    {
      id: 'large-refunds',
      for: 'action',
      when: { action: 'refund', 'principal.groups': 'support', attributes: { amount: { atLeast: 500 } } },
      effect: 'require-approval',
    },
    { id: 'mail', for: 'action', when: { action: 'mail.send' }, effect: 'allow' },
    { id: 'mail-asks', for: 'action', when: { action: 'mail.send', labels: 'personal' }, effect: 'require-approval' },
    { id: 'nothing-tainted', for: 'action', when: { action: 'mail.send', labels: 'untrusted' }, effect: 'deny' },
    { id: 'vault-is-closed', for: 'action', when: { 'resource.type': 'vault' }, effect: 'deny' },
    { id: 'cards-out', for: 'finding', when: { label: 'CREDIT_CARD', stage: 'output' }, effect: 'block' },
    { id: 'cards', for: 'finding', when: { label: 'CREDIT_CARD' }, effect: 'redact' },
    { id: 'addresses', for: 'finding', when: { label: 'EMAIL_ADDRESS', feature: 'directory' }, effect: 'report' },
    {
      id: 'addresses-from-outside',
      for: 'finding',
      when: { label: 'EMAIL_ADDRESS', 'origin.trust': 'untrusted' },
      effect: 'require-approval',
    },
  ],
};
