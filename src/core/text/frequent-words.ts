/** Frequent words by which a text's language is recognised. */

/** Frequent words of English that no other language below has. */
export const ENGLISH =
  wordSet(`the is are was were be been it its this that these those there here i you he she we they my your his her our their him us them
  and or but not with for from at by of to in on if so as than then what when where who why how which can could will would should may might must do does did
  have has had get got go going gone just only very too also now today tomorrow yesterday please thanks thank you're i'm it's don't can't isn't we're let's
  about after again all any because before down even every great good bad new yes ok okay café naïve résumé cliché façade voilà more most much need needs out over please some still
  up want work works working team update error fix fixed build failed down send sent make made take see know think everyone everybody like love hate help time day week back`);

/** Frequent words of other languages, none of which is a common word of English. French, German, Spanish, Italian, Portuguese, Dutch and Hindi in Latin
 * letters; then Indonesian and Malay, Tagalog, Swahili, Italian, Portuguese, Dutch, Polish, Turkish and Vietnamese without its marks. Left out is what
 * English messages have, were it as a name or an abbreviation ("ale", "gui", "ci"): each word was counted in 150,000 of them. */
export const OTHERS =
  wordSet(`le la les un une des du et est je tu il elle nous vous ils elles sont dans que qui sur avec ce cette ces mais très tres bien merci
  bonjour mon ma mes votre vos notre nos leur être etre avoir fait aussi tout tous toute c'est j'ai n'est d'une qu'il ne suis avez êtes sommes où ça ca oui non pas je pour par aux au
  j'attends l'on s'il n'y d'un il-y-a beaucoup toujours jamais moi toi sois soyez fais faites viens venez aujourd'hui demain hier chez rien quand comment pourquoi quel quelle ici
  der das ist nicht ich wir ihr sie ein eine einen einem einer mit auf für fuer von zum zur den dem des auch ja nein aber wie wird sind haben habe hast hatte kann kannst können nur noch
  schon heute morgen bitte danke sehr mein meine dein kein keine keinen wenn weil oder mir mich dir dich uns euch wurde werden muss jetzt hier nach bei aus über unter vor und sich wer wo wann
  warum leider immer wieder alles gibt geht machen mache gemacht gut guten schön schöne zu bis seit nichts
  el los las una y por con para se lo como más mas pero su muy está esta este esto estoy están estamos hola gracias todo todos hoy mañana qué que es en de del al mi tu si sí hay
  fue ser tiene tengo puedo puede puedes necesito dónde donde cuándo cómo nada nadie favor buen buena buenos bueno nos vamos creo
  il lo gli di che è sono non per una della sono questo questa grazie ciao perché molto anche abbiamo
  o os uma não nao com você voce obrigado obrigada muito isso está são meu minha
  het een niet van ik je wij zijn maar ook naar heb heeft wat dit deze goed geen
  hai hain nahi nahin kya kyun kyon mein ka ki ke ko se aur bhi bahut bohot accha acha achha hoga kar karo karna karte raha rahi rahe tha kuch koi kaise abhi aaj kal yaar bhai mera meri tera
  apna hum tum aap gaya gayi gaye hua wala matlab lekin toh mujhe usne ye sab theek kab kahan kaam ghar hoon hu dhanyavaad shukriya namaste diya baje chalo milte laga lagega
  yang dari itu untuk dengan tidak tak gak nggak enggak belum sudah udah dah akan bisa boleh ada adalah saya aku kamu kita kami mereka dia kalian awak
  juga lagi sekali sangat banget sama karena kerana sebab jika kalau tapi tetapi atau pada dalam oleh jangan tolong mohon sila silakan makasih selamat
  apa apakah siapa kapan bila kenapa mengapa bagaimana gimana besok esok kemarin semalam hari pagi siang petang malam minggu bulan tahun nanti
  sekarang mau nak perlu harus baru semua banyak lebih paling terlalu masih pernah selalu bagus baik buruk teruk salah benar betul bukan tiada orang
  kerja setiap seperti hanya saja tersebut telah sedang punya dapat
  ang ng mga sa na ako ikaw siya niya nila namin tayo natin kayo ninyo nyo niyo yung yun iyon ito hindi mayroon meron rin naman bakit kailan sino
  paano kapag dahil pwede puwede gusto ayaw salamat maraming sobrang sobra bukas kahapon ngayon ngayong mamaya umaga galing maganda pangit masaya
  pagod huwag atin aking iyo kanila kaya nasa nang isang dito doon diyan opo sige ayos talaga kanina lahat marami
  ni kwa vya katika kwenye hii huu hizi haya yangu yako yake yetu yenu yao wangu wako wetu langu sana asante tafadhali kesho hapana ndiyo ndio lakini
  kama nini nani wapi kwanini mimi wewe yeye wao bado tena wakati kila kabla baada kazi tangu hadi mpaka pia hapa pamoja habari hakuna kuna mwezi watu
  vizuri mbaya mzuri nzuri
  dello degli delle dalla nel nella nei sul sulla agli siamo siete hanno quella quello quale quando cosa fatto essere stato domani oggi ieri sempre
  già ancora tutto tutti però quindi bene buono buona poco troppo più meno dopo mio tuo nostro vostro nessuno qualcuno ogni lavoro scusa scusate
  perche puoi posso potete dobbiamo devo
  às ao aos nas pelo pela numa estou estao estão foi ter temos tenho fazer feito hoje ontem amanhã amanha já ainda porque quem qual onde bem mal bom
  ótimo gente vc pra também tambem nunca aqui preciso pode podem ninguem ninguém
  aan voor bij uit nog veel zeer mijn jouw ons onze hij jullie zij omdat dus toch weer nu straks gisteren vandaag altijd nooit kun kunnen moet moeten
  willen zal zou gaat gaan doet doen slecht waar wanneer waarom bedankt alsjeblieft iemand niemand iets niks jij
  nie są się ta tego tej tym że jak czy przez dla przy bardzo dziękuję dziekuje dzięki dzieki prosze proszę dobry dobra dobrze źle zle jestem był była
  było masz mamy może moze moge mogę mozesz kto gdzie kiedy dlaczego juz już jeszcze tylko też tez teraz dzisiaj dziś jutro wczoraj znowu nikt nic
  wszystko moj mój moje twoja nasz nasza jego mnie wszystkiego ktoś ktos
  bir bu icin için çok cok degil değil siz onlar yok nasıl nasil neden niye hangi zaman nerede evet hayır hayir lütfen lutfen teşekkürler tesekkurler
  teşekkür bugün bugun yarın yarin dün şimdi simdi daha mı ile gibi veya olarak oldu olmuş olan kadar sonra hiç hic bana beni seni bizim sizin benim
  senin yeni güzel guzel iyi kötü kotu yine tekrar hala musunuz misiniz mısınız herkes kimse
  khong duoc cua nguoi nhung cac mot voi anh minh nay qua nhe ngay thang khach gio viec giup hoi trong ngoai duoi chua xin khi neu nhieu nghi biet
  phai cung nua`);

function wordSet(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}
