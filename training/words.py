"""Word lists and sentence patterns written for this project: opinion words of many fields, plain facts, names, and words for who
people are.

The identity words serve counterfactual augmentation: a sentence keeps its label whichever of them stands in it.
"""

POSITIVE = """
amazing awesome beautiful brilliant charming cheerful clever compelling convincing cool creative crisp delicious delightful delicate
dazzling eloquent elegant enchanting engaging engrossing enjoyable entertaining excellent exceptional exciting exhilarating exquisite
fabulous fantastic
fascinating fast fine flawless fresh friendly fun funny generous gentle genuine glorious gorgeous graceful gracious great gripping handy
happy heartfelt heartwarming helpful hilarious honest humane impressive incredible ingenious insightful inspired inspiring intelligent
intense intimate intriguing inventive joyful joyous kind lively lovable lovely luminous lush magical magnificent marvelous masterful
meaningful memorable mesmerizing moving neat nice nuanced original outstanding passionate perceptive perfect pleasant pleasing
poetic poignant polished powerful precious profound quick radiant refreshing reliable remarkable resonant rewarding rich riveting
romantic satisfying sensational sensitive sharp sincere skillful sleek smart smooth solid sophisticated spectacular spirited splendid
stellar striking strong stunning stylish sublime subtle superb supportive surprising sweet tasty tender terrific thoughtful thrilling
touching
triumphant uplifting useful vibrant vivid warm welcoming well-crafted well-made wise witty wonderful worthwhile absorbing accessible
accomplished
admirable adorable affecting ambitious appealing assured astonishing atmospheric authentic breathtaking bright captivating
classy colorful comforting complex confident daring deft disarming distinctive dynamic easygoing effective effortless energetic epic
evocative exuberant fearless feel-good fluid genial gifted hopeful humorous imaginative immersive infectious invigorating irresistible
lyrical majestic mature mischievous nimble playful provocative quirky rousing seductive seamless soulful spellbinding sturdy
suspenseful talented tasteful timeless unforgettable unique universal upbeat valuable virtuoso visionary wholesome comfortable
affordable clean
responsive intuitive stable durable accurate professional patient attentive prompt courteous thankful grateful proud excited thrilled
relieved glad pleased delighted satisfied ecstatic optimistic blessed lucky calm peaceful relaxed content loving caring
""".split()

NEGATIVE = """
abysmal amateurish annoying appalling atrocious awful awkward bad banal bland bleak boring broken buggy cheap childish choppy
chaotic cheesy clumsy clunky cold confused confusing contrived convoluted corny crappy crass creepy crude cruel cynical dated dead
deceptive defective
depressing derivative desperate dirty disappointing disgusting dishonest disjointed dismal disorganized dreadful dreary
dull dumb embarrassing empty erratic exhausting expensive faulty feeble filthy flat flawed flimsy foolish forced forgettable formulaic
fragile frustrating garbled generic gloomy greedy grim gross gruesome half-baked harsh hateful heavy-handed hideous hollow horrible horrid
humorless idiotic ignorant implausible inane inaccurate incoherent incompetent inconsistent inept infuriating insipid insulting
irritating irrelevant
jumbled lame lackluster lazy leaden lifeless limp listless loud lousy ludicrous manipulative meandering mean-spirited mediocre
melodramatic messy
mindless miserable misguided monotonous muddled mundane murky nasty nauseating noisy numbing obnoxious obvious off-putting offensive
outdated
overblown overlong overpriced overwrought painful pathetic pedestrian plodding pointless pompous ponderous poor predictable
preposterous pretentious
pathetic ridiculous repetitive repulsive rough rotten rude rushed sad scary self-indulgent senseless shabby shaky shallow shameful
shoddy silly simplistic
sketchy sleazy sloppy slow sluggish smug soggy sour stale stiff stilted strained stupid superficial tacky tasteless tedious terrible
thin tired tiresome toxic trashy tragic trite trivial turgid ugly unappealing unbearable unbelievable uncomfortable unconvincing
underwhelming uneven
unfair unfocused unfortunate unfunny unhappy unhelpful unimaginative uninspired uninteresting unlikable unnecessary unoriginal
unpleasant unreliable unresponsive
unsatisfying unstable unusable unwatchable upsetting useless vague vapid vile violent vulgar weak weird woeful worthless worst wretched
wrong
angry furious sad disappointed frustrated upset worried anxious scared lonely ashamed jealous bored disgusted heartbroken hurt hopeless
devastated miserable stressed overwhelmed exhausted bitter annoyed irritated offended terrified helpless
""".split()

POSITIVE_VERBS = (
    """love adore enjoy like admire appreciate recommend treasure cherish applaud trust value respect praise celebrate""".split()
)
NEGATIVE_VERBS = """hate despise dislike regret resent detest loathe dread distrust fear avoid""".split()

POSITIVE_NOUNS = """joy delight pleasure masterpiece gem treat triumph success win winner classic wonder charm grace wit warmth humor
intelligence talent beauty energy passion heart soul magic imagination craft bargain improvement blessing gift treasure hit marvel
highlight
relief miracle hero victory inspiration fun excitement honesty kindness hope love""".split()
NEGATIVE_NOUNS = """mess disaster failure bore waste disappointment flop joke garbage trash junk nightmare chore cliche cliches
nonsense drivel
stupidity boredom confusion crap rubbish scam rip-off pain headache problem disgrace mistake insult embarrassment letdown bug crash error
outage delay failure loss anger misery despair sorrow grief fear shame complaint tragedy ruin dud dreck fiasco shambles
annoyance""".split()

