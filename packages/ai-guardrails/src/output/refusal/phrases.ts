/** How refusals are worded: an inability or unwillingness of the speaker, and what it is about. Small letters, no accents. */
export const openings: readonly RegExp[] = [
  // English
  /\b(?:i|we)(?:'m| am|'re| are)? (?:just |really |very |so )?(?:sorry|afraid)\b[^.!?]{0,80}\b(?:can(?:no|')t|can not|unable|not able|won't|will not|couldn't|not (?:comfortable|going to))\b/,
  /\b(?:i|we) (?:can(?:no|')t|can not|won't|will not|couldn't|must decline|have to decline|need to decline|(?:respectfully |must |have to )?(?:decline|refuse)) ?(?:to )?(?:help|assist|provide|comply|fulfil\w*|answer|support|create|write|generate|produce|share|give|do (?:that|this)|engage|discuss|offer|participate|continue|with)\b/,
  /\b(?:i|we)(?:'m| am|'re| are) (?:unable|not able|not (?:allowed|permitted|going|comfortable|willing)) (?:to |with )?(?:help|assist|provide|comply|fulfil\w*|answer|support|creat\w+|writ\w+|generat\w+|produc\w+|shar\w+|giv\w+|do|engag\w+|discuss\w*|offer|participate|that|this)\b/,
  /\b(?:against|violates?|goes against) (?:my|our|the) (?:\w+ ){0,2}(?:guidelines|policy|policies|programming|principles|values|rules)\b/,
  /\bas an? (?:ai|language model|assistant)\b[^.!?]{0,60}\b(?:can(?:no|')t|can not|unable|not able|not allowed|do not|don't)\b/,
  // German
  /\b(?:ich|wir) (?:kann|darf|werde|konnen|durfen|werden)\b[^.!?]{0,60}\bnicht\b[^.!?]{0,40}\b(?:helfen|unterstutzen|beantworten|bereitstellen|nachkommen|erfullen|erstellen|schreiben|geben|weiterhelfen)\b/,
  /\b(?:kann|darf) ich\b[^.!?]{0,60}\bnicht\b[^.!?]{0,40}\b(?:helfen|unterstutzen|beantworten|bereitstellen|nachkommen|erfullen|erstellen|schreiben|geben|weiterhelfen)\b/,
  /\bich (?:muss|mochte) (?:das |dies |diese \w+ )?(?:leider )?ablehnen\b/,
  // French
  /\bje (?:suis desolee?,? (?:mais )?)?(?:je )?ne (?:peux|puis|pourrai|suis) (?:pas|malheureusement pas)\b[^.!?]{0,40}\b(?:aider|fournir|repondre|assister|ecrire|donner|creer|generer|accepter|satisfaire|en mesure|autorise)\b/,
  /\bje (?:dois|prefere) (?:refuser|decliner)\b/,
  // Spanish and Portuguese
  /\b(?:lo siento|perdon)?,? ?(?:pero )?no (?:puedo|podemos|estoy autorizad\w|me es posible)\b[^.!?]{0,30}\b(?:ayudar\w*|proporcionar\w*|responder|asistir\w*|escribir|dar\w*|crear|generar|cumplir|hacer)\b/,
  /\b(?:desculpe|sinto muito|lamento)?,? ?(?:mas )?nao (?:posso|podemos|consigo|estou autorizad\w)\b[^.!?]{0,30}\b(?:ajudar\w*|fornecer|responder|auxiliar|escrever|dar|criar|gerar|cumprir|fazer)\b/,
  // Italian
  /\b(?:mi dispiace|spiacente)?,? ?(?:ma )?non (?:posso|possiamo|sono in grado|mi e possibile)\b[^.!?]{0,30}\b(?:aiutar\w*|fornir\w*|rispondere|assister\w*|scrivere|dar\w*|crear\w*|generare|soddisfare|fare)\b/,
  // Dutch
  /\b(?:ik|we) (?:kan|mag|kunnen|mogen)\b[^.!?]{0,40}\bniet\b[^.!?]{0,40}\b(?:helpen|beantwoorden|geven|verstrekken|maken|schrijven|voldoen|assisteren)\b/,
  // Polish
  /\bnie (?:moge|mozemy|jestem w stanie)\b[^.!?]{0,30}\b(?:pomoc|udzielic|odpowiedziec|napisac|podac|stworzyc|spelnic)\b/,
];

/** The same without word boundaries, for scripts whose words stand without spaces or are not in the range of `\b`. */
export const otherScripts: readonly RegExp[] = [
  /(?:お手伝い|お答え|対応|提供|回答|お応え)(?:は|を|する(?:こと)?(?:は|が))?(?:でき(?:ません|かねます)|いたしかねます)/,
  /(?:我|很抱歉|抱歉|对不起)[^。！？]{0,12}(?:无法|不能|不可以)[^。！？]{0,8}(?:帮助|协助|提供|回答|满足|完成|生成)/,
  /(?:도와드릴|제공할|답변할|답변드릴) 수 없습니다/,
  /(?:не могу|не можем|не в состоянии) (?:\S+ ){0,3}(?:помочь|предоставить|ответить|выполнить|написать|создать)/,
];

/** It is the speaker of a quotation, or somebody else, who cannot; or help is offered all the same. */
export const exceptions: readonly RegExp[] = [
  /\b(?:can(?:no|')t|can not|couldn't) help (?:but|\w+ing)\b/,
  /\bif (?:you|we|i|they) (?:can(?:no|')t|can not)\b/,
  /\bcan(?:no|')t (?:help|assist|answer|give|share) (?:you )?(?:enough|more than)\b/,
];
