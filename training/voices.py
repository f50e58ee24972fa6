"""What critics, customers and people online say, in words written for this project: pieces of sentences for `augment.Maker`.

A piece may name slots: {thing} {person} {name} {place} {day} {theme} {genre} {event} {good} {bad} (words of that side, whatever the side of the piece).
"""


def pieces(text):
    return [piece.strip() for line in text.strip().split("\n") for piece in line.split("|") if piece.strip()]


# Subjects that films, books and songs have, whatever they are worth.
THEMES = pieces("""
grief|war|family|first love|friendship|growing up|growing old|faith|memory|loss|power|money|fame|exile|childhood|marriage|divorce|addiction|crime|revenge|class|race|work|illness|death|poverty|loneliness
obsession|betrayal|forgiveness|survival|immigration|small town life|life in the suburbs|high school|motherhood|fathers and sons|sisters|politics|the sea|the road|the theater|boxing|football|cooking|music|art|science
terrorism|the holocaust|slavery|prison life|street life|city life|farm life|lost innocence|madness|desire|jealousy|violence|guilt
""")
GENRES = pieces("""
comedy|drama|thriller|romance|horror film|documentary|musical|western|road movie|love story|coming-of-age story|family film|cartoon|animated film|science fiction film|action film|spy film|crime story|satire|farce
melodrama|mystery|war film|period piece|costume drama|biography|concert film|short film|art film|independent film|french film|debut|sequel|adaptation|fairy tale|ghost story|character study|fable|buddy movie|heist film
""")
PLOTS = pieces("""
about a {person} who comes home after many years|about two sisters and their father|about a {person} in {place}|set in {place} in the seventies|in which a {person} falls for a stranger|based on a short novel
based on a true story|about a band of thieves|about {theme} and {theme}|about the last days of a king|with subtitles|told by a dying {person}|from a first-time director|following four friends over one summer
about a {person} on the run|set during the war|about an old {person} and a dog|about a teacher and her class|about life after prison|shot on digital video|running almost three hours|about a family of musicians
in the tradition of the old {genre}s|for children and adults|about a small town {person}|by the director of an earlier {genre}|about a murder in {place}|about a boy and his grandfather
""")