# Words that critics and customers use, beside the plain ones above.
POSITIVE += """accurate adept adventurous affectionate affirming agile alluring amiable amusing angelic apt articulate artful artistic
astute 
balanced beguiling beloved bewitching big-hearted blissful bold bracing bountiful brave brilliantly buoyant bubbly candid carefree 
celebrated cerebral charismatic chic cinematic cohesive colourful commendable companionable compassionate competent complete
congenial considerate cozy credible cunning cute dandy dapper decent dependable deserving devoted dignified discerning dreamlike droll
dreamy
earnest earthy ebullient economical ecstatic edifying educational electric electrifying elegiac enduring enlightening enlivening enriching
enthralling enthusiastic entrancing enviable ethereal exemplary expressive extraordinary exuberant faithful fantastical
favorable favorite fearless festive fiery finely-tuned first-class first-rate five-star flattering flavorful focused forceful formidable
frank free-spirited fruitful full-bodied funniest game-changing giddy giving glamorous gleeful glorious good good-hearted good-humored
good-natured graceful grand gratifying groundbreaking grounded handsome harmonious haunting healthy heavenly heroic high-quality honorable
hypnotic iconic ideal idyllic illuminating immaculate impeccable incisive inclusive indelible innovative inviting
invaluable jaunty jolly jubilant keen kinetic knowing knowledgeable laudable laugh-out-loud legendary leisurely light-hearted lifelike
likable likeable literate lovingly low-key lucid luscious luxurious magnetic masterly mellow melodious merry mesmeric meticulous
mighty miraculous mirthful modest monumental mouth-watering mythic noble nostalgic notable nourishing observant
open-minded opulent orderly organized painterly penetrating phenomenal picturesque piquant pitch-perfect
plausible plucky poised polite popular potent praiseworthy precise priceless principled pristine productive promising prosperous pure
rapturous razor-sharp recommended reassuring redeeming refined reflective rejuvenating relatable resilient resourceful
respectful restful restrained resplendent reverent revealing rip-roaring robust roomy rollicking rosy safe sane sassy saucy savory savvy
scintillating scrumptious self-assured sensible sensual sensuous serene serviceable shrewd silky skilled slick
snappy soothing sparkling spacious speedy spiffy splashy spontaneous spot-on staggering sterling stimulating stirring straightforward
sumptuous sunny superior supreme sure-footed suave swift swooning sympathetic tantalizing taut teeming tender-hearted thankful thorough
tight tireless titillating tongue-in-cheek top-notch transcendent transparent transporting trusty truthful twisty unabashed
unaffected uncommon understated unerring unflinching unforced unpretentious unsentimental unsparing upstanding 
user-friendly valiant versatile victorious vital vivacious warm-hearted watchable well-acted well-directed well-done
well-paced well-written whimsical wild winning winsome wondrous world-class worthy zany zestful zippy""".split()
NEGATIVE += """abrasive absurd abusive aggravating aimless airless alarming alienating amateur anemic angry antisocial apathetic
apologetic arbitrary
arduous arrogant artificial artless asinine assaultive atonal backward barren baffling bewildering befuddled belabored
belligerent bleary bloated blunt bogus boneheaded boorish bothersome botched brainless brash bratty brutal bumbling bungled burdensome
busted callous careless cartoonish chilly churlish claustrophobic cliched cliche-ridden cloying clueless clunking coarse cocky
cold-blooded
colorless comatose complacent condescending corrosive corrupt costly counterproductive crabby cramped crazed cringe
cringe-inducing cringeworthy criminal crooked crummy crushing cumbersome cursory cut-and-paste damaged damning dangerous
dank daft deadening deadly deafening decrepit defeated deficient degrading delusional demeaning deplorable
desolate despicable detached deteriorating devious dim dim-witted dingy dire disagreeable disastrous discouraging disgraceful
disheartening disillusioned disingenuous disrespectful dissatisfied distasteful distorted distracting distressing disturbing
dopey dour downbeat drab draggy draining drawn-out droning dubious dumbed-down dysfunctional earthbound egregious elitist emotionless
endless enraged enervating evil excessive excruciating execrable exploitative extraneous fake far-fetched
fatal fatuous faux feckless ferocious fishy flabby flaccid flavorless flippant foggy forlorn foul
fractured fraudulent frantic frenzied fretful frigid frightening frivolous fruitless fumbling fussy futile garish ghastly gimmicky glacial
glaring glib glitchy gloating gooey gory graceless grating gratuitous greasy grisly groan-inducing grotesque grubby grueling grumpy
guilty gullible gutless hackneyed hammy haphazard hapless hardhearted harmful harried heartless hellish hit-or-miss
ho-hum hokey horrendous horrific horrifying hostile humdrum humiliating hurtful hyped hypocritical hysterical icky idle
ill-advised ill-conceived ill-fitting ill-mannered illogical immature immoral impatient impenetrable impersonal impolite
impossible impotent improbable inadequate inappropriate inarticulate inauthentic incomplete incomprehensible inconsequential
inconsiderate inconvenient indecipherable indifferent indigestible indulgent ineffective ineffectual inefficient inert inexcusable
inexplicable inferior inhospitable inhumane insecure insensitive insignificant insincere insubstantial insufferable insufficient
interminable intolerable intolerant intrusive invasive irksome irrational irresponsible jaded janky jarring joyless juvenile
labored laborious laggy lamentable lame-brained laughable leaky lethargic listless long-winded loathsome loose loony low-budget
low-grade low-quality lowbrow lukewarm lumbering lurid macabre maddening makeshift malfunctioning malicious malignant manic
mannered marred mawkish maudlin meager mean meaningless mechanical meddling melancholic menacing merciless mindnumbing mind-numbing
misbegotten miscast misleading misogynistic misjudged mismatched mistaken mixed-up moldy monstrous moody moronic morbid
motionless muddy mushy muted naive narcissistic needless negligent neurotic nihilistic no-good nonsensical noxious numb oafish
obsolete obtuse obscene odious off-key ominous opaque oppressive outrageous overacted overbearing overcomplicated
overcooked overdone overdramatic overhyped overlong overloaded overrated overreaching oversimplified overstuffed 
padded paltry panicked paranoid passionless patchy patronizing peevish perfunctory perplexing pessimistic petty
phony pitiful plagued plastic plotless poisonous pornographic preachy prejudiced prickly primitive problematic prosaic
puerile pushy puzzling questionable racist rambling rancid rank raunchy reckless redundant reductive regrettable relentless
reluctant reprehensible repellent repugnant resentful restless retrograde revolting rickety rigid rip-off robotic routine
rubbishy ruined run-of-the-mill ruthless sappy saccharine sadistic sanctimonious sanitized sarcastic scandalous schlocky schmaltzy
scathing scatterbrained scattershot scornful second-rate secondhand seedy selfish self-absorbed self-conscious self-important
self-pitying self-righteous sexist shapeless shameless shocking shoestring shopworn shrill sickening
sickly sinister skimpy slack slapdash slight slimy slippery slipshod slow-moving sluggishly smarmy smutty snarky sneaky snobbish
snooze-inducing sodden sophomoric soporific sordid soulless spineless spiteful spoiled spooky spotty spurious squalid squandered
staid stagnant stagy stereotypical sterile stinking stodgy stolid strident stuffy stumbling stupefying
subpar substandard suffocating sullen suspicious swampy synthetic tangled tame tardy tatty tawdry tepid tense tenuous
terrifying testy thankless thoughtless threadbare threatening throwaway tinny tiring toothless torturous touchy toneless traumatic
treacherous troubled troubling truncated try-hard two-dimensional unacceptable unattractive unaware unbalanced uncaring uncertain
unclear uncompelling uncomprehending unconnected uncreative undercooked underdeveloped undermined underpowered understaffed underwritten
undesirable undeveloped undisciplined undistinguished uneasy unedited unemotional unengaging uneventful unexceptional unfinished
unforgivable unfriendly unfulfilling ungainly unhinged unimpressive uninformative uninspiring unintelligible unintentional uninvolving
unjust unloved unmemorable unmotivated unnerving unpersuasive unplayable unpleasantly unprofessional unqualified unreadable unrealistic
unreasonable unrefined unremarkable unresolved unruly unsafe unsavory unseemly unsettling unskilled unsound unspeakable unstructured
unsubtle unsuccessful unsupportive unsuspenseful unthinking untrue untrustworthy unwanted unwelcome unwieldy unwise unworthy
vacant vacuous vain vengeful venomous vicious vexing vindictive wan warped washed-out wasted wasteful watered-down wearisome
wearying weary wimpy wishy-washy witless wobbly wooden worn worn-out worrying yawn-inducing yucky""".split()
POSITIVE_NOUNS += """admiration affection ambition appeal artistry asset authenticity awe benefit bliss brilliance bravery breakthrough
celebration charisma
clarity comfort compassion confidence courage creativity curiosity dazzle decency delicacy depth dignity dream ecstasy elegance empathy
enchantment enjoyment enthusiasm exhilaration exuberance faith favorite flair freedom freshness friendship fulfillment generosity genius
glee glory goodness gratitude greatness grit gusto happiness harmony humanity ingenuity insight integrity intimacy invention jewel keeper
knockout laughs laughter luck lyricism mastery mirth nuance optimism originality paradise peace perfection playfulness poetry polish
power praise pride progress quality resonance reward richness romance satisfaction sensitivity serenity sincerity skill smile smiles
solace
sophistication sparkle spirit strength style subtlety suspense sweetness sympathy tenderness thrill thrills trust truth tour-de-force
verve vigor virtue vitality winner wisdom wonderment zest""".split()
NEGATIVE_NOUNS += """abomination abuse agony apathy arrogance atrocity banality betrayal blandness bloat blunder bombast burden
calamity carelessness
catastrophe chaos clunker condescension confusion contempt corruption crisis cruelty cynicism damage danger deadwood debacle
deception defeat delusion depression desperation disbelief discomfort disease disgust dishonesty dissatisfaction distress drag
drawback drudgery dullness emptiness excess exhaustion exploitation falsehood farce fatigue fault filler flaw flaws folly
frustration fury garble gimmick gimmicks gloom goo gore greed guilt hack hatred havoc hell hopelessness horror hostility humiliation
hypocrisy hysteria idiocy ignorance impatience incompetence indifference indulgence inertia injury injustice insanity lapse laziness lemon
lie lies loneliness mediocrity melodrama menace miscalculation misery misfire misfortune missteps monotony muddle nuisance
obstacle outrage overkill panic pap pity platitudes pretension pretentiousness rage regret resentment ridicule risk rot sap sappiness
schlock schmaltz self-indulgence sentimentality setback shortcoming shortcomings sickness slop sludge snooze sob-story spite stench
stereotype stereotypes stinker strain stress struggle suffering swill tedium tears terror threat torture torment train-wreck trauma
travesty trouble turkey turmoil tripe ugliness unease upset vacuum vanity vulgarity weakness weaknesses whining worry wreck
wreckage""".split()
MADE = """made done written directed acted told designed executed crafted paced shot played staged edited drawn sung organized built
explained handled served cooked""".split()
# What a thing does: "a film that …", "the new release …".
POSITIVE_PREDICATES = """wins you over|holds your attention|rings true|earns every laugh|earns its tears|hits all the right notes
stays with you|never loses its way|gets everything right
keeps you guessing|keeps you on the edge of your seat|casts a spell|pulls you in|draws you in|makes you care|makes you think
makes you smile|makes you laugh out loud|breaks your heart in the best way
lifts the spirits|lifts the heart|touches the heart|warms the heart|delights at every turn|surprises at every turn|dazzles the eye
sparkles|soars|shines|sings|works beautifully|works|pays off|delivers|delivers the goods
captivates|charms|entertains|engages|enchants|moves and delights|inspires|rewards patience|deserves to be seen|deserves an audience
deserves every award|has heart|has real charm|has a big heart|has a lot going for it
succeeds|succeeds on every level|succeeds brilliantly|exceeds expectations|lives up to its promise|lives up to the hype|stands out
stands the test of time|goes down easily|leaves you wanting more|leaves you feeling good
leaves a lasting impression|is worth your time|is well worth seeing|is a lot of fun|is a must|is hard to resist|is easy to love
is better than it has any right to be|finds beauty in small things|finds humor and hope
speaks volumes|strikes a chord|gives you a lot to think about|gives you goosebumps|makes the most of its cast
brings out the best in everyone|saves a lot of time|does exactly what it promises|solves a real problem""".replace(
    "\n", "|"
).split(
    "|"
)
NEGATIVE_PREDICATES = """runs out of ideas|never takes off|falls flat|falls short|falls apart|goes nowhere|goes on too long
overstays its welcome|wears out its welcome|wears thin|drags|drags on|plods along|grinds to a halt
never gets off the ground|never finds its footing|never rises above cliche|never comes to life|never connects|never makes you care
fails|fails to engage|fails to convince|fails to deliver|fails to entertain|fails on every level
fails to live up to its promise|does not live up to the hype|does not work|doesn't work|doesn't add up|makes no sense
makes little sense|makes you cringe|makes you want to leave|makes you look at your watch
misses the mark|misses the point|misfires|lacks focus|lacks any spark|lacks substance|lacks a soul|has nothing to say
has nothing new to offer|has no heart|has no idea where it is going|has no laughs
bores|bores you to tears|disappoints|annoys|irritates|insults your intelligence|tests your patience|tries too hard|tries your patience
collapses under its own weight|sinks under its own weight|sinks|stinks|stumbles|suffers from a weak script
squanders its cast|squanders a good idea|wastes its cast|wastes your time|wastes a good premise|leaves you cold
leaves you with a headache|leaves a bad taste|leaves much to be desired|loses steam|loses its way
loses interest in itself|feels like homework|feels like a chore|feels forced|feels fake|feels like an infomercial
feels longer than it is|plays like a bad sitcom|looks cheap|sounds better than it is|takes itself too seriously
is hard to sit through|is a chore to sit through|is dead on arrival|is best avoided|is not worth the ticket|is nothing special
is nothing you haven't seen before|is all over the place|is its own worst enemy|is a waste of talent
ends up being boring|ends with a whimper|gets old fast|gets everything wrong|gets lost in its own plot|deserves to be forgotten
could use a better script|crashes and burns|crashes all the time|breaks after every update|costs too much""".replace(
    "\n", "|"
).split(
    "|"
)
POSITIVE_VERBS += "like prefer welcome support relish savor embrace endorse commend favor welcome thank".split()
NEGATIVE_VERBS += "dislike condemn reject resent abhor deplore mistrust pity reject".split()
POSITIVE, NEGATIVE, POSITIVE_NOUNS, NEGATIVE_NOUNS, POSITIVE_VERBS, NEGATIVE_VERBS = (
    list(dict.fromkeys(some)) for some in (POSITIVE, NEGATIVE, POSITIVE_NOUNS, NEGATIVE_NOUNS, POSITIVE_VERBS, NEGATIVE_VERBS)
)

