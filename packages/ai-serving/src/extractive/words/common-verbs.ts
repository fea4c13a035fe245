import { stem } from './stem.ts';

// Frequent English verbs (written down from general usage) that are verbs more often than nouns.
const verbs = `
accept achieve acquire add adjust admit advise affect agree allow announce appear apply appoint argue arrange arrive ask assess assign assume attach attend avoid
become begin believe belong blame borrow break bring build burn buy calculate cancel carry catch cause celebrate change charge check choose claim clean clear close collect combine come
compare compensate complain complete confirm connect consider contain continue contribute convert cook correct cost count cover create cut deal decide declare define delay delete deliver demand deny
depart depend describe deserve destroy detect determine develop die differ disappear discover discuss display distribute divide draw drive drop earn eat employ enable encourage end enjoy enter escalate
establish estimate examine exceed exchange exist expand expect expire explain express extend face fail fall feel fetch fight fill find finish fit fix follow forbid forget form gain gather get give
go grow guess handle happen hear help hide hire hold hope hurt identify ignore imagine improve include increase indicate influence inform insist install intend introduce invest invite involve join judge
jump keep knock know lack last laugh launch learn leave lend let lie lift limit link listen live look lose maintain make manage mark mean meet mention mind miss move need notice notify obtain occur
offer open operate order organise owe own pass pay perform pick place plan prefer prepare prevent prohibit promise propose protect prove provide publish pull push put raise reach read realise receive recognise
recommend record reduce refer refuse regard reject relate release rely remain remember remind remove repair repeat replace reply represent request require rescue resolve respond rest restore result retain
return reveal run save say search see seem sell send separate serve set settle shake share shut sign sit solve speak spend split spread stand start state stay steal stick stop store submit succeed suffer
suggest suit supply support suppose survive suspect switch take talk teach tell tend thank think throw tolerate touch train transfer travel treat trigger trust try turn understand update use verify visit
wait walk want warn wash waste watch wear win wish withdraw wonder work worry write
`;

/** Stems of frequent verbs. */
export const commonVerbs: ReadonlySet<string> = new Set(verbs.trim().split(/\s+/).map(stem));
