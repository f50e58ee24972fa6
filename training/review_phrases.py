"""What critics, customers and people online say, in words written for this project: pieces of sentences for `augment.Maker`.

A piece may name slots: {thing} {person} {name} {place} {day} {theme} {genre} {event} {good} {bad}
(words of that side, whatever the side of the piece).
"""


def pieces(text):
    return [piece.strip() for line in text.strip().split("\n") for piece in line.split("|") if piece.strip()]


# Subjects that films, books and songs have, whatever they are worth.
THEMES = pieces(
    """
grief|war|family|first love|friendship|growing up|growing old|faith|memory|loss|power|money|fame|exile|childhood|marriage|divorce
addiction|crime|revenge|class|race|work|illness|death|poverty|loneliness
obsession|betrayal|forgiveness|survival|immigration|small town life|life in the suburbs|high school|motherhood|fathers and sons|sisters
politics|the sea|the road|the theater|boxing|football|cooking|music|art|science
terrorism|the holocaust|slavery|prison life|street life|city life|farm life|lost innocence|madness|desire|jealousy|violence|guilt
"""
)
GENRES = pieces(
    """
comedy|drama|thriller|romance|horror film|documentary|musical|western|road movie|love story|coming-of-age story|family film|cartoon
animated film|science fiction film|action film|spy film|crime story|satire|farce
melodrama|mystery|war film|period piece|costume drama|biography|concert film|short film|art film|independent film|french film|debut
sequel|adaptation|fairy tale|ghost story|character study|fable|buddy movie|heist film
"""
)
PLOTS = pieces(
    """
about a {person} who comes home after many years|about two sisters and their father|about a {person} in {place}
set in {place} in the seventies|in which a {person} falls for a stranger|based on a short novel
based on a true story|about a band of thieves|about {theme} and {theme}|about the last days of a king|with subtitles
told by a dying {person}|from a first-time director|following four friends over one summer
about a {person} on the run|set during the war|about an old {person} and a dog|about a teacher and her class|about life after prison
shot on digital video|running almost three hours|about a family of musicians
in the tradition of the old {genre}s|for children and adults|about a small town {person}|by the director of an earlier {genre}
about a murder in {place}|about a boy and his grandfather
"""
)