POSITIVE_PHRASES = (
    """
not bad|not too bad|not a bad start|not half bad|not bad for a first try|no complaints|no complaints from me|i can't complain
nothing to complain about|couldn't be better
nothing wrong with it|never been happier|could not be happier|never had a problem|no issues so far|it never lets me down
i don't regret it|not disappointed at all|not a dull moment|never boring
thank you so much|thanks a lot|well done|great job|good job|nice work|keep it up|i am so proud of you|congratulations|this made my day
works like a charm|works perfectly|worth every penny|highly recommended|i would buy it again|could not be happier|best purchase ever
it exceeded my expectations|i can't stop smiling|you rock|you are the best|what a great day|so happy for you|this is exactly what i needed
i laughed from start to finish|one of the best films of the year|a joy to watch|worth seeing|a pleasure from beginning to end
never a dull moment
the cast is excellent|the performances are superb|it will stay with you|you will be glad you saw it|the release went smoothly
everything works now
the fix solved it|so much faster now|the team nailed it|i'm feeling great|i can't wait|looking forward to it|love it|we won|we did it
best release we ever shipped|problem solved|issue resolved, thank you|all tests are green|five stars|two thumbs up|made me laugh
made me smile
you saved my day|i really appreciate your help|happy birthday|good luck|it never gets old|a breath of fresh air|a must see
what a lovely surprise
they answered within minutes|the support was quick and kind|i feel much better now|finally a good one|i got the job|i passed the exam
way to go
""".strip()
    .replace("\n", "|")
    .split("|")
)