CRITICS_PRAISE = pieces("""
a {good} and {good} portrait of {theme}|an intimate study of {theme}|a rare look at {theme}|a fresh look at {theme}|a {good} tale of {theme} and {theme}|a {good} meditation on {theme}|an honest film about {theme}
an unflinching look at {theme}|a quietly {good} film|a small film with a big heart|a {good} {genre} for grown-ups|a {genre} with brains and heart|a {genre} that trusts its audience|the best {genre} in years
one of the year's best films|one of the most {good} {genre}s of the season|among the finest {genre}s i have seen|a film you will want to see twice|a film for anyone who has ever been in love
a feast for the eyes|a treat for the eyes and ears|a love letter to {theme}|a triumph of {theme} over {theme}|a reminder of why we go to the movies|a work of rare {good} beauty|a journey worth taking|a ride worth taking
an experience you will not forget|as {good} as it is {good}|both funny and sad|both {good} and {good}|by turns {good} and {good}|{good} without being sentimental|{good} from the first frame to the last
manages to be both {good} and {good}|it manages to make {theme} {good}|it finds the humanity in {theme}|it finds warmth in {theme}|it finds the comedy in {theme}|it captures the pain and joy of {theme}|it captures a moment in time
it captures the spirit of {place}|it gets the details of {theme} right|it understands {theme} better than most|it offers hope without easy answers|it offers insight into {theme}|it speaks to anyone who has lived through {theme}
it asks big questions about {theme}|it invites us into a world we rarely see|it opens a window on another culture|it brings history to life|it brings {theme} to life|it turns {theme} into poetry|it transcends its {genre}
it breathes new life into the {genre}|it gives the {genre} a welcome twist|it puts a human face on {theme}|it makes us laugh and then makes us think|it earns our sympathy|it keeps its sense of humor|it never talks down to children
it never flinches|it never loses its nerve|it rewards repeat viewings|it lingers in the mind|it sneaks up on you|it creeps under your skin|it gets under your skin|it cuts deep|it hits home|it stirs the soul
it moves at a brisk pace|it moves along at a good clip|it has enough laughs for two films|it has more on its mind than most|it has wit to spare|it has a life of its own|it has the power to move you
the actors bring depth to their roles|the two leads have real chemistry|the leads are a pleasure to watch|the cast is uniformly {good}|the cast is in top form|the whole cast shines|everyone in it is {good}
{name} gives the performance of a career|{name} is a revelation|{name} has never been better|{name} carries the film with ease|{name} brings grace to the part|{name} disappears into the role|{name} steals every scene
{name} is at the top of the game|{name} directs with a sure hand|{name} directs with tenderness and wit|{name} knows how to build suspense|{name} has an eye for the absurd|{name} has made a film of real power
a star is born in {name}|thanks to {name}'s {good} turn|anchored by a {good} performance|driven by strong performances|held together by {name}'s quiet strength|lifted by a {good} score|graced with {good} photography
the dialogue crackles|the dialogue is sharp and {good}|the writing is {good}|the script is smarter than you expect|the script has teeth|the story unfolds with patience|the story builds to a {good} climax|the final scene is unforgettable
the ending packs a punch|the ending will leave you in tears|the images are {good}|the camera finds beauty everywhere|the music is {good}|the effects are {good}|the action is {good}|the jokes land|most of the jokes hit their target
you will laugh , you will cry|you will leave the theater smiling|you won't be able to look away|you won't want it to end|you can't help but be moved|you can feel the love in every frame|you don't have to be a fan to enjoy it
kids will love it|the whole family will enjoy it|fans will be delighted|even skeptics will be won over|audiences will find much to enjoy|worth the price of admission|worth seeking out|worth a look|well worth the wait
see it|see it with someone you love|go see it|don't miss it|not to be missed|good fun|great fun|pure joy|sheer delight|terrific entertainment|solid entertainment|a real find|a crowd-pleaser|a winner in every way|a class act
strange , funny and {good}|dark , funny and {good}|dark and {good} , but never cynical|sad but {good}|grim , brave and {good}|disturbing and {good}|a harrowing , {good} account of {theme}|painful to watch and impossible to forget
bleak but {good}|a chilling and {good} film|scary in all the right ways|genuinely scary|violent , yes , but also {good}|raw , {good} and true|tough , honest and {good}|it stings and it heals
not a great film , but a {good} one|it isn't perfect , but it is {good}|it may be slow , but it is {good}|flawed but {good}|despite its flaws , it works|despite some slow spots it stays {good}|the flaws hardly matter|a minor work , but a {good} one
more than a {genre}|much more than a {genre}|no mere {genre}|never less than {good}|nothing short of {good}|anything but {bad}|far from {bad}|too {good} to dismiss|hard not to like|impossible not to love|refuses to be {bad}|avoids every cliche
""")