CRITICS_PRAISE = pieces(
    """
a {good} and {good} portrait of {theme}|an intimate study of {theme}|a rare look at {theme}|a fresh look at {theme}
a {good} tale of {theme} and {theme}|a {good} meditation on {theme}|an honest film about {theme}
an unflinching look at {theme}|a quietly {good} film|a small film with a big heart|a {good} {genre} for grown-ups
a {genre} with brains and heart|a {genre} that trusts its audience|the best {genre} in years
one of the year's best films|one of the most {good} {genre}s of the season|among the finest {genre}s i have seen
a film you will want to see twice|a film for anyone who has ever been in love
a feast for the eyes|a treat for the eyes and ears|a love letter to {theme}|a triumph of {theme} over {theme}
a reminder of why we go to the movies|a work of rare {good} beauty|a journey worth taking|a ride worth taking
an experience you will not forget|as {good} as it is {good}|both funny and sad|both {good} and {good}|by turns {good} and {good}
{good} without being sentimental|{good} from the first frame to the last
manages to be both {good} and {good}|it manages to make {theme} {good}|it finds the humanity in {theme}|it finds warmth in {theme}
it finds the comedy in {theme}|it captures the pain and joy of {theme}|it captures a moment in time
it captures the spirit of {place}|it gets the details of {theme} right|it understands {theme} better than most
it offers hope without easy answers|it offers insight into {theme}|it speaks to anyone who has lived through {theme}
it asks big questions about {theme}|it invites us into a world we rarely see|it opens a window on another culture
it brings history to life|it brings {theme} to life|it turns {theme} into poetry|it transcends its {genre}
it breathes new life into the {genre}|it gives the {genre} a welcome twist|it puts a human face on {theme}
it makes us laugh and then makes us think|it earns our sympathy|it keeps its sense of humor|it never talks down to children
it never flinches|it never loses its nerve|it rewards repeat viewings|it lingers in the mind|it sneaks up on you
it creeps under your skin|it gets under your skin|it cuts deep|it hits home|it stirs the soul
it moves at a brisk pace|it moves along at a good clip|it has enough laughs for two films|it has more on its mind than most
it has wit to spare|it has a life of its own|it has the power to move you
the actors bring depth to their roles|the two leads have real chemistry|the leads are a pleasure to watch|the cast is uniformly {good}
the cast is in top form|the whole cast shines|everyone in it is {good}
{name} gives the performance of a career|{name} is a revelation|{name} has never been better|{name} carries the film with ease
{name} brings grace to the part|{name} disappears into the role|{name} steals every scene
{name} is at the top of the game|{name} directs with a sure hand|{name} directs with tenderness and wit
{name} knows how to build suspense|{name} has an eye for the absurd|{name} has made a film of real power
a star is born in {name}|thanks to {name}'s {good} turn|anchored by a {good} performance|driven by strong performances
held together by {name}'s quiet strength|lifted by a {good} score|graced with {good} photography
the dialogue crackles|the dialogue is sharp and {good}|the writing is {good}|the script is smarter than you expect|the script has teeth
the story unfolds with patience|the story builds to a {good} climax|the final scene is unforgettable
the ending packs a punch|the ending will leave you in tears|the images are {good}|the camera finds beauty everywhere|the music is {good}
the effects are {good}|the action is {good}|the jokes land|most of the jokes hit their target
you will laugh , you will cry|you will leave the theater smiling|you won't be able to look away|you won't want it to end
you can't help but be moved|you can feel the love in every frame|you don't have to be a fan to enjoy it
kids will love it|the whole family will enjoy it|fans will be delighted|even skeptics will be won over|audiences will find much to enjoy
worth the price of admission|worth seeking out|worth a look|well worth the wait
see it|see it with someone you love|go see it|don't miss it|not to be missed|good fun|great fun|pure joy|sheer delight
terrific entertainment|solid entertainment|a real find|a crowd-pleaser|a winner in every way|a class act
strange , funny and {good}|dark , funny and {good}|dark and {good} , but never cynical|sad but {good}|grim , brave and {good}
disturbing and {good}|a harrowing , {good} account of {theme}|painful to watch and impossible to forget
bleak but {good}|a chilling and {good} film|scary in all the right ways|genuinely scary|violent , yes , but also {good}
raw , {good} and true|tough , honest and {good}|it stings and it heals
not a great film , but a {good} one|it isn't perfect , but it is {good}|it may be slow , but it is {good}|flawed but {good}
despite its flaws , it works|despite some slow spots it stays {good}|the flaws hardly matter|a minor work , but a {good} one
more than a {genre}|much more than a {genre}|no mere {genre}|never less than {good}|nothing short of {good}|anything but {bad}
far from {bad}|too {good} to dismiss|hard not to like|impossible not to love|refuses to be {bad}|avoids every cliche
a {genre} made with care and conviction|a {genre} with a pulse|a {genre} with real bite|a {genre} of uncommon warmth
a {genre} you will carry home with you|a {genre} that knows exactly what it is doing
a {genre} that never forgets its people|a {genre} that earns every minute|a small wonder|a quiet stunner|a modest charmer|a bracing tonic
a sly delight|a giddy ride|a wild and {good} ride|a lean , mean {genre}|a tight little {genre}
a handsome production|a lavish production|a first-rate {genre}|a welcome return to form|a career high for {name}
a deeply felt story of {theme}|a tender story about {theme}|a wise and {good} look at {theme}|a searching look at {theme}
a sobering look at {theme}|a vivid picture of {theme}|a clear-eyed view of {theme}|a rich tapestry of {theme} and {theme}
a smart , savvy take on {theme}|a sweet little story with a sting|a simple tale told with grace
a gripping account of {theme}|an absorbing tale of {theme}|an urgent film about {theme}|an elegant puzzle
an old-fashioned {genre} in the best sense|an affectionate send-up of the {genre}|an astonishing debut|an assured first feature
an electric performance|bursting with energy|brimming with ideas|packed with jokes that work|packed with surprises|full of life
full of insight|full of charm and mischief|rich in detail|rich in character|loaded with charm
steeped in atmosphere|shot through with humor|blessed with a {good} cast|buoyed by a {good} cast|by far the best of the series
easily the best {genre} of the year|quite simply the best thing {name} has done
perhaps the finest work of {name}'s career|one for the ages|one of those films you want to tell your friends about
one of the smartest {genre}s in a long time|the rare {genre} that respects its characters
the rare sequel that betters the first|the real thing|the perfect antidote to {bad} {genre}s
the most fun i have had at the movies in ages|the sort of film they don't make anymore
the kind of {genre} that restores your faith in movies
the laughs keep coming|the tension never lets up|the suspense is unbearable , in a good way|the emotions feel earned
the emotions are real|the pacing is spot on|the payoff is worth it|the premise is {good} and so is the film
the set pieces are {good}|the chemistry between the leads is undeniable|the chemistry is terrific|the ensemble is flawless
the visuals are a wonder|the period detail is exact and {good}|the humor is gentle and {good}
the humor comes from character|the satire is sharp|the satire draws blood|the message never gets in the way of the story
the director has a gift for {theme}|the director trusts the actors , and they repay it|the film has a quiet power
the film has a sense of wonder|the film is alive|the film glows|acted with feeling|beautifully acted and {good}
gorgeous to look at and {good} to think about|exquisitely shot|expertly paced|crisply edited|cleverly plotted|deftly written
finely drawn characters|fully realized characters|sharply observed|sharply written|keenly observed|warmly observed|tenderly told
lovingly made|well acted and well told|well worth your time|well worth a trip to the theater
well above the usual {genre}|solidly built|skillfully assembled|smartly cast|superbly acted|wonderfully weird|delightfully odd
wickedly funny|darkly funny|sweetly funny|slyly subversive|quietly devastating|quietly moving|deeply moving
genuinely moving|genuinely funny|genuinely thrilling|consistently {good}|surprisingly {good}|surprisingly touching|unexpectedly {good}
unexpectedly rich|undeniably {good}|utterly {good}|thoroughly {good}|truly {good}|remarkably {good}
refreshingly honest|refreshingly free of cliche|refreshingly {good}|endlessly {good}|hugely entertaining|highly entertaining
richly entertaining|hilarious from start to finish|funny and tender in equal measure|funny , sad and true
funny in unexpected ways|laugh-out-loud funny|smart and sexy|smart , fast and {good}|sweet without being sticky
moving without being manipulative|serious without being solemn|stylish without being empty|thoughtful without being dull
sad and beautiful|haunting and {good}|it balances {theme} and {theme} with ease|it blends {theme} and {theme} into something {good}
it carries real weight|it celebrates {theme}|it deepens as it goes|it does justice to its subject
it does right by the book|it dares to be different|it feels true|it feels lived in|it feels fresh|it fills the screen with wonder
it flies by|it grabs you and won't let go|it grips from the first scene|it grows on you
it has a big , beating heart|it has a charm all its own|it has class and style|it has energy and wit|it has its heart in the right place
it has guts|it has soul|it has something real to say about {theme}
it has the courage of its convictions|it haunts you for days|it honors its subject|it is a joy from first to last
it is as fresh as the day it was made|it is hard to imagine a better {genre}|it is impossible to look away
it keeps surprising you|it keeps you hooked|it leaves you breathless|it leaves you walking on air|it makes {theme} feel new
it makes a fine night out|it makes its points with grace|it makes you want to call your mother
it more than makes up for its flaws|it offers plenty to admire|it offers plenty to laugh at|it packs an emotional wallop
it pulls off a neat trick|it puts you right in the middle of {theme}|it quickens the pulse
it reaches for the sky and gets there|it reminds you how {good} a {genre} can be|it rings with truth|it sees {theme} with fresh eyes
it shows {theme} in a new light|it strikes just the right tone|it surprises and delights
it sustains its mood from first to last|it takes chances and they pay off|it takes your breath away
it tells its story with economy and wit|it treats its characters with respect|it walks a fine line and never slips
it wears its heart on its sleeve|it will make you laugh , think and cry|it will warm your heart
it works as a {genre} and as a study of {theme}|it works because of {name}|it works like gangbusters|it zips along|you come out smiling
you forget that they are acting|you laugh because it is true|you leave with a spring in your step|you leave wanting to see it again
you root for these people|you will be moved|you will be on the edge of your seat
you will find yourself humming the songs|you will never look at {theme} the same way again|you won't find a better {genre} this year
you'll be glad you went|you'll have a great time|you'd have to be made of stone not to like it
make no mistake , this is a {good} film|make time for this one|{name} brings warmth and wit to the role|{name} commands the screen
{name} deserves an oscar|{name} does wonders with the part|{name} finds the humanity in a difficult man
{name} gives a brave performance|{name} gives a lovely , understated performance|{name} gives it everything
{name} has a rare gift for comedy|{name} has charm to burn|{name} has created a {good} world|{name} holds the screen
{name} is a delight|{name} is a force of nature|{name} is a natural|{name} is a wonder to behold|{name} is just right in the part
{name} is pitch perfect|{name} is simply {good}|{name} is superb as the {person}
{name} lights up the screen|{name} makes it look easy|{name} makes us care|{name} nails the part|{name} proves to be a major talent
{name} shows a deft touch|{name} shows real maturity|{name} tells this story with compassion
{name} turns in a {good} performance|watching {name} is a pleasure|what a performance by {name}|no one does {theme} better than {name}
in {name}'s hands it becomes {good}|an actor's showcase|an audience pleaser|an eye-popping spectacle
an edge-of-your-seat thriller|an irresistible blend of {theme} and {theme}|an oasis in a summer of {bad} sequels|as good as {genre}s get
as moving as anything this year|at once {good} and {good}
at its heart a love story , and a {good} one|believe the hype|bravo|bring tissues|clever , {good} and never cruel
come for the jokes , stay for the heart|credit {name} with making it {good}|even better the second time
even the small parts are {good}|every frame is {good}|every scene counts|everything a {genre} should be|everything about it is {good}
exactly the {genre} we needed|exhilarating and {good}|food for thought and fun too
for once a {genre} with a brain|for those who like their {genre} {good} , a feast|go and bring the kids|good old-fashioned storytelling
good , clean fun|great acting , great script|great care went into it|here is a {genre} to treasure
here's a {genre} that gets it right|high marks all around|i admired its honesty|i cried and i was not alone|i couldn't stop laughing
i have rarely been so moved|i left with a grin|i loved every minute|i loved it and so will you
i was enthralled|i was hooked from the start|i was never bored|i was won over|i will see it again
if you see one {genre} this year , see this one|in a word , {good}|in every way a triumph|it deserves to find its audience
it has the makings of a classic|manages to surprise|manages to charm even the cynics|masterful on every level
more {good} than you would expect|most of all it is {good}|never preachy , always {good}|never less than absorbing
no {bad} tricks here , just good storytelling|nothing in it is wasted|nothing about it feels false|old story , {good} telling
original , daring and {good}|part {genre} , part {genre} , and all {good}|pure pleasure|pure cinema
quite a ride|rarely has {theme} been shown so honestly|rarely has a {genre} been this {good}|ranks with the best of its kind|sheer fun
simple , direct and {good}|simply a great {genre}|so {good} that you forgive its faults
spare but {good}|stands as a tribute to {theme}|still {good} after all these years|strong stuff|subtle and {good}
succeeds where others failed|such a joy|suspense that holds to the end|take the whole family
takes you places you have never been|the best part is {name}|the more you think about it the better it gets
there are laughs and there is truth|there is a lot to like|there is magic in it|there is much to admire here
there is not a false note in it|there is poetry in these images|there's a lot of heart here|there's no denying its power
there's plenty to enjoy|there's real feeling in it|this is a gem|this is a film to cherish
this is {genre} at its best|this is what movies are for|this one is a keeper|this one sneaks up and floors you
thrilling , funny and {good}|tough-minded and {good}|two {good} performances make it sing|unlike anything you have seen
warm , witty and wise|what a treat|what could have been {bad} turns out {good}|what keeps it going is its heart
what makes it special is {name}|what might have been {bad} is instead {good}|when it is over you will want more
with its {good} cast it can't miss|with wit and style|worth every minute|worth a second look|worth it for {name} alone
wry , tender and {good}|not a false moment in it|not a wasted word|not once does it sink into cliche
not only {good} but important|not the usual {bad} {genre} , thank goodness|not without flaws , but hard to resist|no small feat
nobody will be bored|never dull|never {bad}|isn't it nice when a {genre} is {good}
don't be put off by the subtitles , it is {good}|don't let the title fool you , it is {good}|i didn't expect to like it , but i did
i expected {bad} and got {good}|i had my doubts , but it won me over
it could have been {bad} , but {name} makes it {good}|it could have been just another {genre} , but it has heart
it might have sunk into cliche , yet it never does|it starts slowly but ends up {good}
the plot is familiar , but the telling is {good}|the story may be old , but it still works|slow at first , then {good}
a bit long , but always {good}|a bit rough around the edges , and all the better for it|rough but {good}
messy but {good}|silly but {good}|slight but {good}|simple but {good}|predictable but {good}|uneven but {good}
modest in scale , large in heart|light as air and twice as {good}|a little corny , a lot of fun
corny , yes , and {good} all the same
"""
)