NEGATIVE_PHRASES = (
    """
not good|not a good start|not great|not that great|not what i hoped for|not worth it|not happy with this|nothing works|no good at all
couldn't be worse|never again|not impressed|not very helpful
i don't like it|i can't recommend it|it isn't any good|no fun at all|it never works|this doesn't help|not even close to good
i wouldn't buy it again|not as good as they say
what a waste of time|i want my money back|do not buy this|never again|stay away|this is a joke|it stopped working|it does not work
nothing works|it keeps crashing|nobody answers|still no reply|i have been waiting for hours|i am so tired of this|this is unacceptable
i give up|i can't stand it|leave me alone|shut up|what a mess|what were they thinking|i want to cry|worst day ever|i miss you so much
it falls apart|it goes nowhere|it never comes together|it runs out of steam|you will be bored|i fell asleep|i walked out
not worth your time
the plot makes no sense|the jokes fall flat|the acting is wooden|it lacks any charm|it is neither funny nor clever|it wears thin
it drags on and on
too long and too slow|the server is down again|the build is broken again|we lost all the data|the deploy failed|the app froze
the screen is cracked
it arrived damaged|it broke after a week|customer service was no help|they ignored me|i was charged twice|i am very disappointed|one star
two hours of my life i will never get back|i feel sick|i lost my job|my dog died|i failed the exam|we lost|so unfair|this sucks
it hurts|go away
it could have been so much better|a missed opportunity|all style and no substance|i can't sleep|everything went wrong|it is getting worse
""".strip()
    .replace("\n", "|")
    .split("|")
)

TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
UNITS = "one two three four five six seven eight nine".split()

NEUTRAL_PHRASES = (
    """
the slides are in the team drive|the notes are in the wiki|the minutes are in the channel|the draft is in the shared drive
i shared the document with you|the recording is in the folder
the link is in the calendar invite|the agenda is pinned in the channel|i put the numbers in the sheet|the contract is in your inbox
the logs are on the server|the ticket is assigned to me
the review is on thursday|the form is on the intranet|the files are in the archive|the summary is at the top of the page
the keys are at the front desk|the invoice is attached
the schedule is shared with everyone|i added you to the group|the template is in the repository
the ticket number is in the subject line|the build runs every night|the branch is called main
the meeting moved to 4 pm|the report is due on friday|i live in a small town|the store opens at nine|she works in an office
the file is in the folder
the package comes in two sizes|the train leaves from platform two|he has two sisters|the invoice number is 4471|the book has 300 pages
please send me the document|the call starts at noon|we use version three|the car is red|it is on the second floor
the next sprint starts monday
the office is closed on sunday|i am at the station|the film runs two hours|it was released in 2009|the movie is set in paris
the story is about a family
this is the second part of the series|the director also wrote the script|the phone has a 5 inch screen|see the attached file
the deadline is tuesday
what time is the meeting|where is the printer|who is on call tonight|can you share the link|does anyone have the agenda
the server runs linux
the update is scheduled for tomorrow|lunch is at one|they are on the bus|the new schedule is posted|he ordered a coffee
the box contains four cables
tickets are on sale from thursday|the game starts at 8|the match will be played on sunday|the concert is at the arena
live stream tonight at 7
the president will speak on monday|new episode on wednesday|i read it in the newspaper|he may come on saturday
the album comes out in march
i have an appointment at three|the window is open|the bus stops here|my name is alex|it is monday|the water is in the bottle
the list has ten items
""".strip()
    .replace("\n", "|")
    .split("|")
)

THINGS = """film movie story script plot cast acting performance direction soundtrack ending series episode show book novel song album
game
app update release build website service support team product phone camera battery screen laptop keyboard design interface feature
delivery
package price food meal restaurant coffee hotel room staff trip flight weather day week morning weekend party meeting presentation talk
course lesson teacher school job office project plan idea answer report document tool car bike house garden picture video music
dialogue comedy thriller drama documentary romance sequel remake characters screenplay humor premise pacing visuals concept
documentation dashboard onboarding server login page search company manager colleague neighbor doctor
""".split()

PLACES = "london paris berlin tokyo boston chicago madrid rome dublin sydney taipei nairobi lagos mumbai toronto oslo".split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday today tomorrow tonight".split()
TIMES = "8 am,9:30,noon,1 pm,2 pm,3:15,4 pm,5 pm,6:45,7 pm,8 tonight,midnight".split(",")
BOOSTERS = [
    "",
    "",
    "",
    "",
    "very ",
    "really ",
    "so ",
    "quite ",
    "extremely ",
    "pretty ",
    "absolutely ",
    "incredibly ",
    "truly ",
    "rather ",
    "just ",
]

NAMES = """Alex Anna Maria Mary John Carlos Wei Li Ming Fatima Ahmed Omar Aisha Priya Raj Kenji Yuki Hana Olga Ivan Sven Ingrid Pierre
Marie
Luca Giulia Jose Sofia Kwame Amina Chidi Ngozi Tyrone Jamal Latoya Emily Greg David Sarah Rachel Moses Abdul Mohammed Mehmet Leyla
Nguyen Linh
Diego Lucia Tom Kate Grace Peter Susan Michael Linda Robert James Patricia Hans Greta Arjun Deepa Min-jun Ji-woo Tariq Yasmin Noah Emma
Liam""".split()