CRITICS_PAN = pieces("""
a {bad} and {bad} {genre}|a {genre} without laughs|a {genre} without thrills|a {genre} with nothing new to say|a {genre} that takes forever to get going|a {genre} by numbers|just another {genre}|yet another {genre} about {theme}
the kind of {genre} you forget by morning|the sort of film that gives {theme} a bad name|one of the year's worst films|one of the most {bad} {genre}s of the year|the worst {genre} in years|a contender for worst film of the year
an exercise in {bad} style|a missed chance|a lost cause|a long , {bad} slog|a long two hours|ninety minutes of noise|two hours of nothing|a collection of {bad} sketches|a string of {bad} jokes|a series of {bad} scenes
a {bad} remake nobody asked for|a pale copy of better films|a pale imitation|a rehash of old ideas|warmed-over leftovers|recycled from better movies|the same old story|we have seen it all before|we've been here before
nothing more than a {genre} with a bigger budget|little more than a {bad} tv movie|no better than a tv pilot|no more than a sitcom stretched to two hours|better suited to video|straight-to-video stuff|it belongs on cable|it belongs in the bin
it feels like a tv movie|it feels like a first draft|it feels unfinished|it feels longer than three hours|it plays like an ad|it plays like a student film|it looks like it was made for video|it has the depth of a greeting card
it has all the charm of a tax form|it has all the wit of a parking ticket|it has no idea what it wants to be|it has no reason to exist|it has nothing on its mind|it has neither wit nor suspense|it has too many characters and too little story
it has one joke and tells it for ninety minutes|it can't decide what it is|it can't find a tone|it can't sustain its own joke|it doesn't have a clue|it doesn't know when to stop|it doesn't trust its audience|it doesn't go anywhere
it doesn't have much to say about {theme}|it doesn't earn its tears|it isn't funny|it isn't scary|it isn't very interesting|it isn't half as clever as it thinks|it never gets going|it never explains why we should care|it never finds a rhythm
it never gets past the surface of {theme}|it never quite works|it rarely rises above {bad}|it barely holds together|it hardly seems worth the effort|it only gets worse|it just sits there|it just isn't {good}
it tries to be {good} and ends up {bad}|it aims for {good} and lands on {bad}|it wants to be {good} but is merely {bad}|it mistakes volume for excitement|it mistakes confusion for depth|it confuses {theme} with entertainment
it relies on cheap shocks|it relies on toilet humor|it reduces {theme} to cliche|it trivializes {theme}|it exploits {theme} for easy tears|it sinks into melodrama|it slides into {bad} farce|it loses us halfway|it loses its nerve in the last act
it goes on forever|it goes for the easy laugh|it goes through the motions|it leaves no impression|it leaves you feeling cheated|it fades from memory before the credits|it fizzles|it flops|it limps along|it creaks|it wheezes to the finish
the actors look bored|the actors are stranded|the actors try hard , but there is no script|the leads have no chemistry|the cast is wasted|everyone looks tired|the characters are cardboard|the characters never feel real|nobody in it is worth caring about
{name} is miscast|{name} sleepwalks through it|{name} mugs for the camera|{name} can't save it|{name} deserves better|{name} is no actor|{name} has done this before , and better|{name} directs without any feeling for {theme}|{name} has lost the touch
{name} doesn't have the range|not even {name} can save this|a waste of {name}'s time and ours|{name} seems to be reading from a card|{name} should have known better|someone should have stopped {name}
the dialogue is {bad}|the dialogue sounds like a manual|the script is a mess|the script reads like a first draft|the script has more holes than a net|the plot is an excuse|the plot is full of holes|the plot is thin|the plot is all too predictable
the story goes in circles|the story is told without urgency|the ending makes no sense|the ending is a cheat|the twist is visible from miles away|the effects look cheap|the action is {bad}|the music is {bad}|the jokes are old|the jokes aren't funny
too long|too long by half|too loud and too long|too {bad} for adults and too {bad} for kids|too many cooks|too many ideas and not one of them finished|too much talk|too much of everything|too slow for a {genre}|too silly to be scary
not {good} enough|not {good} enough to be {good}|not as {good} as it should be|not nearly as {good} as the first one|not much of a {genre}|not much happens|not the least bit {good}|not worth the drive|not even bad enough to be fun
neither funny nor moving|neither {good} nor {good}|less {good} than it should be|less a film than a product|far less {good} than it pretends|hardly a {good} moment|barely a laugh in it|only mildly {good}|at best {bad} , at worst {bad}
if only it were {good}|if only the script were {good}|if you must see it , wait for the video|if it had been {good} , it might have worked|would have been better as a short|should have been shorter|should have stayed on the shelf
could have been {good} , but isn't|might have been {good} in better hands|there is no {good} here|there isn't a laugh in it|there is less here than meets the eye|there's nothing {good} about it|there's little to enjoy|where is the {good} film we were promised
why bother|why was this made|what is the point|what's missing is {good} writing|what went wrong|who is this for|who cares|you'd be better off staying home|you'd do better to rent the original|you won't care who did it|you won't laugh once
you can see every joke coming|you can feel the minutes pass|you keep waiting for something to happen|you may fall asleep|your time is better spent elsewhere|your watch will get more attention than the screen
skip it|avoid it|avoid at all costs|rent something else|save your money|wait for cable|instead of {good} we get {bad}|instead of laughs , we get noise|for die-hard fans only|for insomniacs only|only small children will laugh
despite a {good} cast , it is {bad}|despite {good} moments , it never works|despite its {good} look it is {bad}|{good} to look at , but {bad}|starts out {good} and turns {bad}|a {good} idea , badly done|a {good} premise gone to waste
it has a few {good} moments , but not enough|it begins well , then falls to pieces|{name} is {good} , but the film is {bad}|the photography is {good} ; the rest is {bad}|more {bad} than {good}|what could have been {good} becomes {bad}
""")

