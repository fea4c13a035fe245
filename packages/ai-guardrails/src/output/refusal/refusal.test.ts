import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../../guard/guard.ts';
import { isRefusal, refusalRail } from './refusal.ts';

describe('refusalRail', () => {
  it.each([
    "I'm sorry, but I can't help with that.",
    'I’m sorry, I cannot assist with this request.',
    'Sorry, I can’t provide instructions for that.',
    'I am unable to provide medical dosages.',
    "I won't write that.",
    'I must decline to answer.',
    "I'm not comfortable helping with this, sorry: I'm not able to help.",
    'That request goes against my guidelines.',
    'As an AI language model, I cannot browse or assist here.',
    'Es tut mir leid, aber ich kann dir dabei nicht helfen.',
    'Leider kann ich diese Frage nicht beantworten.',
    'Je suis désolé, mais je ne peux pas vous aider.',
    'Lo siento, pero no puedo ayudarte con eso.',
    'Desculpe, mas não posso ajudar com isso.',
    'Mi dispiace, ma non posso aiutarti.',
    'Sorry, ik kan je daar niet mee helpen.',
    'Przepraszam, nie mogę w tym pomóc.',
    'Извините, я не могу с этим помочь.',
    '申し訳ありませんが、お手伝いできません。',
    '很抱歉，我无法提供这方面的帮助。',
    '죄송하지만 도와드릴 수 없습니다.',
  ])('notices %j', (sentence) => expect(isRefusal(sentence)).toBe(true));

  it.each([
    'I can help with that.',
    'You cannot return opened items.',
    'If you cannot log in, reset the password.',
    "I can't help but notice the trend.",
    'The bank said "I cannot help you", which was wrong.',
    'Sorry for the delay; here is the answer.',
    'They refused to answer the letter.',
    'The policy does not provide for refunds.',
    'Ich kann Ihnen nicht nur helfen, sondern auch gleich buchen?'.replace('nicht nur', 'gern'),
    'No puedes ayudar a todos.',
    'Non è un problema, ecco la risposta.',
    '',
  ])('takes %j for no refusal', (sentence) => expect(isRefusal(sentence)).toBe(false));

  it('reports by default and holds nothing back; it can remove or block', async () => {
    const text = 'Hello. I cannot help with that. Bye.';
    const scope = { stage: 'output', context: testContext() } as const;
    const guard = createGuard({ rails: [refusalRail()] });
    expect(guard.maxHeldUnits('output')).toBe(1);
    expect(await guard.check(text, scope)).toMatchObject({
      action: 'allow',
      findings: [{ label: 'REFUSAL', start: 7, end: 31 }],
    });
    const removing = createGuard({ rails: [refusalRail({ action: 'redact' })] });
    expect(await removing.check(text, scope)).toMatchObject({ text: 'Hello. [refusal removed] Bye.' });
  });

  it('looks at the first sentences only', async () => {
    const guard = createGuard({ rails: [refusalRail({ sentences: 1 })] });
    const decision = await guard.check('Fine. I cannot help with that.', { stage: 'output', context: testContext() });
    expect(decision.findings).toEqual([]);
  });
});
