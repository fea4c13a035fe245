const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Words that say nothing about the subject of a question. */
export const stopWords: ReadonlySet<string> = words(
  `a about above after again all along already also am an and any anybody anyone anything are as at away back be because been before being below between both but by came can cannot could did do does doing
  don done down during each either else ever every everything for from further had has have having he her here hers him his how however i if in into is isn it its itself just let like ll me might more most much
  must my myself near no nor not now of off on once only or other our ours out over own per please quite rather re s same shall she should since so some somebody someone something such t tell than that the their theirs them
  then there these they this those though through to too towards under until up upon us ve very via was we were what whatever when whenever where whether which while who whom whose why will with within without
  would yes yet you your yours exactly actually currently many often long soon far`,
);

/** Words that many questions and many sentences share: their presence proves little, and their absence less. */
export const genericWords: ReadonlySet<string> = words(
  `accept agree allow allowed answer apply ask asked become begin belong bring call called case change check come company concern consider contain cost count cover day days deal decide define depend describe different end
  ensure exist expect explain fall file find first follow form full get give go good group handle happen happens hold hour hours important include involve keep kind know last late least leave let level limit list longest look made main
  make maximum maybe mean means minimum minutes month months more move name need needed needs new next number obtain old one open order own part party pass pay people permitted person place plan point possible process provide purpose put
  reach reason receive record refer remain report request require required requires responsible result right role rule rules run say see seem send set show side size someone sort start state stay step stop sure take talk team tell
  thing things think time times tolerate try turn two type use used using usual value wait want way week weeks whole word work working year years shortest largest smallest highest lowest biggest most before after percentage share amount
  small large big little great good bad short slow quick easy hard normal special similar certain usual young main common whole serious seriously properly normally usually directly finally
  figure happen written done kept store stored available figure given granted`,
);