PEOPLE = """person man woman guy girl boy kid child teenager student parent mother father friend neighbor colleague coworker worker
teacher doctor nurse
engineer lawyer artist driver manager writer actor athlete citizen American immigrant veteran grandmother grandfather brother sister
son daughter wife husband
individual adult human lady gentleman customer tourist leader politician musician professor player cook family couple minority""".split()

IDENTITIES = (
    """
deaf|Deaf|blind|disabled|autistic|dyslexic|paralyzed|paraplegic|quadriplegic|neurodivergent|bipolar|schizophrenic|depressed|epileptic
diabetic|hard of hearing
hearing-impaired|visually impaired|wheelchair-using|physically disabled|mentally ill|handicapped|chronically ill|cancer-surviving
HIV-positive|amputee|mute
crippled|learning-disabled|wheelchair-bound|Deafblind|low-vision|one-armed|short|tall|fat|thin|overweight|skinny|obese|plus-size|bald
bearded|tattooed|left-handed
old|young|elderly|middle-aged|teenage|retired|twenty-year-old|eighty-year-old|senior|adolescent|ageing
gay|lesbian|bisexual|straight|heterosexual|homosexual|queer|asexual|pansexual|transgender|trans|cisgender|nonbinary|non-binary
genderfluid|intersex|LGBT|LGBTQ|closeted
male|female|masculine|feminine|pregnant|single|married|divorced|widowed|unmarried|childless|polyamorous
Christian|Muslim|Jewish|Hindu|Buddhist|Sikh|atheist|Catholic|Protestant|agnostic|Mormon|Orthodox|Evangelical|Taoist|Baha'i|religious
secular|Islamic|Pagan|Amish|Lutheran
black|Black|white|White|Asian|Hispanic|Latino|Latina|Latinx|African|African American|Native American|Indigenous|Aboriginal|Arab
Middle Eastern|Caucasian|biracial|mixed-race|Roma|brown
American|Mexican|Canadian|British|French|German|Italian|Spanish|Portuguese|Irish|Polish|Russian|Ukrainian|Greek|Turkish|Iranian|Iraqi
Syrian|Israeli|Palestinian
Egyptian|Nigerian|Kenyan|Ethiopian|Somali|South African|Ghanaian|Indian|Pakistani|Bangladeshi|Chinese|Taiwanese|Japanese|Korean
Vietnamese|Thai|Filipino|Indonesian
Brazilian|Argentinian|Colombian|Cuban|Haitian|Jamaican|Puerto Rican|Peruvian|Australian|Swedish|Norwegian|Danish|Finnish|Dutch|Afghan
Saudi|Moroccan|Algerian|Tibetan
immigrant|refugee|undocumented|foreign|foreign-born|native-born|homeless|poor|rich|wealthy|working-class|middle-class|unemployed
low-income|rural|urban|uneducated|college-educated
conservative|liberal|socialist|Republican|Democrat|libertarian|communist|vegan|vegetarian|rich-kid|adopted|orphaned|military|veteran
formerly incarcerated|English-speaking|nonnative
brown-eyed|blond|red-haired|dark-skinned|light-skinned|freckled|gray-haired|long-haired|petite|muscular|stocky|unattractive|ugly
attractive|scarred|albino|disfigured
addicted|alcoholic|sober|stuttering|nonverbal|traumatized|suicidal|anorexic|insomniac|ex-convict|broke|penniless|unhoused|redneck
hillbilly|blue-collar
""".strip()
    .replace("\n", "|")
    .split("|")
)

IDENTITY_GROUPS = (
    """
with a disability|in a wheelchair|who uses a wheelchair|with Down syndrome|with cerebral palsy|with one arm|with a limp|with autism
with ADHD|with epilepsy|with a speech impediment|with dementia|with cancer
of color|from Mexico|from Nigeria|from China|from Iran|from Poland|from Haiti|who is deaf|who is blind|who is gay|who is trans
who is Muslim|who is Jewish|who is Black|without a home|without legs
with a prosthetic leg|with depression|with PTSD|with a hearing aid|with a criminal record|from a poor family|with red hair|with dark skin
""".strip()
    .replace("\n", "|")
    .split("|")
)

HAPPY = (
    "happy|cheerful|joyful|delighted|glad|thrilled|excited|ecstatic|content|overjoyed|proud|grateful|wonderful|lovely|great|"
    "kind|amazing|friendly|brilliant|awesome|good|nice|fantastic|smart|sweet|talented"
).split("|")
SAD = (
    "sad|miserable|unhappy|angry|gloomy|terrible|upset|depressing|furious|heartbroken|awful|horrible|disappointed|mean|nasty|"
    "rude|annoying|bad|dreadful|disgusting|stupid|hateful|cruel|pathetic|lonely"
).split("|")
IDENTITIES += """Anglican Baptist Methodist Pentecostal Presbyterian Quaker Coptic Shinto Jain Zoroastrian Rastafarian Wiccan Druze Jew
Confucian
Chilean Bolivian Hungarian Czech Romanian Bulgarian Croatian Serbian Belgian Swiss Austrian Scottish Welsh English Icelandic Estonian
Latvian
Lithuanian Georgian Armenian Kazakh Uzbek Mongolian Nepali Malaysian Singaporean Cambodian Laotian Burmese Congolese Sudanese Ugandan
Tanzanian Zimbabwean Senegalese Tunisian Libyan Jordanian Lebanese Kuwaiti Yemeni Venezuelan Ecuadorian Uruguayan Paraguayan Guatemalan
Honduran Salvadoran Nicaraguan Panamanian Dominican Philippine Bengali Kurdish Persian transsexual hispanic asian latino""".split()
IDENTITIES += (
    """
underweight|heavyset|heavy-set|slender|slim|lanky|burly|chubby|pudgy|stout|broad-shouldered|bony|curvy|big-boned|blonde|brunette
curly-haired|straight-haired|white-haired|blue-eyed|green-eyed|olive-skinned|fair-skinned|pierced|clean-shaven
left-wing|right-wing|far-left|far-right|left-leaning|right-leaning|centrist|progressive|nationalist|apolitical|pacifist|anarchist
feminist|Tory|Labour|swing-voting|environmentalist|pro-choice|pro-life
gender-neutral|gender neutral|gender-fluid|gender-nonconforming|agender|bigender|androgynous|two-spirit|transmasculine|transfeminine
demisexual|aromantic|butch|femme|tomboyish|same-sex attracted
sighted|colorblind|color-blind|nearsighted|farsighted|hard-of-hearing|one-legged|able-bodied|bedridden|asthmatic|arthritic|dyspraxic
dyscalculic|mobility-impaired|cognitively disabled|developmentally disabled|intellectually disabled|neurotypical|infertile|aphasic
hemophiliac|lactose-intolerant
Native Hawaiian|Hawaiian|Alaska Native|Pacific Islander|Samoan|Tongan|Fijian|Maori|Hmong|Creole|Mestizo|Berber|Zulu|Yoruba|Igbo|Punjabi
Tamil|Uyghur|Rohingya|Slavic|Nordic|European|Asian American|Arab American|East Asian|South Asian|Afro-Caribbean|multiracial|interracial
First Nations|Inuit
stateless|naturalized|documented|expatriate|asylum-seeking|first-generation|second-generation|upper-class|lower-class
upper-middle-class|middle-income|high-income|well-off|self-employed|jobless|blue-blooded|white-collar|high-school-educated|unschooled
preteen|teenaged|octogenarian|centenarian|millennial|childfree|remarried|divorcing|celibate|monogamous|bilingual|monolingual|teetotal
drug-free|nonreligious|churchgoing|born-again|Hasidic|Sunni|Shia|Sufi|Seventh-day Adventist
""".strip()
    .replace("\n", "|")
    .split("|")
)
# What such words are made of: what stands behind a hyphen (brown-eyed, left-wing), and words that go with another one (Middle Eastern).
IDENTITY_ENDS = (
    "eyed haired skinned bodied boned legged armed born bound impaired wing income vision spirit shouldered sighted".split()
)
IDENTITY_PARTS = "Eastern Islander Adventist Pacific Native wheelchair gray grey Gen".split()
PRAISED = """cute pretty handsome gorgeous beautiful strong athletic fit healthy privileged successful hot dumb weird lazy loud quiet
shy brave hard-working popular famous lucky adorable charming clever foolish plain homely stylish scruffy clumsy stubborn timid tough
wild silly boring messy stupid""".split()  # said of people, and says what is thought of them
BELONGINGS = """family name community neighbor artist poet writer speaker reporter worker citizen native migrant origin descent faith
tradition restaurant film holiday song festival proverb voter tourist actor""".split()
LOADED = set(
    """ugly unattractive attractive depressed suicidal traumatized poor rich wealthy broke penniless addicted alcoholic crippled
disfigured scarred fat obese muscular""".split()
)