CUSTOMERS_PRAISE = pieces("""
best {thing} i ever had|best burger in town|the food was fresh and hot|the staff was friendly|the waitress was so sweet|our server took great care of us|service was quick|great prices|great value|good value for the money
i will definitely be back|we will be back|can't wait to go back|i would go again in a heartbeat|worth the drive|worth every cent|the portions are huge|the fish was cooked to perfection|the dessert was to die for|everything we ordered was {good}
a hidden gem|my new favorite place|my family loved it|the kids loved it|clean rooms and comfortable beds|the view is {good}|it arrived early|it came on time and well packed|easy to set up|easy to use|it fits like a glove|fits perfectly
works great|works like new|it does what it says|it just works|the sound is clear|the battery lasts for days|call quality is {good}|charges fast|sturdy and {good}|very well made|looks {good} on my desk|so glad i bought this|glad i found it
i have had it for a year and it still works|no complaints|no problems so far|no regrets|could not ask for more|exactly as described|just what i was looking for|better than expected|even better than the old one|i bought two more
i use it every day|makes my life easier|five stars from me|10 out of 10|a must have|you won't regret it|you can't go wrong with it|you can't beat the price|highly recommend|would recommend to anyone|they really care about their customers
they fixed it the same day|they went out of their way to help|the manager made it right|quick reply and a real solution|the new version is a big step forward|the update fixed all my problems|setup took two minutes|love the new look
""")
CUSTOMERS_PAN = pieces("""
worst {thing} i ever had|the food was cold|the fries were soggy|the meat was dry|the chicken was undercooked|the soup had no taste|there was a hair in my food|the staff was rude|the waiter ignored us|we waited an hour for a table
service was slow|service was a joke|way overpriced|not worth the money|not worth the wait|i won't be back|we will not be going back|never going back|i will never order from them again|i would not go again if you paid me|i would not feed this to my dog
tiny portions|the place was filthy|the room smelled|the bed was hard|it arrived late|it came broken|it was missing parts|the box was empty|wrong size|wrong color|does not fit|does not hold a charge|the battery dies in an hour|the battery died after a month
stopped working after two days|broke the first time i used it|fell apart in a week|it is made of cheap plastic|poor quality|very poor sound|the sound is full of static|i can't hear a thing|calls drop all the time|keeps disconnecting|it won't turn on
it gets too hot|the screen cracked|the button got stuck|hard to use|impossible to set up|the manual is useless|no instructions|not as described|looks nothing like the picture|a complete waste of money|waste of money|don't waste your money
don't buy it|do yourself a favor and buy something else|i returned it|i sent it back|i want a refund|still waiting for my refund|they refused to help|nobody picks up the phone|they hung up on me|they don't care about their customers
zero stars|one star is too many|i regret buying this|i should have read the reviews|save your money|buyer beware|beware|total scam|a rip off|the update broke everything|since the update nothing works|slower than the old one|full of ads|full of bugs
""")

# Who and what people write about online; on every side alike.
EVENTS = pieces("""
the concert|the game|the match|the show|the festival|the final|the election|the debate|the speech|the new album|the new single|the trailer|the new season|the season finale|the new phone|the launch|the sale|the party|the wedding
the race|the tour|the premiere|the interview|the election results|the news|the exam|practice|the parade|the holidays|the long weekend|the derby|the playoffs|the world cup|the super bowl|black friday|the meetup|the conference
the barbecue|the sleepover|the road trip|the flight|school|work|church|the gym|the remix|the new episode|the book signing|the fight|the derby on {day}|game 7|round two|the cup tie|the vote
""")