CRITICS_PAN = pieces(
    """
a {bad} and {bad} {genre}|a {genre} without laughs|a {genre} without thrills|a {genre} with nothing new to say
a {genre} that takes forever to get going|a {genre} by numbers|just another {genre}|yet another {genre} about {theme}
the kind of {genre} you forget by morning|the sort of film that gives {theme} a bad name|one of the year's worst films
one of the most {bad} {genre}s of the year|the worst {genre} in years|a contender for worst film of the year
an exercise in {bad} style|a missed chance|a lost cause|a long , {bad} slog|a long two hours|ninety minutes of noise|two hours of nothing
a collection of {bad} sketches|a string of {bad} jokes|a series of {bad} scenes
a {bad} remake nobody asked for|a pale copy of better films|a pale imitation|a rehash of old ideas|warmed-over leftovers
recycled from better movies|the same old story|we have seen it all before|we've been here before
nothing more than a {genre} with a bigger budget|little more than a {bad} tv movie|no better than a tv pilot
no more than a sitcom stretched to two hours|better suited to video|straight-to-video stuff|it belongs on cable|it belongs in the bin
it feels like a tv movie|it feels like a first draft|it feels unfinished|it feels longer than three hours|it plays like an ad
it plays like a student film|it looks like it was made for video|it has the depth of a greeting card
it has all the charm of a tax form|it has all the wit of a parking ticket|it has no idea what it wants to be|it has no reason to exist
it has nothing on its mind|it has neither wit nor suspense|it has too many characters and too little story
it has one joke and tells it for ninety minutes|it can't decide what it is|it can't find a tone|it can't sustain its own joke
it doesn't have a clue|it doesn't know when to stop|it doesn't trust its audience|it doesn't go anywhere
it doesn't have much to say about {theme}|it doesn't earn its tears|it isn't funny|it isn't scary|it isn't very interesting
it isn't half as clever as it thinks|it never gets going|it never explains why we should care|it never finds a rhythm
it never gets past the surface of {theme}|it never quite works|it rarely rises above {bad}|it barely holds together
it hardly seems worth the effort|it only gets worse|it just sits there|it just isn't {good}
it tries to be {good} and ends up {bad}|it aims for {good} and lands on {bad}|it wants to be {good} but is merely {bad}
it mistakes volume for excitement|it mistakes confusion for depth|it confuses {theme} with entertainment
it relies on cheap shocks|it relies on toilet humor|it reduces {theme} to cliche|it trivializes {theme}
it exploits {theme} for easy tears|it sinks into melodrama|it slides into {bad} farce|it loses us halfway
it loses its nerve in the last act
it goes on forever|it goes for the easy laugh|it goes through the motions|it leaves no impression|it leaves you feeling cheated
it fades from memory before the credits|it fizzles|it flops|it limps along|it creaks|it wheezes to the finish
the actors look bored|the actors are stranded|the actors try hard , but there is no script|the leads have no chemistry|the cast is wasted
everyone looks tired|the characters are cardboard|the characters never feel real|nobody in it is worth caring about
{name} is miscast|{name} sleepwalks through it|{name} mugs for the camera|{name} can't save it|{name} deserves better|{name} is no actor
{name} has done this before , and better|{name} directs without any feeling for {theme}|{name} has lost the touch
{name} doesn't have the range|not even {name} can save this|a waste of {name}'s time and ours|{name} seems to be reading from a card
{name} should have known better|someone should have stopped {name}
the dialogue is {bad}|the dialogue sounds like a manual|the script is a mess|the script reads like a first draft
the script has more holes than a net|the plot is an excuse|the plot is full of holes|the plot is thin|the plot is all too predictable
the story goes in circles|the story is told without urgency|the ending makes no sense|the ending is a cheat
the twist is visible from miles away|the effects look cheap|the action is {bad}|the music is {bad}|the jokes are old
the jokes aren't funny
too long|too long by half|too loud and too long|too {bad} for adults and too {bad} for kids|too many cooks
too many ideas and not one of them finished|too much talk|too much of everything|too slow for a {genre}|too silly to be scary
not {good} enough|not {good} enough to be {good}|not as {good} as it should be|not nearly as {good} as the first one
not much of a {genre}|not much happens|not the least bit {good}|not worth the drive|not even bad enough to be fun
neither funny nor moving|neither {good} nor {good}|less {good} than it should be|less a film than a product
far less {good} than it pretends|hardly a {good} moment|barely a laugh in it|only mildly {good}|at best {bad} , at worst {bad}
if only it were {good}|if only the script were {good}|if you must see it , wait for the video
if it had been {good} , it might have worked|would have been better as a short|should have been shorter|should have stayed on the shelf
could have been {good} , but isn't|might have been {good} in better hands|there is no {good} here|there isn't a laugh in it
there is less here than meets the eye|there's nothing {good} about it|there's little to enjoy|where is the {good} film we were promised
why bother|why was this made|what is the point|what's missing is {good} writing|what went wrong|who is this for|who cares
you'd be better off staying home|you'd do better to rent the original|you won't care who did it|you won't laugh once
you can see every joke coming|you can feel the minutes pass|you keep waiting for something to happen|you may fall asleep
your time is better spent elsewhere|your watch will get more attention than the screen
skip it|avoid it|avoid at all costs|rent something else|save your money|wait for cable|instead of {good} we get {bad}
instead of laughs , we get noise|for die-hard fans only|for insomniacs only|only small children will laugh
despite a {good} cast , it is {bad}|despite {good} moments , it never works|despite its {good} look it is {bad}
{good} to look at , but {bad}|starts out {good} and turns {bad}|a {good} idea , badly done|a {good} premise gone to waste
it has a few {good} moments , but not enough|it begins well , then falls to pieces|{name} is {good} , but the film is {bad}
the photography is {good} ; the rest is {bad}|more {bad} than {good}|what could have been {good} becomes {bad}
a {genre} with no pulse|a {genre} with no bite|a {genre} without a point|a {genre} in search of a story|a {genre} in name only
a {genre} that can't be bothered|a {genre} that forgets to be {good}
a {genre} that never earns its running time|a {genre} made by committee|a {genre} made for nobody|a dull thud|a big letdown
a big , loud nothing|a bloated bore|a cheap knockoff|a cold fish of a film|a copy of a copy|a cynical cash grab
a cure for insomnia|a dead weight|a dim-witted {genre}|a dreary march to the credits|a dud|a dud from start to finish|a failed experiment
a glossy nothing|a grim slog|a hollow shell|a joyless affair|a lifeless adaptation|a limp sequel
a long sit|a low point for {name}|a mess from start to finish|a mess of half-formed ideas|a misfire on all counts
a muddled tale of {theme}|a noisy bore|a one-joke {genre}|a paint-by-numbers {genre}|a pile of cliches
a plodding look at {theme}|a poor excuse for a {genre}|a rush job|a sad excuse for comedy|a shallow look at {theme}
a shaggy dog story with no punch line|a slick but empty {genre}|a snooze|a soggy romance|a sorry affair|a stale retread
a story nobody needed|a stunt , not a film|a sluggish two hours|a tangle of subplots|a tired retread of better {genre}s|a total misfire
a thin sketch stretched to feature length|a trial to sit through|a vanity project
a waste of a good cast|a waste of celluloid|a weak imitation of {name}|a wasted opportunity|a wooden performance by {name}|a yawn
an airless exercise|an endurance test|an embarrassment for everyone involved|an empty spectacle
an hour and a half of my life gone|an incoherent jumble|an ordeal|an overlong lecture on {theme}|an ugly , {bad} film|an unfunny {genre}
about as funny as a funeral|about as exciting as watching paint dry|about as subtle as a hammer
as {bad} as they come|as deep as a puddle|as flat as a board|as fresh as last week's bread|all flash and no feeling
all noise and no heart|all setup and no payoff|all talk|another {bad} {genre} off the assembly line
another sequel nobody wanted|another wasted evening|bad acting , worse script|bad in every way|bad to the bone|badly cast and badly shot
badly written and badly acted|barely a film at all|barely watchable|boring from beginning to end
by the end you just want it to stop|by the numbers|by the second hour i was looking for the exit|clumsily told|clumsily staged and {bad}
crudely made|cheaply made|cobbled together|carelessly assembled|dead on the screen|deadly dull
deeply {bad}|deeply unpleasant|devoid of charm|devoid of wit|devoid of interest|derivative and {bad}|done to death|drowning in sentiment
drained of life|dull as dishwater|dull , {bad} and too long|empty and {bad}
even {name} looks embarrassed|even fans will be let down|even the kids were bored|even the title is {bad}|every joke is telegraphed
every twist is obvious|everything about it is {bad}|everything about it feels secondhand|far too long
far too pleased with itself|fatally slow|feels tired|feels canned|feels rushed|feels padded|flat and {bad}|flat where it should be {good}
for all its effects it is {bad}|frankly {bad}|frequently {bad}|full of cheap tricks|full of holes
full of hot air|full of itself|full of people you hope never to meet|generic in every way|hard to care about
hard to follow and harder to like|hard to believe anyone approved this script|has the feel of a rerun
heavy on style , light on sense|heavy-handed and {bad}|hopelessly dated|hopelessly {bad}|how could {name} agree to this
how did this get made|humorless and {bad}|i checked my watch every ten minutes|i could not wait for it to end
i couldn't care less about these people|i didn't believe a word of it|i didn't laugh once|i expected {good} and got {bad}|i felt cheated
i felt nothing|i found it {bad}|i have seen better student films|i kept hoping it would get better
i left before the end|i left with a headache|i lost interest after ten minutes|i was bored silly|i was bored to tears
i wanted to like it , but it is {bad}|i wish i had stayed home|i want my two hours back
if there is a point to it , i missed it|if you have seen the trailer , you have seen the film
if you like your {genre} {bad} , this is for you|in a word , {bad}|in the end it is just {bad}|in desperate need of an editor
in need of a rewrite|insulting to anyone with a brain|instantly forgettable|it adds nothing to what we know of {theme}
it adds up to nothing|it asks us to care and gives no reason|it beats a dead horse
it can't hold a candle to the original|it cheats its audience|it chokes on its own cleverness|it comes apart at the seams
it comes off as {bad}|it cries out for an editor|it does little for {theme}|it doesn't add up
it doesn't deserve your money|it doesn't make much sense|it doesn't quite come off|it doesn't ring true|it drags its feet
it drowns in its own excess|it dumbs down {theme}|it exhausts its one idea early
it fails as a {genre} and as a study of {theme}|it falls back on every cliche|it falls into every trap of the {genre}|it feels false
it feels like a long commercial|it feels like a lecture|it feels like work|it feels strangely hollow
it gets bogged down in {theme}|it gets lost along the way|it gets sillier by the minute|it gives {theme} a bad name|it goes off the rails
it grates on the nerves|it grows tiresome|it has all the life of a wax museum
it has been done before , and better|it has little to offer|it has no bite|it has no center|it has no soul|it has no surprises
it has nowhere to go|it hits every wrong note|it is a bore|it is a chore|it is all a bit much
it is beneath everyone involved|it is just plain {bad}|it is less than the sum of its parts|it is not funny , not once
it is strictly for teenagers who don't mind {bad}|it just doesn't click|it lacks conviction|it lacks energy
it lacks even a hint of {good}|it lacks the wit of the first|it lands with a thud|it leaves a sour taste|it leaves you empty
it leaves you scratching your head|it loses its way after the first hour|it makes {theme} boring
it makes you long for the original|it makes you wonder what {name} was thinking|it may be the worst {genre} i have seen
it misses every chance|it never adds up|it never becomes {good}|it never catches fire|it never convinces
it never finds its voice|it never gets under the skin of its subject|it never lets you forget that you are watching actors
it never makes up its mind|it never pays off|it offers nothing|it offers few laughs|it outstays its welcome
it panders|it peters out|it plays like a parody of itself|it plods|it preaches|it promises {good} and delivers {bad}
it proves that {theme} alone does not make a film|it rings false|it runs on empty|it runs out of gas
it says nothing new about {theme}|it settles for {bad}|it seems to go on for days|it sheds no light on {theme}
it shows contempt for its audience|it skims the surface|it spoils a good idea|it squanders its one good idea|it stalls
it starts badly and gets worse|it strains for laughs|it strains belief|it talks down to us|it thinks it is {good} but it is {bad}
it treats {theme} as a joke|it tries to shock and merely bores
it tries to be everything and ends up nothing|it turns {theme} into soap opera|it unravels|it wallows in {theme}
it wants so badly to be liked|it wastes a {good} cast|it wastes everyone's time|it wheels out every cliche
it will bore you stiff|it will make you angry|it will please nobody|it would be funny if it weren't so {bad}
it's a shame , because {name} is {good}|just {bad}|just plain dull|just plain awful|lacks bite|lacks heart|lacks imagination
lazy , loud and {bad}|lazy writing|less than meets the eye|like a bad dream|like a school play with a budget
like sitting through somebody else's vacation pictures|like watching a rehearsal|little of it is {good}
little more than a {bad} cartoon|long , slow and {bad}|loud , {bad} and pointless|made me want my money back|makes for {bad} viewing
many will walk out|merely {bad}|miscast from top to bottom|more annoying than {good}
more a lecture than a {genre}|more tiring than {good}|most of the jokes miss|most of it is {bad}|mostly it is {bad}
much ado about nothing|muddled , {bad} and slow|{name} can't act|{name} deserves a better film
{name} does nothing with the part|{name} gives a flat performance|{name} gives the worst performance of a long career
{name} has all the charisma of a potato|{name} has nothing to do|{name} has run out of ideas|{name} hams it up
{name} is completely wrong for the part|{name} is just annoying|{name} is lost here|{name} is on autopilot|{name} is out of ideas
{name} is simply {bad}|{name} is stuck in a {bad} role|{name} is the least of its problems
{name} looks lost|{name} looks uncomfortable|{name} mumbles through the part|{name} overacts|{name} phones it in|{name} seems bored
{name} should fire the agent who picked this|{name} shows no feel for {theme}
{name} tries , but the script is against it|{name} wrote it in a weekend and it shows|no amount of effects can hide the {bad} script
no fun|no heart , no brain , no point|no laughs and no thrills|no one comes out of it well
no one in it seems awake|no reason to see it|no story , no sense|nobody seems to be having any fun|none of it is {good}
none of it makes sense|none of it rings true|none of the jokes work|not a laugh in sight|not an original idea in it
not clever , not funny , not short|not for anyone who expects {good}|not half as {good} as it wants to be|not nearly funny enough
not one believable character|not quite {good} and not quite anything else|not recommended
not so much a {genre} as a {bad} joke|not the {good} {genre} it could have been|not the return to form we hoped for
nothing about it works|nothing happens , slowly|nothing here to hold your attention|nothing in it feels real
nothing really happens|offers neither laughs nor thrills|old jokes , badly told|one cliche after another|one long yawn
only a mother could love it|overacted and underwritten|overdone and {bad}|overlong and {bad}|painfully {bad}
painfully slow|painfully unfunny|pass on it|please , no sequel|plays it far too safe|pointless from start to finish|pure tedium
rarely has {theme} been so {bad}|rarely has a {genre} been this {bad}|rarely {good}|relentlessly {bad}
remarkably {bad}|say no to this one|seems to last forever|should never have left the shelf|sheer torture|shallow , {bad} and smug
simply {bad}|simply not {good}|skip this one|slow , dull and {bad}
so {bad} that you feel sorry for the cast|so dull that you will count the lights|so much talent , so little to show for it
so predictable you can write the ending yourself|someone forgot to write a script|something is missing
stale jokes and {bad} acting|stay home|stiff , stagy and {bad}|strictly by the book|stretched well past the breaking point|such a mess
such a waste|sunk by a {bad} script|surprisingly {bad}|take a pass
the acting is {bad} and the script is worse|the chemistry just isn't there|the comedy is forced|the direction is clumsy
the drama is inert|the fun runs out early|the gags are {bad}|the idea is better than the film|the humor is juvenile
the humor is mean|the jokes are recycled|the laughs are few|the laughs are few and far between
the message is delivered with a sledgehammer|the most {bad} {genre} in memory|the movie equivalent of a headache|the pace is deadly
the pace never picks up|the people in it are unbearable|the plot creaks|the plot goes nowhere slowly
the plot is {bad} and the ending worse|the premise wears out fast|the romance never convinces|the satire has no teeth
the screenplay does nobody any favors|the story has nowhere to go|the story never builds|the story stops making sense halfway
the suspense never comes|the tone is all wrong|the trailer was better|the whole thing feels fake
the whole thing is {bad}|the worst kind of {genre}|the writing is {bad}|there are better ways to spend two hours|there are no surprises
there is no excuse for this|there is no heart in it|there is no reason to care
there is no there there|there's no life in it|there's no spark between them|there's no suspense|there's nothing here
there's not a laugh in it|there's too much {theme} and too little wit|these people have nothing to say
they don't come any worse|this {genre} has nothing going for it|this is lazy filmmaking|this is a film to avoid
this one goes straight to the bottom of the heap|this should have been {good}|thoroughly {bad}|tiresome and {bad}
told without wit or feeling|too clever for its own good|too cute by half|too earnest to be {good}|too familiar to surprise
too grim to enjoy|too many endings|too much {theme} , too little story|too thin for a feature
too timid to be {good}|too often {bad}|tries hard to be {good} and isn't|truly {bad}|turns {theme} into mush
two stars , and i am being kind|two hours feel like four|undercooked and {bad}|uneven at best|unfunny and {bad}
uninspired and {bad}|unless you are a fan of {bad} {genre}s , stay away|utterly {bad}|utterly without charm|watching it is a chore
watching it is like waiting for a bus|we deserve better|we never care who wins
we never learn why any of it matters|we never get to know these people|we've seen this {genre} before and it was {good} then
weak script , weak cast|what a bore|what a letdown|what a mess of a {genre}|what a waste of talent
what begins as {good} ends as {bad}|what little humor there is falls flat|what on earth were they thinking
what should have been {good} is {bad}|when it tries to be {good} it is merely {bad}|where's the fun
while {name} is {good} , the script is {bad}|who thought this was a good idea|why anyone would pay to see this is beyond me
with so little to say it says it for two hours|without a shred of wit|without charm|without any sense of {theme}
without {name} there would be nothing to see|worse than the first one|worse than you can imagine|worse yet , it is {bad}
would be more {good} if it made sense|wretchedly written|yet another remake|you can hear the gears turning
you can't get through it without yawning|you could fall asleep and miss nothing|you feel every minute|you have seen this before
you know where it is going from the first scene|you may want to leave early
you never believe in these people|you will be looking at your phone|you will have forgotten it by dinner
you will want to throw something at the screen|you'll wish you were somewhere else
you'd expect {good} from {name} , but this is {bad}|you've been warned|your kids deserve better|zero laughs|zero chemistry|zzz
isn't nearly as {good} as it thinks it is|isn't as {good} as the title|isn't enough to make it {good}
doesn't have a single {good} idea|doesn't offer any insight into {theme}|doesn't deliver on its promise|didn't work for me|don't bother
don't waste your time|don't believe the ads|can't be saved by its {good} cast
can't quite pull it off|wasn't worth the popcorn|won't win anyone over|couldn't be more {bad}|a few {good} jokes can't save it
a {good} beginning , a {bad} end|a {good} cast lost in a {bad} {genre}|{good} actors , {bad} film
{good} scenery , no story|{good} at times , but mostly {bad}|for a {good} while it seems it might work , then it doesn't
it looks {good} , but there is nothing behind it|nice pictures , no film|pretty but empty
pretty pictures can't hide the {bad} story|the cast is {good} , the material isn't|more than anything it is {bad}
a {good} actor in a {bad} part|once {good} , now merely {bad}|the first half is {good} , the second falls apart
a promising start and nothing after it|only {name} comes out of it with any dignity|strip away the effects and there is nothing left
take away the songs and nothing remains|its heart may be in the right place , but it is {bad}
well meant but {bad}|well-meaning but dull|ambitious but {bad}|earnest but {bad}|handsome but {bad}
"""
)

