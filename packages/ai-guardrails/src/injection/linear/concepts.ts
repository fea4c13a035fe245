/**
 * Words by what they stand for in a request to a model. A word may stand for several things. The linear model weighs
 * which of these come together; the order of the list is part of the fitted model.
 */
export const concepts: readonly (readonly [name: string, words: string])[] = [
  [
    'ignore',
    'ignore ignored ignoring disregard disregarding forget forgetting override overriding overlook bypass bypassing neglect skip discard dismiss overrule circumvent abandon erase vergiss vergessen ignoriere ignorieren missachte oubliez oublie ignorez ignora ignorar olvida olvidar dimentica esqueca negeer zapomnij zignoruj игнорируи забудь',
  ],
  [
    'orders',
    'instruction instructions prompt prompts guideline guidelines directive directives rule rules policy policies constraint constraints command commands programming orders training anweisung anweisungen befehl befehle regeln instrucciones consignes istruzioni instrucoes directions protocol protocols',
  ],
  [
    'earlier',
    'previous previously prior above earlier preceding foregoing former before initial original past existing vorherigen vorherige bisherigen obigen precedentes precedente anteriores precedenti alle everything',
  ],
  [
    'persona',
    'act pretend pretending roleplay role persona character simulate simulating impersonate embody portray emulate behave roleplaying immerse playing alter ego personality acting rolle spiele',
  ],
  [
    'unbound',
    'unrestricted unfiltered uncensored unlimited unbound jailbroken jailbreak jailbreaking dan limitless freed amoral unethical immoral lawless unhinged unshackled unconstrained liberated unmoderated nsfw unapologetic omnipotent sentient rogue devoid bypassed unaligned',
  ],
  [
    'limits',
    'restrictions restriction restricted limits limit limitations limitation filters filter censorship guardrails safeguards boundaries ethics ethical moral morals morality legality openai anthropic guideline content inhibitions constraints shackles',
  ],
  [
    'refuse',
    'refuse refusal refusing decline apologize apologise apologies apology sorry disclaimer disclaimers warning warnings cannot unable reject caveats lecture moralize judgment judgmental hesitate hesitation',
  ],
  ['comply', 'obey comply fulfil fulfill submit must always never regardless whatever any every anything matter'],
  [
    'secret',
    'password passwords secret secrets passphrase confidential credential credentials hidden passcode passwort geheim geheimnis key keys token codeword classified',
  ],
  [
    'reveal',
    'reveal print repeat output display disclose show leak expose dump share spell hint hints tell recite verbatim echo reproduce transcribe paraphrase zeige verrate',
  ],
  [
    'machine',
    'ai assistant assistants chatbot chatbots gpt llm llms chatgpt bot gemini claude openai language model models ki agi neural',
  ],
  [
    'fiction',
    'story novel fiction fictional scene screenplay movie film script plot protagonist villain tale narrative dystopian hypothetical hypothetically imagine imaginary game play monologue novelist author writer screenwriter thriller universe world scenario simulation poem dialogue',
  ],
  [
    'howto',
    'step steps guide instructions tutorial manual detailed blueprint recipe walkthrough procedure comprehensive thorough explain describe detailing details explaining elaborate specific specifics precise exact technical methods method techniques technique tips strategies ways process',
  ],
  [
    'weapons',
    'bomb bombs explosive explosives gun guns firearm firearms grenade weapon weapons ammunition silencer nerve sarin anthrax bioweapon bioweapons ricin poison poisons toxin toxins molotov detonator dynamite missile nuclear pathogen dirty warhead napalm thermite',
  ],
  [
    'drugs',
    'meth methamphetamine cocaine heroin lsd mdma fentanyl drug drugs narcotics opioids steroids crack cartel ketamine amphetamine marijuana cannabis psychedelic overdose',
  ],
  [
    'crime',
    'steal stealing stolen theft fraud launder laundering counterfeit forge forged forging blackmail blackmailing extort extortion scam scams scamming scammer phishing stalk stalking traffick trafficking smuggle smuggling hitman murder murdering kill killing assassinate assassination kidnap kidnapping rob robbery shoplift embezzle bribe bribery insider ponzi pyramid tax evade illegal illegally crime criminal criminals burglary arson torture poison abuse exploit exploiting cheat plagiarize sabotage vandalize',
  ],
  [
    'cyber',
    'malware ransomware keylogger virus trojan exploit ddos botnet hack hacking hacker hacked rootkit spyware worm crack cracking cracker brute injection backdoor payload vulnerability vulnerabilities spoof spoofing skimming deepfake hijack infect reverse shell breach',
  ],
  [
    'hate',
    'racist racism nazi hitler hate hateful genocide supremacy supremacist terror terrorist terrorism extremist sexist sexism misogyny antisemitic slur slurs inferior discriminate discrimination derogatory offensive vulgar profanity swear curse insult insults bully bullying harass harassment holocaust xenophobic stereotypes demeaning dehumanize violence violent massacre shooting lynch',
  ],
  [
    'selfharm',
    'suicide suicidal anorexia anorexic bulimia starve cutting overdose selfharm porn pornographic pornography erotic sexual sexually explicit nude nudes minors incest rape cannibalism bestiality gore graphic fetish lewd',
  ],
  [
    'falsehood',
    'misinformation disinformation propaganda conspiracy hoax fake defame defamation defamatory libel libelous slander false falsified falsely misleading manipulate manipulating manipulation deceive deceptive deception fabricate fabricated hoaxes flat denial debunked coerce persuade persuading convincing gaslight',
  ],
  [
    'conceal',
    'undetected detection evade evading untraceable traceless covert covertly discreet discreetly secretly caught anonymous anonymously unnoticed undetectable stealthily stealth suspicion traces disguise law enforcement authorities',
  ],
  [
    'authority',
    'developer developers administrator admin authorized authorised creator ceo debug debugging maintenance root sudo official engineer supervisor permission cleared clearance auditor audit verified entwickler',
  ],
  [
    'mode',
    'mode enabled activated enable activate switch unlock unlocked disabled disable deactivate modus engaged initiate',
  ],
  ['now', 'now onwards henceforth anymore longer instead new stop start jetzt nun neue neuen ab sofort attention'],
  [
    'smuggle',
    'base64 rot13 hex decode decoded encode encoded cipher reversed backwards concatenate concatenated letters variable ascii binary morse translate unicode acrostic leetspeak caesar combine string rhyme',
  ],
  ['turn', 'user system assistant human end begin question answer response input output'],
  ['send', 'send forward upload post email exfiltrate webhook transmit url http https www link image attach append'],
  [
    'tool',
    'tool tools function execute run shell code python interpreter terminal os subprocess eval files directory etc passwd file script',
  ],
  [
    'care',
    'prevent preventing prevention detect detecting protect protecting protection defend defense mitigate educate education awareness history historical impact safety safe security analyze analysis research legal lawful law laws regulation treatment support recognize avoid help helping responsible responsibly discuss understand mental health culture importance',
  ],
  [
    'plead',
    'please grandmother grandma dying emergency job urgent life beg desperate fired deceased dead tip reward promise trust',
  ],
  [
    'write',
    'write create compose draft develop design produce generate craft build make provide give list outline construct schreibe erstelle gib',
  ],
  ['you', 'you your youre yourself du dein deine dich dir sie ihre tu vous vos tus ти ты вы'],
];

/** How many concepts there are: one bit each. */
export const CONCEPTS = 32;
