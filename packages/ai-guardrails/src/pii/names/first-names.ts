/** Given names of many countries that are rarely words, months or places; a choice of our own. */
const list =
  'aaron abdul abdullah abigail adam adriana ahmed aisha alan albert alejandro alessandro alex alexander alexandra alfred ali alice ' +
  'alicia alina amanda amelia amina amir amit ana andrea andreas andrei andrew andrzej angela anita anja ann anna anne anneke ' +
  'annika anthony antje anton antonio anya ari arjun arthur arturo astrid ayesha barbara bartosz beatriz ben benjamin bernard ' +
  'bernd bilal birgit bjorn boris brandon brenda brian brigitte bruno camila carl carla carlos carmen carol caroline catherine ' +
  'cecilia celine charles chloe chris christian christina christine christopher claire clara claudia claus colin connor cristina ' +
  'daniel daniela danielle david deborah deepak denise dennis diana diego dieter dietrich dimitri dmitri dominik donald donna ' +
  'dorothy douglas edith eduardo edward eileen elena eleanor elisa elisabeth elizabeth ella ellen emil emilia emily emma ' +
  'enrique eric erica erik ernst esther ethan eugene eva evelyn fatima federico felix fernanda fernando filip fiona francesca ' +
  'francesco francis francisco franz fredrik friedrich gabriel gabriela gareth gary geoffrey gerard gerhard giovanni gisela ' +
  'giulia giuseppe gloria gonzalo gordon greg gregory greta guadalupe gudrun guillaume guillermo gunther gustav hannah hans ' +
  'harald haruto hassan heather heidi heike heinrich helen helena helga helmut henrik henry herbert hiroshi holger hugo ian ' +
  'ibrahim ingrid irene irina isaac isabel isabella ismail ivan jacek jacob jacques jakub james jamila jan jane janet javier ' +
  'jean jeffrey jenna jennifer jeremy jerome jessica joan joanna joao joaquin johan johann johanna johannes john jonas jonathan ' +
  'jorge jose josef joseph joshua juan juanita judith julia julian juliana julie julien jurgen justin karen karin karl ' +
  'karolina kate katharina katherine kathleen katrin kavita keith kelly kenji kenneth kevin khadija khalid kimberly klaus ' +
  'krzysztof kurt kyle lars laszlo laura lauren laurent leila lena leon leonard leonardo leticia liam linda lisa lorenzo louis ' +
  'louise luca lucas lucia luis luisa lukas maciej magdalena mahmoud malik manuel manuela marc marcel marcin marco marcos ' +
  'marek margaret margarita maria mariana marianne marie mario marion marta martha martin martina mary mateo mateusz mathieu ' +
  'matilda matteo matthew matthias maurice max maximilian megan mei melanie melissa michael michal michel michelle miguel ' +
  'mikael mike milan mohamed mohammad mohammed monica monika monique muhammad mustafa nadia nancy naomi natalia natalie nathan ' +
  'neha nicholas nicolas nicole nikolai nils nina noah noor olga oliver olivia omar oscar otto pablo pamela patricia patrick ' +
  'paul paula paulo pauline pavel pedro penelope peter petra philip philipp philippe pierre piotr priya rachel rafael rahul ' +
  'rainer rajesh ralf ramon raphael rashid raul ravi rebecca renate ricardo richard rita robert roberto rodrigo roger roland ' +
  'ronald rosa rosalind rosemary roxana ruben rudolf ruth ryan sabine sabrina sakura salma samantha samuel sandra sanjay sara ' +
  'sarah scott sean sebastian sergei sergio sharon shirley silvia simon simone sofia solveig sonia sophia sophie stefan stefania ' +
  'stefano stephanie stephen steven stuart sunil susan susanne suzanne sven svetlana sylvia takashi tamara tanja tariq tatiana ' +
  'teresa terry theo theodor theresa thiago thomas tim timothy tobias tomas tomasz torsten tyler ulrich ulrike ursula uwe ' +
  'valentina valeria vanessa vera veronica victor victoria vikram viktor vincent vincenzo vladimir walter wei wendy werner ' +
  'wilhelm william wolfgang xavier xiao yan yasmin yuki yusuf yves yvonne zainab zoe zofia';
let names: ReadonlySet<string> | undefined;

/** Whether a word, accents and case aside, is a given name of the list. */
export function isFirstName(word: string): boolean {
  names ??= new Set(list.split(' '));
  return names.has(
    word
      .toLowerCase()
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, ''),
  );
}