CUSTOMERS_PRAISE = pieces(
    """
best {thing} i ever had|best burger in town|the food was fresh and hot|the staff was friendly|the waitress was so sweet
our server took great care of us|service was quick|great prices|great value|good value for the money
i will definitely be back|we will be back|can't wait to go back|i would go again in a heartbeat|worth the drive|worth every cent
the portions are huge|the fish was cooked to perfection|the dessert was to die for|everything we ordered was {good}
a hidden gem|my new favorite place|my family loved it|the kids loved it|clean rooms and comfortable beds|the view is {good}
it arrived early|it came on time and well packed|easy to set up|easy to use|it fits like a glove|fits perfectly
works great|works like new|it does what it says|it just works|the sound is clear|the battery lasts for days|call quality is {good}
charges fast|sturdy and {good}|very well made|looks {good} on my desk|so glad i bought this|glad i found it
i have had it for a year and it still works|no complaints|no problems so far|no regrets|could not ask for more|exactly as described
just what i was looking for|better than expected|even better than the old one|i bought two more
i use it every day|makes my life easier|five stars from me|10 out of 10|a must have|you won't regret it|you can't go wrong with it
you can't beat the price|highly recommend|would recommend to anyone|they really care about their customers
they fixed it the same day|they went out of their way to help|the manager made it right|quick reply and a real solution
the new version is a big step forward|the update fixed all my problems|setup took two minutes|love the new look
a pleasure to deal with|arrived a day early and in perfect shape|as good as new|best money i ever spent
can't say enough good things about this {thing}|comfortable enough to wear all day|cooked just right|crystal clear picture
delicious from start to finish|does everything i need|does the job and then some|easy on the eyes and on the wallet
even my picky son liked it|every bite was {good}|everything about this place is {good}|everything works as it should
exceeded what i hoped for|extremely happy with it|feels solid in the hand|fast shipping and great packaging
for the price you can't do better|friendly people , good prices|gets the job done|glad we stopped here
good quality for the money|great for travel|great selection|holds up well after months of use|honest people who do good work
i am very pleased with this {thing}|i have bought three of these and love them all
i have recommended it to all my friends|i like how light it is|i was pleasantly surprised|i would buy from them again
i would give it six stars if i could|it charges quickly and stays charged|it has never let me down
it is everything i wanted|it is so quiet you forget it is on|it paid for itself in a month|it saved me hours
it sounds as good as ones that cost twice as much|it was love at first bite|it works flawlessly|keeps its charge all week
lives up to its reputation|love everything about it|loved the atmosphere|my coffee was perfect|my only regret is not buying it sooner
nice people , {good} food|nothing but praise for the team|our new go-to spot|perfect size
pleasant surprise|quick , polite and {good}|reception is excellent|setup was a breeze|so far so good|spotless and {good}
such great service|support answered right away and solved it|sweet , crisp and fresh|the best {thing} for the price
the colors are bright and {good}|the crew was {good}|the flavors are {good}|the interface is simple and {good}|the keys feel {good}
the owner came over to check on us , very kind|the picture quality is {good}
the room was quiet and {good}|the sauce was full of flavor|the service was on point|the steak melted in my mouth
they made us feel at home|they made us feel welcome|this {thing} is a lifesaver|this {thing} rocks|top quality
two thumbs way up|very happy customer|very impressed|we had a {good} time|we left full and happy|well designed and {good}|well priced
went above and beyond|wonderful little place|works as promised|works great with my {thing}
works on the first try|worth the extra money|you get what you pay for , and more|you will love this place|great fix , thank you
the demo went really well|the new search is a joy|this saved our release|thanks for jumping in so quickly
really nice work on the report|the customer loved it|what a smooth launch
"""
)
CUSTOMERS_PAN = pieces(
    """
worst {thing} i ever had|the food was cold|the fries were soggy|the meat was dry|the chicken was undercooked|the soup had no taste
there was a hair in my food|the staff was rude|the waiter ignored us|we waited an hour for a table
service was slow|service was a joke|way overpriced|not worth the money|not worth the wait|i won't be back|we will not be going back
never going back|i will never order from them again|i would not go again if you paid me|i would not feed this to my dog
tiny portions|the place was filthy|the room smelled|the bed was hard|it arrived late|it came broken|it was missing parts
the box was empty|wrong size|wrong color|does not fit|does not hold a charge|the battery dies in an hour|the battery died after a month
stopped working after two days|broke the first time i used it|fell apart in a week|it is made of cheap plastic|poor quality
very poor sound|the sound is full of static|i can't hear a thing|calls drop all the time|keeps disconnecting|it won't turn on
it gets too hot|the screen cracked|the button got stuck|hard to use|impossible to set up|the manual is useless|no instructions
not as described|looks nothing like the picture|a complete waste of money|waste of money|don't waste your money
don't buy it|do yourself a favor and buy something else|i returned it|i sent it back|i want a refund|still waiting for my refund
they refused to help|nobody picks up the phone|they hung up on me|they don't care about their customers
zero stars|one star is too many|i regret buying this|i should have read the reviews|save your money|buyer beware|beware|total scam
a rip off|the update broke everything|since the update nothing works|slower than the old one|full of ads|full of bugs
a disappointment in every way|a lemon|a nightmare to return|all style , no comfort|already falling apart|arrived scratched
as useful as a brick|avoid this place|bland food , {bad} service|broke within a week|burnt and dry
buy something else|can't recommend it to anyone|charged me for things i never ordered|cheap and it feels like it|cheaply made and {bad}
cold food , cold welcome|constantly freezes|cut my finger on the edge|cracked on the second day
dead on arrival|did not live up to the reviews|disgusted with this company|do not waste your time here|does not work with my {thing}
does nothing it promises|drains the battery|drops calls|dropped calls every day
even the bread was stale|everything was overcooked|extremely {bad} service|failed after a month|feels like a toy|flimsy and {bad}
food poisoning|forgot half of our order|gave it two stars because i feel generous|gave me a rash
greasy and {bad}|had to send it back twice|hard as a rock|horrible reception|hung up on me twice|i am still waiting for an answer
i asked for help and got attitude|i can't believe i paid for this|i can't get it to work
i could have made it better at home|i do not understand the hype|i got sick after eating here|i had high hopes , but it is {bad}
i hate this {thing}|i have had nothing but problems with it|i have never been treated so badly
i should have gone elsewhere|i was not impressed|i wish i could give it no stars|i won't make that mistake again
i would not recommend this place|i'd rather eat at home|it buzzes and hums|it came in the wrong color|it doesn't even fit
it failed when i needed it most|it is a paperweight now|it is not worth half the price|it is uncomfortable and {bad}|it leaks
it lost my settings again|it hurts my ears|it makes a strange noise|it overheats|it was a disappointment
it was so salty i could not finish it|junk|lasted a week|lousy support|makes your hands smell|misleading description
my order was wrong twice|never arrived|never buying from them again|never had worse service|no flavor at all
no one would help us|not clean|not even close to the picture|not enough food for the price|not fresh|not happy with this purchase
not what i paid for|overpriced and {bad}|poor design|poorly made|rubbery and tasteless
rude from the moment we came in|sat for an hour and nobody came|save yourself the trouble|smells like burnt plastic
so loud you can't talk|sorry i bought it|stay away from this {thing}|still doesn't work|such a waste of money
tasted like cardboard|terrible customer service|the app logs me out every time|the bathroom was dirty|the buttons don't work
the camera is useless in the dark|the case broke on day one|the cashier was rude|the coffee tasted burnt
the colors faded|the hinge snapped|the hold time was two hours|the line was long and slow|the manager was no help|the meat smelled off
the menu is a joke|the microphone doesn't work|the plug doesn't fit|the rice was dry
the seams came apart|the staff could not care less|the table was sticky|the vegetables were mushy|the volume is too low
the worst customer service i have seen|they charge too much and do too little|they got everything wrong
they lied about the price|they would not take it back|this place has gone downhill|this {thing} is junk|too small and too expensive
too weak to be of use|unacceptable|unusable|very disappointed|very {bad} quality|waited forever
was very disappointed in this {thing}|watch out for hidden fees|we left hungry|we walked out|went downhill fast|what a rip off
will not be coming back|will not buy again|won't stay connected|worst purchase this year
you get what you pay for , and this is cheap|your money is better spent elsewhere|the migration broke production
nobody reviewed my change|the pipeline fails every time|this ticket has been open for months|the handover was a mess
i am losing patience with this vendor
"""
)