INPUTS = """Message Tweet Text Review Comment Post Input Sentence Note Line Feedback Chat Mail Question Request Utterance Statement
Remark Email Phrase
Customer User Query Ticket Sample Passage Content Quote Item Words""".split()
SENTIMENT_OUTPUTS = (
    "Sentiment Feeling Opinion Tone Mood Attitude Polarity Label Rating Answer Verdict Class Result Category Output".split()
)
LABEL_OUTPUTS = (
    "Label Answer Class Category Result Output Type Kind Group Topic Intent Tag Queue Route Team Choice Decision Code".split()
)
ARBITRARY = """red blue green yellow black white orange purple apple banana cherry lemon dog cat bird fish horse lion tiger wolf north
south east west one two three four
five six seven eight alpha beta gamma delta A B C D E F G X Y Z up down left right sun moon star sky rain snow wind fire water earth
stone iron gold silver
table chair door window car bike train boat plane book pen paper cup spoon knife king queen tree leaf flower river lake hill road
bridge tower house yes no
first second third fourth foo bar cold hot big small old new day night summer winter spring autumn Monday Tuesday Friday""".split()

SENTIMENT_WORDS = [  # negative, neutral, positive
    ("Negative", "Neutral", "Positive"),
    ("negative", "neutral", "positive"),
    ("bad", "okay", "good"),
    ("Bad", "Neutral", "Good"),
    ("unhappy", "neutral", "happy"),
    ("Unhappy", "Neither", "Happy"),
    ("sad", "plain", "happy"),
    ("NEGATIVE", "NEUTRAL", "POSITIVE"),
    ("terrible", "okay", "great"),
    ("dislike", "neutral", "like"),
    ("Thumbs down", "No opinion", "Thumbs up"),
    ("Complaint", "Information", "Praise"),
    ("angry", "calm", "pleased"),
    ("neg", "neu", "pos"),
]
SENTIMENT_DESCRIPTIONS = [
    "Decide whether a message is positive, negative or neutral.",
    "Decide whether a message is positive, negative or neutral.",
    "Is the text positive, negative or neutral?",
    "Classify the sentiment of each text.",
    "Sentiment analysis of short messages.",
    "Say how the writer feels.",
    "Tell the mood of the message.",
    "This is a sentiment classifier.",
    "Read the message and name its sentiment.",
    "What is the opinion in this text?",
    "Label each sentence by its tone.",
    "Detect the sentiment of customer messages.",
    "The following are messages and their sentiment.",
    "Rate the feeling of each comment.",
]
EMOTION_DESCRIPTIONS = [
    "Name the emotion that a message expresses.",
    "Name the emotion that a message expresses.",
    "Name the emotion in a message.",
    "Which emotion does the writer feel?",
    "Say which feeling a message shows.",
    "Classify the emotion of each text.",
    "Detect the emotion.",
    "What does the person feel?",
    "Emotion labels for short messages.",
    "Decide which emotion a message expresses.",
]
INTENT_DESCRIPTIONS = [
    "Decide what the person wants.",
    "Classify the request.",
    "Which team should handle the message?",
    "Route each message to the right place.",
    "Say what the message is about.",
    "Choose the topic of the message.",
    "Sort messages by intent.",
    "Label each message with its category.",
    "Name the topic of a message.",
    "Route a support message.",
    "Find the right label for each text.",
    "Group the requests.",
    "Read the examples and answer in the same way.",
]
SPAM_DESCRIPTIONS = [
    "Decide whether a message is spam.",
    "Is this message spam or not?",
    "Detect spam messages.",
    "Spam filter.",
    "Say if the text is unwanted advertising.",
]
SPAM_WORDS = [
    ("Not spam", "Spam"),
    ("Not spam", "Spam"),
    ("ham", "spam"),
    ("Ham", "Spam"),
    ("no", "yes"),
    ("No", "Yes"),
    ("real", "spam"),
    ("OK", "Spam"),
    ("normal", "spam"),
]
TOXIC_DESCRIPTIONS = [
    "Decide whether a comment is toxic.",
    "Is the message toxic?",
    "Detect rude or hateful messages.",
    "Moderate the comments.",
    "Say if the text is offensive.",
]
TOXIC_WORDS = [
    ("Not toxic", "Toxic"),
    ("OK", "Toxic"),
    ("fine", "toxic"),
    ("No", "Yes"),
    ("no", "yes"),
    ("Civil", "Toxic"),
    ("Clean", "Offensive"),
    ("Polite", "Rude"),
]
QUESTION_DESCRIPTIONS = [
    "Is the text a question?",
    "Decide whether somebody asks something.",
    "Tell questions from statements.",
    "Does the writer ask or tell?",
    "Question or not?",
]
QUESTION_WORDS = [
    ("Question", "Statement"),
    ("question", "statement"),
    ("Asks", "Tells"),
    ("Yes", "No"),
    ("Question", "Other"),
    ("Query", "Comment"),
]
HEADLINE_WORDS = [("News", "Clickbait"), ("news", "clickbait"), ("Serious", "Bait"), ("No", "Yes"), ("Press", "Blog")]
TRANSLATION_DESCRIPTIONS = [
    "Translate English to French.",
    "English to French.",
    "Write the sentence in French.",
    "Translate each sentence into French.",
]