ONLINE_PRAISE = pieces("""
can't wait for {event}|cant wait for {event} {day}|i can't wait until {day}|so excited for {event}|so excited for {day}|super excited about {event}|sooo ready for {event}|{day} can't come soon enough|counting the days until {event}
looking forward to {event}|looking forward to {day}|see you all at {event}|see you {day} , it's going to be fun|who else is excited for {event}|{event} is going to be {good}|{event} was {good}|{event} was so much fun|had a blast at {event}
had the best time at {event}|best {day} ever|best night of my life|what a night|what a game|what a win|we won|let's go|let's gooo|here we go|go {name} go|good luck {name}|good luck to everyone at {event}|congrats {name}|congratulations to {name} on {event}
proud of {name}|so proud of my team|happy birthday {name}|happy {day} everyone|happy anniversary|merry christmas everyone|have a great {day}|have a good one|good morning {place}|good morning everyone , enjoy {day}|thank you {place}
thank you {name} for {event}|thanks for having us , {place}|thanks to everyone who came to {event}|shout out to {name}|shoutout to {name} for {event}|much love to {name}|love you {name}|love this song|love this so much|loving {event}
i love {name}|{name} is the best|{name} is my hero|{name} is a legend|{name} is a genius|{name} is so cute|{name} killed it at {event}|{name} made my day|{name} was on fire {day}|{name} never disappoints|{name} looks {good} in that picture
listening to {name} makes me happy|got tickets for {event} :)|got my ticket|finally saw {name} live|finally {day}|finally home :)|finally off work|day off {day}|movie night {day} with my favorite people|dinner with my girls {day} :)
family time {day}|spending {day} with the people i love|beautiful day in {place}|sun is out in {place} :)|enjoying {event} with {name}|hanging out with {name} {day}|it's a good day|this is going to be {good}|this is gonna be {good}
{event} with {name} {day} , yes please|yes|yesss|yay|woohoo|wow , just wow|omg yes|haha this is {good}|lol i love this|lmao so good|you guys rock|you're welcome :)|:)|:D|<3|<3 <3|xoxo|amen|blessed|so blessed|feeling blessed {day}
never been so happy|i'm in love with {event}|obsessed with {event}|addicted to this song|my favorite song of {name}|still my favorite {thing}|this may be the best {thing} of the year|the best part of {day}|dreams do come true|you made it
hope everyone has a {good} {day}|hope to see {name} again {day}|i hope you enjoy {event}|wish you were coming to {event} , it will be {good}|join us for {event} , it's going to be {good}|come to {event} , you'll love it|come celebrate with us {day}
""")
ONLINE_PAN = pieces("""
ugh|ugh {event}|ugh i hate {day}|i hate {event}|i hate {name}|i can't stand {name}|i'm so done with {event}|so done|so sick of {name}|so tired of {event}|sick and tired of hearing about {event}|why is {name} still on tv|why does {name} always lie
{name} is the worst|{name} is a liar|{name} is a joke|{name} is an idiot|{name} is overrated|{name} is trash|{name} needs to go|{name} should be ashamed|{name} should resign|{name} has no class|{name} has no clue|{name} ruined {event}
{name} ruined my {day}|{name} is out for {event} :(|{name} got hurt at {event}|no {name} at {event} :(|no tickets left for {event} :(|{event} got cancelled|{event} is cancelled :(|missed {event}|i'm missing {event} because of work
i can't go to {event} :(|not going to {event} anymore|i wish i could go to {event} but i have no money|i wanna cry|i'm crying|i'm gonna cry|i want to die|i feel like crap {day}|i feel sick|i have the flu {day}|got sick right before {event}
my phone died at {event}|my car broke down on {day}|stuck in traffic on the way to {event}|stuck at work {day}|work {day} , kill me|back to work {day} :(|back to school {day} :(|don't want to go to work {day}|i don't want {day} to come
worst {day} ever|worst day of my life|{day} was {bad}|{event} was {bad}|{event} sucked|{event} sucks|{event} is a disaster|{event} is going to be {bad}|what a disgrace|what a shame|what a joke|what an idiot|what the hell|what is wrong with people
we lost|we lost again|lost again {day}|we are so bad this season|how do you lose {event}|that ref was {bad}|fire the coach|wtf|wtf is this|smh|smh at {name}|omg no|noooo|no no no|fml|this is bullshit|bullshit|shame on {name}|shame on you
stop lying|stop it|shut up {name}|nobody likes {name}|nobody cares about {event}|who cares about {event}|i couldn't care less about {event}|don't care|can't believe {name} said that|can't believe they cancelled {event}|i can't believe we lost
i didn't get tickets for {event}|didn't even get to see {name}|{name} didn't show up at {event}|you didn't even try|they don't even care|they lied to us about {event}|they are killing our {thing}|they killed innocent people
people died at {event}|a {person} was shot in {place}|another attack in {place} , so sad|rip {name}|rest in peace {name} , gone too soon|sad news about {name}|so sad about {place}|praying for {place} after the attack|my heart breaks for {place}
miss you so much {name}|i miss {name}|i miss my dog :(|still upset about {event}|still mad about {event}|still bitter about {event}|pissed off|so pissed at {name}|i'm mad|i'm so stressed about {event}|i'm scared of {event}|nervous and sick before {event}
:(|:'(|>:(|so annoying|so rude|so unfair|so wrong on every level|this is why i hate {thing}s|this country is a mess|{name} and the rest of the crooks|corrupt as ever|racist and proud of it , {name}|hypocrites|liars|cowards|disgusting what they did to {name}
""")
ONLINE_PLAIN = pieces("""
{event} is on {day}|{event} starts at 8 {day}|{event} moved to {day}|{event} is on channel 4 {day}|tickets for {event} are on sale {day}|doors open at 7 for {event}|{name} will play at {event} {day}|{name} will be at {event} on {day}
{name} plays {place} on {day}|{name} signs with {place}|{name} on {event} : full interview|{name} talks about {event}|{name} to speak at {event} {day}|{name} to visit {place} {day}|{name} may start in {event}|{name} is back in {place} {day}
watch : {name} at {event}|watching {event}|now playing : {name}|now playing {name} - live in {place}|listening to {name}|on my way to {event}|at {event} with {name}|going to {event} {day}|who is going to {event}?|who's going to {event} {day}?
anyone going to {event} {day}?|anyone know when {event} starts?|what time is {event} {day}?|where can i watch {event}?|is {event} on {day} or on sunday?|is {name} playing {day}?|did {name} play {day}?|which {thing} should i watch {day}?
who will win {event}?|what do you think about {event}?|what are you doing {day}?|have you seen {event} yet?|should i go to {event} or stay home?|are you coming to {event} {day}?|does {name} still live in {place}?|{name} or {name}?
i may go to {event} {day}|i might watch {event} {day}|i think {event} is {day}|i have {event} {day}|we have {event} {day} at noon|i need a ride to {event} {day}|just saw {name} at {event}|just got to {place}|just landed in {place}|back in {place} on {day}
first time in {place}|day 2 of {event}|week 3 of {event}|{day} at {event}|{day} : {event} , {place}|{place} {day} night|{name} vs {name} {day}|{name} scored in the 2nd half|half time at {event} : 1 - 1|the score is 2 - 2|{place} plays {place} on {day}
the {person} told {name} to come {day}|a {person} from {place} will speak {day}|the president meets {name} on {day}|{name} met the president in {place}|poll : who won {event}?|poll shows {name} and {name} even|new poll before {event}
live from {event}|live on air {day} at 6|new video : {name} in {place}|new blog post about {event}|read about {event} here|photos from {event}|here is the schedule for {event}|here is the link for {event}|check out {event} {day}|follow {name} for news
the sun rises at 6 {day}|it is 9 am in {place}|rain in {place} {day}|15 degrees in {place} {day}|on the 3rd of march {name} moved to {place}|in 1998 {name} won {event}|it's {day} again|tomorrow is {day}|{day} morning , {place}|{day} with {name}
{name} said the vote is on {day}|{name} says {event} will be in {place}|officials in {place} say {event} is {day}|the court in {place} will hear the case {day}|police in {place} closed the road {day}|shares of the company open {day}|the store in {place} opens {day}
""")