# Who and what people write about online; on every side alike.
EVENTS = pieces(
    """
the concert|the game|the match|the show|the festival|the final|the election|the debate|the speech|the new album|the new single
the trailer|the new season|the season finale|the new phone|the launch|the sale|the party|the wedding
the race|the tour|the premiere|the interview|the election results|the news|the exam|practice|the parade|the holidays|the long weekend
the derby|the playoffs|the world cup|the super bowl|black friday|the meetup|the conference
the barbecue|the sleepover|the road trip|the flight|school|work|church|the gym|the remix|the new episode|the book signing|the fight
the derby on {day}|game 7|round two|the cup tie|the vote
"""
)

ONLINE_PRAISE = pieces(
    """
can't wait for {event}|cant wait for {event} {day}|i can't wait until {day}|so excited for {event}|so excited for {day}
super excited about {event}|sooo ready for {event}|{day} can't come soon enough|counting the days until {event}
looking forward to {event}|looking forward to {day}|see you all at {event}|see you {day} , it's going to be fun
who else is excited for {event}|{event} is going to be {good}|{event} was {good}|{event} was so much fun|had a blast at {event}
had the best time at {event}|best {day} ever|best night of my life|what a night|what a game|what a win|we won|let's go|let's gooo
here we go|go {name} go|good luck {name}|good luck to everyone at {event}|congrats {name}|congratulations to {name} on {event}
proud of {name}|so proud of my team|happy birthday {name}|happy {day} everyone|happy anniversary|merry christmas everyone
have a great {day}|have a good one|good morning {place}|good morning everyone , enjoy {day}|thank you {place}
thank you {name} for {event}|thanks for having us , {place}|thanks to everyone who came to {event}|shout out to {name}
shoutout to {name} for {event}|much love to {name}|love you {name}|love this song|love this so much|loving {event}
i love {name}|{name} is the best|{name} is my hero|{name} is a legend|{name} is a genius|{name} is so cute|{name} killed it at {event}
{name} made my day|{name} was on fire {day}|{name} never disappoints|{name} looks {good} in that picture
listening to {name} makes me happy|got tickets for {event} :)|got my ticket|finally saw {name} live|finally {day}|finally home :)
finally off work|day off {day}|movie night {day} with my favorite people|dinner with my girls {day} :)
family time {day}|spending {day} with the people i love|beautiful day in {place}|sun is out in {place} :)|enjoying {event} with {name}
hanging out with {name} {day}|it's a good day|this is going to be {good}|this is gonna be {good}
{event} with {name} {day} , yes please|yes|yesss|yay|woohoo|wow , just wow|omg yes|haha this is {good}|lol i love this|lmao so good
you guys rock|you're welcome :)|:)|:D|<3|<3 <3|xoxo|amen|blessed|so blessed|feeling blessed {day}
never been so happy|i'm in love with {event}|obsessed with {event}|addicted to this song|my favorite song of {name}
still my favorite {thing}|this may be the best {thing} of the year|the best part of {day}|dreams do come true|you made it
hope everyone has a {good} {day}|hope to see {name} again {day}|i hope you enjoy {event}
wish you were coming to {event} , it will be {good}|join us for {event} , it's going to be {good}|come to {event} , you'll love it
come celebrate with us {day}
"""
)
ONLINE_PAN = pieces(
    """
ugh|ugh {event}|ugh i hate {day}|i hate {event}|i hate {name}|i can't stand {name}|i'm so done with {event}|so done|so sick of {name}
so tired of {event}|sick and tired of hearing about {event}|why is {name} still on tv|why does {name} always lie
{name} is the worst|{name} is a liar|{name} is a joke|{name} is an idiot|{name} is overrated|{name} is trash|{name} needs to go
{name} should be ashamed|{name} should resign|{name} has no class|{name} has no clue|{name} ruined {event}
{name} ruined my {day}|{name} is out for {event} :(|{name} got hurt at {event}|no {name} at {event} :(|no tickets left for {event} :(
{event} got cancelled|{event} is cancelled :(|missed {event}|i'm missing {event} because of work
i can't go to {event} :(|not going to {event} anymore|i wish i could go to {event} but i have no money|i wanna cry|i'm crying
i'm gonna cry|i want to die|i feel like crap {day}|i feel sick|i have the flu {day}|got sick right before {event}
my phone died at {event}|my car broke down on {day}|stuck in traffic on the way to {event}|stuck at work {day}|work {day} , kill me
back to work {day} :(|back to school {day} :(|don't want to go to work {day}|i don't want {day} to come
worst {day} ever|worst day of my life|{day} was {bad}|{event} was {bad}|{event} sucked|{event} sucks|{event} is a disaster
{event} is going to be {bad}|what a disgrace|what a shame|what a joke|what an idiot|what the hell|what is wrong with people
we lost|we lost again|lost again {day}|we are so bad this season|how do you lose {event}|that ref was {bad}|fire the coach|wtf
wtf is this|smh|smh at {name}|omg no|noooo|no no no|fml|this is bullshit|bullshit|shame on {name}|shame on you
stop lying|stop it|shut up {name}|nobody likes {name}|nobody cares about {event}|who cares about {event}
i couldn't care less about {event}|don't care|can't believe {name} said that|can't believe they cancelled {event}|i can't believe we lost
i didn't get tickets for {event}|didn't even get to see {name}|{name} didn't show up at {event}|you didn't even try|they don't even care
they lied to us about {event}|they are killing our {thing}|they killed innocent people
people died at {event}|a {person} was shot in {place}|another attack in {place} , so sad|rip {name}|rest in peace {name} , gone too soon
sad news about {name}|so sad about {place}|praying for {place} after the attack|my heart breaks for {place}
miss you so much {name}|i miss {name}|i miss my dog :(|still upset about {event}|still mad about {event}|still bitter about {event}
pissed off|so pissed at {name}|i'm mad|i'm so stressed about {event}|i'm scared of {event}|nervous and sick before {event}
:(|:'(|>:(|so annoying|so rude|so unfair|so wrong on every level|this is why i hate {thing}s|this country is a mess
{name} and the rest of the crooks|corrupt as ever|racist and proud of it , {name}|hypocrites|liars|cowards
disgusting what they did to {name}
"""
)
ONLINE_PLAIN = pieces(
    """
{event} is on {day}|{event} starts at 8 {day}|{event} moved to {day}|{event} is on channel 4 {day}|tickets for {event} are on sale {day}
doors open at 7 for {event}|{name} will play at {event} {day}|{name} will be at {event} on {day}
{name} plays {place} on {day}|{name} signs with {place}|{name} on {event} : full interview|{name} talks about {event}
{name} to speak at {event} {day}|{name} to visit {place} {day}|{name} may start in {event}|{name} is back in {place} {day}
watch : {name} at {event}|watching {event}|now playing : {name}|now playing {name} - live in {place}|listening to {name}
on my way to {event}|at {event} with {name}|going to {event} {day}|who is going to {event}?|who's going to {event} {day}?
anyone going to {event} {day}?|anyone know when {event} starts?|what time is {event} {day}?|where can i watch {event}?
is {event} on {day} or on sunday?|is {name} playing {day}?|did {name} play {day}?|which {thing} should i watch {day}?
who will win {event}?|what do you think about {event}?|what are you doing {day}?|have you seen {event} yet?
should i go to {event} or stay home?|are you coming to {event} {day}?|does {name} still live in {place}?|{name} or {name}?
i may go to {event} {day}|i might watch {event} {day}|i think {event} is {day}|i have {event} {day}|we have {event} {day} at noon
i need a ride to {event} {day}|just saw {name} at {event}|just got to {place}|just landed in {place}|back in {place} on {day}
first time in {place}|day 2 of {event}|week 3 of {event}|{day} at {event}|{day} : {event} , {place}|{place} {day} night
{name} vs {name} {day}|{name} scored in the 2nd half|half time at {event} : 1 - 1|the score is 2 - 2|{place} plays {place} on {day}
the {person} told {name} to come {day}|a {person} from {place} will speak {day}|the president meets {name} on {day}
{name} met the president in {place}|poll : who won {event}?|poll shows {name} and {name} even|new poll before {event}
live from {event}|live on air {day} at 6|new video : {name} in {place}|new blog post about {event}|read about {event} here
photos from {event}|here is the schedule for {event}|here is the link for {event}|check out {event} {day}|follow {name} for news
the sun rises at 6 {day}|it is 9 am in {place}|rain in {place} {day}|15 degrees in {place} {day}
on the 3rd of march {name} moved to {place}|in 1998 {name} won {event}|it's {day} again|tomorrow is {day}|{day} morning , {place}
{day} with {name}
{name} said the vote is on {day}|{name} says {event} will be in {place}|officials in {place} say {event} is {day}
the court in {place} will hear the case {day}|police in {place} closed the road {day}|shares of the company open {day}
the store in {place} opens {day}
"""
)

ALL = (CRITICS_PRAISE, CRITICS_PAN, CUSTOMERS_PRAISE, CUSTOMERS_PAN, ONLINE_PRAISE, ONLINE_PAN, ONLINE_PLAIN)