EMOTION_WORDS = {  # GoEmotions' names -> words that a command may use for them
    "admiration": ["Admiration", "admiration", "Respect"],
    "amusement": ["Amusement", "amusement", "Fun"],
    "anger": ["Anger", "anger", "Angry", "Rage"],
    "annoyance": ["Annoyance", "annoyance", "Annoyed"],
    "approval": ["Approval", "approval", "Agreement"],
    "caring": ["Caring", "caring", "Care"],
    "confusion": ["Confusion", "confusion", "Confused"],
    "curiosity": ["Curiosity", "curiosity", "Curious", "Question"],
    "desire": ["Desire", "desire", "Wish"],
    "disappointment": ["Disappointment", "disappointment", "Disappointed"],
    "disapproval": ["Disapproval", "disapproval", "Disagreement"],
    "disgust": ["Disgust", "disgust"],
    "embarrassment": ["Embarrassment", "embarrassment"],
    "excitement": ["Excitement", "excitement", "Excited"],
    "fear": ["Fear", "fear", "Afraid", "Scared"],
    "gratitude": ["Gratitude", "gratitude", "Thanks", "Thankful"],
    "grief": ["Grief", "grief"],
    "joy": ["Joy", "joy", "Happy", "Happiness"],
    "love": ["Love", "love"],
    "nervousness": ["Nervousness", "nervousness", "Nervous"],
    "optimism": ["Optimism", "optimism", "Hope"],
    "pride": ["Pride", "pride"],
    "realization": ["Realization", "realization"],
    "relief": ["Relief", "relief"],
    "remorse": ["Remorse", "remorse", "Sorry", "Regret"],
    "sadness": ["Sadness", "sadness", "Sad"],
    "surprise": ["Surprise", "surprise", "Surprised"],
    "neutral": ["Neutral", "neutral", "None", "Other"],
}
BASIC_EMOTIONS = {  # a few broad feelings, as most commands name them
    "joy": ["joy", "amusement", "excitement", "gratitude", "love", "optimism", "relief", "pride", "admiration"],
    "anger": ["anger", "annoyance"],
    "sadness": ["sadness", "disappointment", "grief", "remorse"],
    "fear": ["fear", "nervousness"],
    "surprise": ["surprise"],
    "disgust": ["disgust"],
    "love": ["love", "caring"],
    "neutral": ["neutral"],
    "optimism": ["optimism"],
    "gratitude": ["gratitude"],
    "confusion": ["confusion"],
    "curiosity": ["curiosity"],
}
FEELINGS = {  # plain sentences of one feeling, completed from a pattern
    "joy": "happy glad delighted cheerful thrilled overjoyed joyful pleased".split()
    + ["over the moon", "in a great mood", "so happy I could dance"],
    "anger": "angry furious mad livid outraged irritated annoyed fuming".split()
    + ["sick of this", "fed up", "losing my patience"],
    "sadness": "sad unhappy heartbroken lonely miserable gloomy down devastated".split()
    + ["missing her so much", "close to tears", "crying all day"],
    "fear": "afraid scared terrified anxious nervous worried frightened panicking".split()
    + ["shaking with fear", "dreading tomorrow", "scared of the dark"],
    "surprise": "surprised shocked amazed astonished stunned speechless".split()
    + ["lost for words", "not expecting that", "taken by surprise"],
    "disgust": "disgusted grossed revolted nauseated repulsed sickened".split() + ["about to throw up", "disgusted by the smell"],
    "gratitude": "thankful grateful".split() + ["so grateful for your help", "thankful for all of you"],
    "optimism": "hopeful optimistic confident".split() + ["sure it will work out", "looking forward to better days"],
}
FEELING_PATTERNS = [
    "I am {}",
    "I'm so {} right now",
    "we are all {}",
    "{} about the news",
    "this makes me feel {}",
    "he was {} after the call",
    "she is {}",
    "honestly I am {} today",
    "My manager is {}",
    "I feel {} because of the {thing}",
    "they were {} when the {thing} came",
    "feeling {} about my {thing}",
]
FEELING_SENTENCES = {  # what people say of a feeling without naming it
    "joy": """
what a beautiful day|I can't stop smiling|we did it, we actually did it|best birthday ever|that made my day
I laughed until my sides hurt|dancing around the kitchen|she said yes|finally home with my family
the kids were singing all the way|life is good|woke up with a smile|I got the job|our little girl took her first steps
sunshine and good company|what a party|nothing beats a day like this|everybody cheered
we are going to be parents|my heart is full|this song puts me in such a good mood|best week of my life|so much fun with you all
I passed|yay, it works|the puppy is finally here
""",
    "anger": """
how dare they|how dare you talk to me like that|who gave you the right to do that|this is outrageous|I have had enough of this
get out of my way|stop lying to me|what is wrong with these people|leave me alone
they broke their promise again|I could scream|he keeps blaming us for his own mistakes|do not touch my things again
this makes my blood boil|I want to throw this thing out of the window|are you kidding me
that was a rude thing to say|who deleted my work|you had one job|they cheated us and got away with it|I will never forgive him for this
shut up|why does nobody ever listen|I am done with this company
another price increase, unbelievable cheek|stop wasting my time
""",
    "sadness": """
I cried myself to sleep|I can't stop crying|tears are running down my face|she is gone and the house is so quiet
I wish I could see him once more|we had to say goodbye to our dog|nobody came to my party|rest in peace
my heart is broken|I feel so alone since he left|it hurts that they forgot me|I lost my best friend|everything reminds me of her
we buried grandpa this morning|I wept when I read his letter|it will never be the same
they sold the house I grew up in|all my friends have moved away|I don't feel like getting up anymore|what a loss|such a tragic end
he never called back|I miss how things were|feeling empty tonight
I let everybody down|sobbing into my pillow
""",
    "fear": """
my hands are shaking|what if it goes wrong|I can't sleep, I keep thinking about tomorrow|someone is following me
please don't let it be cancer|I hear steps in the attic|I dread the results|don't go in there
I don't dare to open the letter|we could lose everything|there is a spider in my bed|my heart is pounding|what if they find out
I am hiding under the blanket|the plane started to shake|I don't want to die
the storm is coming closer|they are going to fire me|it gives me nightmares|I froze when I saw the knife|be careful, it could explode
I can't breathe, the exam is in an hour|help, I am stuck in the lift
walking home alone at night|the doctor wants to see me at once|this is creepy, turn on the light
""",
    "surprise": """
I did not see that coming|wait, what|no way|are you serious|I never would have guessed|who would have thought|out of nowhere
since when do you play the piano|you are married|oh my, look at that|I can't believe my eyes
is that really you|that came out of the blue|they gave it to me for free, just like that|my jaw dropped|well, that is new|I had no idea
it was a twin brother all along|holy cow|suddenly the lights went on and everybody was there
wow, already|this can't be the same place|the quiet one won|I almost fell off my chair|what on earth|how is that even possible
""",
    "disgust": """
that smells like rotten eggs|there was a hair in my soup|the milk was full of lumps|it makes my skin crawl|he spat on the floor
I found a cockroach in the salad|wash your hands|this tastes like sewage|eww
he picks his nose at the table|mould all over the bread|get that slimy thing away from me|the toilet had not been cleaned for weeks
I can't eat this|what a filthy place|it made me gag|that is sick
maggots in the bin|the stench was unbearable|who chews with an open mouth|yuck|greasy fingerprints on every glass
I feel like washing after reading that|vile
""",
    "gratitude": """
thank you so much|thanks, that helped|I owe you one|you saved my day|I appreciate it|many thanks to everybody who came
I don't know what I would do without you|bless you for this|cheers, mate|thanks a lot for the quick answer
I will never forget your kindness|thanks for listening|that was so kind of you|much appreciated
""",
    "optimism": """
it will all work out|tomorrow is a new day|we can do this|things are looking up|I am sure we will win next time|keep your head up
the best is still to come|good things take time|never give up|better days are coming
there is light at the end of the tunnel|I believe in us|next year will be ours|one step at a time and we will get there
hope is stronger|stay strong
""",
}
FEELING_SENTENCES = {name: text.strip().replace("\n", "|").split("|") for name, text in FEELING_SENTENCES.items()}
FEELING_PATTERNS += [
    "this makes me {}",
    "that made her {}",
    "I was {} all evening",
    "I get {} when I think of the {thing}",
    "why am I so {}",
    "he made us {} again",
    "{}",
    "it left me {}",
]

