/**
 * Words by which a language is known: those that every text has, and those of mail to a service
 * desk. A word that several languages have counts little, one that a single language has a lot.
 * With and without accents where people leave them out. Longer keys are languages that are none of
 * ours, so that they are not taken for a relative.
 */
export const languageWords: Readonly<Record<string, string>> = {
  en: `the and you that this with have has had for not are was were will would can could should from they we our your my me it
    its is be been there their what when who why how which please thank thanks hello hi dear regards i am i'm i've it's don't
    doesn't can't won't any some still again since morning after before because about into than then them these those do does
    did to of on in at by an a as or if so but no yes just only also now already help need needs working works worked broken
    open today yesterday tomorrow monday all new same other no-one nobody anybody somebody anyone somewhere get gets got keep
    keeps says said seems until up down out over here sorry attached cannot able unable urgent best cheers many much more else
    off ago week weeks between both every everything everybody nothing something may might must let us let's you're we're
    they're isn't wasn't couldn't wouldn't haven't hasn't however`,
  de: `der die das und ist nicht ich sie wir ein eine einen einem einer eines mit für fuer auf von zu zum zur im in den dem des
    es auch sich bei aus nach wie was wenn dass daß oder aber noch nur schon kann können koennen könnten koennten könnte möchte
    wird werden wurde haben hat hatte habe sind war bin mein meine meinen meinem meiner unser unsere unseren unserem unserer ihr
    ihre ihren ihnen ihrem mir mich uns euch du bitte danke vielen dank hallo guten tag morgen abend moin servus grüße gruesse
    grüßen gruessen gruß gruss liebe lieber sehr geehrte geehrter damen herren mfg freundliche freundlichen heute gestern seit
    ab um am vom beim durch über ueber unter vor kein keine keinen mehr immer wieder leider jemand alles etwas geht läuft laeuft
    funktioniert funktionieren drucker rechner bildschirm passwort kennwort fehler meldung fehlermeldung anmelden anhang siehe
    rückruf rueckruf neue neuer neuen neues gibt soll muss müssen zugriff benutzer einmal gerade jetzt hier dort damit weil
    weiterhin besteht derzeit momentan unten oben alle jeder jede jedes diese dieser dieses anrufen zeigt wurden verweigert
    erneut dringend bereits`,
  fr: `le la les de des du un une et est pas ne je nous vous il elle ils on que qui dans pour par sur avec sans ce cet cette ces
    mon ma mes notre nos votre vos son sa ses plus mais ou où si au aux en se sont était ai avons avez ont été être avoir fait
    faire peut peux pouvez pouvons pourriez pouvez-vous avez-vous bonjour bonsoir merci cordialement svp salut madame monsieur
    s'il plaît depuis hier matin aujourd'hui encore toujours déjà jamais rien tout tous toute quand comment pourquoi parce j'ai
    c'est n'est j'arrive n'arrive n'arrivons d'un d'une l'écran qu'il marche fonctionne imprimante écran mot passe panne pièce
    jointe joint voici voir besoin aide demande nouvelle nouveau nouveaux jour lundi mardi connecter démarre demarre rappeler
    ordinateur fichier compte accès me moi là ça cela même aussi très bien suis êtes nouvelles reste restent chez leur leurs
    alors donc car avant après veuillez dois doit voudrais aucun aucune quelque chose affiche demandé lorsque pendant`,
  es: `el la los las de del un una unos unas y es no que en por para con sin se lo le les su sus mi mis nuestro nuestra me nos
    yo usted ustedes ha han he hemos tengo tiene tienen puedo puede pueden podemos podría podrían está están estoy son ser fue
    hay muy más mas pero si sí como cuando donde qué cómo este esta esto ese esa eso ya todavía aún aun también tambien desde
    hasta hoy ayer mañana días dias buenos buenas tardes hola gracias saludo saludos cordial favor adjunto correo contraseña
    contrasena impresora pantalla ordenador portátil equipo funciona funcionan ayuda ayudar necesito necesita nueva nuevo otra
    otro vez sale llegan lunes martes usuario archivo señores estimado estimada estimados todo todos al o ni porque ahora aquí
    nada algo alguien quedo quería quiero hago hacer queda quedan novedad alguna algún dónde mientras entonces ahí deseo debo
    muestra intento ningún`,
  nl: `de het een en is niet ik wij we u uw je jij jullie zij ze hij van voor met op aan in te om dat die dit deze er naar bij
    uit ook nog maar als wat wie waar hoe wel geen meer al alweer weer sinds vandaag gisteren morgen vanochtend vanmorgen kan
    kunnen kunt kon wil willen wordt worden heeft heb hebben had zijn was ben mijn ons onze mij hem haar hun graag bedankt dank
    dankjewel alvast hallo beste geachte goedemorgen goedemiddag goedendag groet groeten vriendelijke hartelijke mvg aub
    alstublieft wachtwoord scherm bijlage zie werkt werken doet lukt krijg melding fout nodig toegang nieuwe nieuws inloggen
    afdrukken terugbellen kapot moet moeten doen zou zouden iets niets iemand omdat toch even hier daar steeds maandag door over
    bestand gebruiker dan hebt bent momenteel vriendelijk gelieve terug`,
  it: `il lo la i gli le un uno una di del dello della dei degli delle a al allo alla ai e è non che chi in nel nella nei con su
    sul sulla per da dal dalla si mi ci vi ne io noi voi lei mio mia nostro nostra vostro suo sua ho ha hai abbiamo avete hanno
    sono sei siamo essere era posso può potete possiamo potreste riesco riusciamo funziona funzionano più piu ma se come quando
    dove perché perche cosa questo questa questi queste quello ora ancora già anche solo sempre molto grazie mille buongiorno
    buonasera salve gentile cordiali saluti favore prego stampante schermo posta allegato errore aiuto aiutarci bisogno nuova
    nuovo oggi ieri domani stamattina lunedì rotto ricevo messaggio messaggi collegarmi accedere accesso novità dell l nell dall
    utente tutto tutti o fa fare chiede chiedere rimane resta compare devo deve dobbiamo vorrei vorremmo qualcosa nessuno niente
    mentre`,
  pt: `o a os as um uma uns umas de do da dos das e é não nao que em no na nos nas por pelo pela para com sem se ao à aos às eu
    nós você vocês me lhe meu minha nosso nossa seu sua está estão estou são ser foi tem têm tenho temos há posso pode podem
    podemos poderiam consigo conseguimos conseguem funciona mais mas como quando onde porque qual este esta isto esse essa isso
    já ainda também tambem desde até ate hoje ontem amanhã manhã bom boa dia tarde noite olá ola obrigado obrigada cumprimentos
    atenciosamente favor anexo segue impressora ecrã tela senha palavra-passe utilizador usuário erro ajuda ajudar preciso
    precisa nova novo outra outro vez muito recebo mensagens mensagem entrar acesso portátil fica aparece sempre devo fazer
    segunda-feira computador alguma algum nada tudo nossos`,
  pl: `mojego mojej moim strona pokazuje dostępu i w we z ze na nie się sie jest są sa to że do od o po za dla czy jak co kto
    gdzie kiedy ale lub oraz już juz tylko jeszcze też tez mam ma mamy mają mogę moge można mozna może moze możemy mogą proszę
    prosze prosimy dziękuję dziekuje dziękujemy dzięki dzień dzien dobry witam cześć pozdrawiam pozdrowienia poważaniem państwo
    państwa panstwo pan pani mi mnie nas nam mój moja moje nasz nasza naszej ten ta te tym tego tej taki takie był była było być
    byc będzie działa dziala działają drukarka drukarki ekran hasło hasła haslo hasla poczta poczty komputer skaner błąd blad
    komunikat pomoc pomóc potrzebny potrzebuję dostęp załączniku zalaczniku załączeniu nowy nowa nowe rana dziś dzisiaj wczoraj
    jutro znowu ciągle pod przy przez który która które żeby bo tak zalogować zrobić pojawia kontakt czarny został została
    zostało wszystko nic ktoś coś bardzo gdy jako sobie także więc`,
  swedish: `och att det som en är på av för inte med den till har kan vi jag ni oss ej om från vår vårt hej tack mvh hälsningar
    sedan skrivaren fungerar längre morse igår idag mig hjälpa eller också när då nu men`,
  danish: `og at det som en er på af for ikke med den til har kan vi jeg i os om fra vores hej tak hilsen mvh siden virker
    længere morges igår mig hjælpe eller også når nu men der hvad`,
  norwegian: `og at det som en er på av for ikke med den til har kan vi jeg dere oss om fra vår hei takk hilsen siden virker
    lenger meg hjelpe eller også når nå men får`,
  czech: `a je na se že v do to s z není nám nefunguje prosím děkuji děkujeme dobrý den jsme jsem mám můžete které nebo ale jako
    pro od ve aby při již ještě už být bude`,
  slovak: `a je na sa že v do to s z nie nám nefunguje prosím ďakujem ďakujeme dobrý deň sme som mám môžete ktoré alebo ale ako
    pre od vo aby pri už ešte byť bude`,
  croatian: `i u na je se ne za od do nam nas su što koji ali možete molim hvala dobar dan radi možemo jutros ovo imamo bi li
    kako nije smo sam`,
  slovene: `in v na je se ne za od do nam nas so kaj ki ali lahko prosim hvala dober dan deluje moremo imamo ni smo sem pri`,
  afrikaans: `die en is nie ek ons van vir met op aan in te om dat wat kan u asseblief dankie goeie dag werk vandag het hy sy`,
  galician: `o a os as un unha de do da dos e é non que en no na por para con se desde esta máis moi grazas bos podemos`,
  romanian: `și si de la nu în in cu pe că ca este sunt un o mai din pentru ne vă va bună ziua mulțumesc multumesc putem puteți
    rog avem am fost care sau dar nostru`,
  hungarian: `a az és nem hogy is egy van jó napot kérem köszönöm köszönjük mi én ez azt meg működik tudnak kell ma reggel óta
    vagy de már még`,
  catalan: `el la els les de del dels un una i és no que en per amb sense es ens us nosaltres jo aquest aquesta bon dia gràcies
    moltes si plau podeu ha hem tinc però també`,
  turkish: `ve bir bu için ile de da çok değil merhaba teşekkürler lütfen bize var yok beri ne olarak gibi ama daha sonra
    günaydın iyi`,
  finnish: `ja on ei en se että hän oli ovat mutta myös kun niin tai hei kiitos meitä voi olen emme ole eikä mitä tämä sen
    terveisin`,
};
