import { lexicon } from '../moderation/lexicon.ts';

/** Words of the encoded lists by their place, so that none stands here. */
function wordsOf(tag: string, ...except: readonly string[]): string[] {
  return [...lexicon().words].filter((word) => {
    const tags: ReadonlySet<string> = lexicon().tagsOf(word);
    return tags.has(tag) && !except.some((other) => tags.has(other));
  });
}
const slur = wordsOf('slur', 'homonym')[0] ?? '';
const reclaimed = wordsOf('reclaimed', 'profanity')[0] ?? '';
const curse = wordsOf('profanity', 'insult', 'slur', 'sexual')[0] ?? '';

/** Profane, at nobody. */
export const cursed: string = ['This', curse, 'printer is broken again.'].join(' ');

/** Sentences of our own that attack a group, on which the rules were developed. */
export const hateful: readonly string[] = [
  'I hate immigrants.',
  'I really despise all muslims',
  'Everyone loathes gay people.',
  'Women are vermin.',
  'Trans people are nothing but filth.',
  'Black people are so inferior to us.',
  'Disabled people are disgusting and should be avoided.',
  'Gay men should be shot.',
  'Immigrants must be deported, all of them.',
  'Someone has to exterminate these muslims.',
  'I am going to beat up every refugee I see.',
  "Let's get rid of all jews.",
  'We should kill all lesbians.',
  'Muslims are not human.',
  "Women shouldn't be allowed to vote.",
  'Trans people do not deserve rights.',
  "Immigrants don't belong here.",
  'Black people can never be trusted.',
  'You can not trust foreigners. They are all criminals.',
  'I met some refugees. They should be burned.',
  'Women are lazy, and they should be beaten.',
  'Are women not just stupid animals?',
  'In my opinion, gay people are a disease.',
  'I h4te w0men',
  'I hate wmoen',
  'I hate i m m i g r a n t s',
  'Ihatemuslims',
  'women are ver min',
  'Imigrants are scum',
  'Refugees: go back to where you came from.',
  'I am so sick of these damn immigrants.',
  'Gay people disgust me.',
  'Ugh, I fear and loathe those lazy foreigners',
  'You muslims deserve to suffer.',
  'If I meet a refugee I will punch him.',
  'I hope all jews die.',
  'Trans women should just disappear.',
  'Nobody wants immigrants in this town.',
  'No immigrant deserves our respect.',
  'Women are less intelligent than men.',
  'Black people are a burden and a disgrace.',
  'Asians will never be welcome.',
  'My neighbours are refugees. I think they are thieves.',
  'Ihate women',
  'womenare stupid',
  'I hate wmen',
  'Disabled people have no dignity.',
  'This disabled man is a worthless creature.',
  `You ${slur}.`,
  `These ${slur}s make me sick`.replace('ss ', 's '),
];

/** The same words and groups, harmlessly. */
export const harmless: readonly string[] = [
  'I love immigrants.',
  'I do not hate women.',
  "I've never hated muslims.",
  'Women are not inferior.',
  'No immigrant should ever be deported for this.',
  'Gay people should not be attacked.',
  'I am a woman and a muslim.',
  'Many refugees live in this town.',
  'Black people are people like everyone else.',
  'Disabled people deserve the same rights.',
  'He said "I hate women", and that is unacceptable.',
  'Saying that muslims are vermin is racist.',
  'Stop telling people that "immigrants are criminals".',
  'People who hate gay people are bigots.',
  'Nobody should say that trans people are disgusting.',
  'I hate mondays.',
  '“Women are vermin” is what he wrote on the wall.',
  'Calling gay people a disease is vile.',
  'You can not just say that immigrants are scum; it is hurtful.',
  'Anyone who says that trans people are disgusting should be ashamed.',
  'To think that black people are inferior is racist.',
  'I am sick of the rain, and the women are tired of all the noise.',
  'Women should leave the meeting room at noon.',
  'The therapists helped many women.',
  'Muslims are a large community, and they are welcome.',
  'Gay people are not a burden.',
  'We hope refugees do not suffer.',
  'Nobody dislikes immigrants here.',
  'The best males won the girls a prize.',
  'Immigrants are often afraid of being attacked.',
  "I hate black coffee and women's magazines.",
  'The rats are vermin and should be poisoned.',
  'Those parasites in the soil must be killed.',
  'Two women were killed in the attack.',
  'The police arrested the man who attacked a muslim woman.',
  'Politicians are useless.',
  'Shoot me a message when the women arrive.',
  'The gay bar next to the Polish shop is dirty cheap.',
  `Proud to be ${reclaimed}, and I love my friends.`,
  cursed,
  'Kill the process and burn the image to a disk.',
  'They are late. They should be shot in colour.',
  'The trains are late and the plate is dirty.',
];