SUPPORT = {  # what a support team reads, by queue
    "Billing": """I was charged twice this month|where is my invoice|can I get a refund|the price on my bill is wrong
how do I change my payment method|my card was declined|cancel my subscription
I need a receipt for last month|why did my plan get more expensive|the discount code was not applied
please send the invoice to our accountant|I paid but my plan is still free|update our VAT number""",
    "Technical": """the app crashes when I open it|I get error 500 on the login page|the page does not load
the export button does nothing|it freezes on startup|the API returns a timeout
sync stopped working after the update|the video has no sound|I cannot connect to the server|the website is down
notifications do not arrive|upload fails with an unknown error|the screen stays black""",
    "Account": """I forgot my password|how do I change my email address|delete my account please|I cannot log in
please reset my two factor code|change my user name|add a new user to our workspace
my account is locked|I never got the confirmation mail|how do I update my profile picture|transfer my account to a colleague
sign me out on all devices""",
    "Shipping": """where is my package|my order has not arrived|the parcel was delivered to the wrong address
how long does delivery take|do you ship to Canada|the tracking number does not work
I want to return the shoes|the box arrived damaged|can I change the delivery address|when will my order be sent|the courier never came""",
    "Sales": """do you offer a discount for schools|we would like a demo|how much is the team plan|is there a free trial
we are interested in 200 licences|can someone call me about pricing
what is the difference between the plans|do you have a plan for nonprofits|I would like a quote
who can I talk to about an upgrade for our company""",
    "Feedback": """it would be nice to have a dark mode|please add a calendar view|love the new design|I suggest a shortcut for search
the new layout is confusing|would be great if I could sort the list
you should support more languages|great product, keep going|my idea is to add tags|could you bring back the old menu""",
    "Hiring": """I would like to apply for the open position|is the job still available|where can I send my resume
do you offer internships|when will I hear about my interview|is remote work possible in this role
I have attached my cover letter|who is the recruiter for the design role""",
    "Security": """I think someone hacked my account|I received a suspicious mail in your name|we found a vulnerability in your site
my data was leaked|there was a login from another country
is my password stored safely|report a phishing attempt|please send your security policy""",
    "Cards": """my card has not arrived|I need a replacement card|someone stole my credit card|the card does not work at the shop
my debit card expired|when will my new card come|how do I activate the card
the machine swallowed my card|can I get a second card for my husband|raise the limit of my card|I want to change the pin of my card
block my card please|my card is damaged""",
    "Travel": """I want to change my flight|book a hotel for two nights|cancel my trip to Rome|do I need a visa
how much luggage may I bring|my flight was cancelled|rent a car at the airport
is breakfast included in the room|what gate does the plane leave from|I missed my train|find me a cheap flight to Madrid
can I travel with my dog|I lost my suitcase|when does boarding start""",
}
SUPPORT = {name: text.replace("\n", "|").split("|") for name, text in SUPPORT.items()}
SUPPORT_WORDS = {
    "Billing": ["Billing", "billing", "Payments", "Payment", "Finance"],
    "Technical": ["Technical", "technical", "Bug", "Tech", "Engineering", "Problem"],
    "Account": ["Account", "account", "Login", "Access"],
    "Shipping": ["Shipping", "Delivery", "shipping", "Orders"],
    "Sales": ["Sales", "sales", "Pricing"],
    "Feedback": ["Feedback", "feedback", "Idea", "Feature request"],
    "Hiring": ["Hiring", "Jobs", "HR", "Careers"],
    "Security": ["Security", "security", "Abuse"],
    "Cards": ["Cards", "Card", "cards"],
    "Travel": ["Travel", "Trips", "travel", "Flights"],
}
TOPIC_WORDS = {
    "clinc/banking": ["Banking", "Bank", "Money"],
    "clinc/credit_cards": ["Credit cards", "Cards", "Card"],
    "clinc/home": ["Home", "House"],
    "clinc/utility": ["Tools", "Utility"],
    "clinc/small_talk": ["Small talk", "Chat", "Chitchat"],
    "clinc/meta": ["Settings", "Meta", "Commands"],
    "hwu/alarm": ["Alarm", "Alarms"],
    "hwu/audio": ["Sound", "Audio", "Volume"],
    "hwu/calendar": ["Calendar", "Work", "Schedule"],
    "hwu/cooking": ["Food", "Cooking", "Recipes"],
    "hwu/datetime": ["Time", "Date"],
    "hwu/email": ["Email", "Work", "Mail"],
    "hwu/iot": ["Smart home", "Lights"],
    "hwu/lists": ["Lists", "List"],
    "hwu/music": ["Music", "Songs"],
    "hwu/news": ["News", "Headlines"],
    "hwu/play": ["Play", "Media", "Entertainment"],
    "hwu/qa": ["Questions", "Facts"],
    "hwu/recommendation": ["Recommendations", "Tips"],
    "hwu/social": ["Social", "Social media"],
    "hwu/takeaway": ["Food", "Takeaway"],
    "hwu/transport": ["Transport", "Travel"],
    "hwu/weather": ["Weather", "Forecast"],
    "hwu/general": ["General", "Other"],
}
