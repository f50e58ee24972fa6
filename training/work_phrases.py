"""What people write at work and in chats, in sentences written for this project: `augment.Maker.work` fills the slots of
`review_phrases`.

Facts, requests and log lines have no side, whatever their words say elsewhere; irony has the side that is meant.
"""
from review_phrases import pieces

FACTS = pieces(
    """
the {item} is in the {where}|the {item} is on the {where}|i put the {item} in the {where}|the {item} is attached|{name} has the {item}
the {item} is due on {day}|the {item} has {count} pages|the {item} was updated on {day}|the {item} is now in version {count}
{count} people signed up for the {event}|we have {count} open tickets|the office opens at {count}|the door code is {count}{count}
{name} is out on {day}|{name} is on leave until {day}|{name} joins us on {day}|i am in {place} until {day}|i work from home on {day}
the {event} is in room {count}|the {event} moved to {day}|the {event} is at {count}:30|the {event} takes {count} minutes
the list is sorted by name|the figures are from last {day}|the form has {count} fields|the button is on the left|the file is {count} MB
the next release is on {day}|we use two branches|the tests run every night|the page shows {count} rows
the meeting notes are in the {where}
{name} reviewed the {item}|{name} and {name} work on the {item}|i sent the {item} to {name}|the invoice is for {count} hours
lunch is at noon|the train leaves at {count}:15|the printer is next to the {where}|the key is in the {where}|parking is behind the office
the contract runs until december|the old {item} is archived|the {item} was moved to the {where}|the {item} replaces the one from {day}
we rolled out the {item} to {count} teams|the survey closes on {day}|the budget is {count}00 a month|the port is {count}80
"""
)
REQUESTS = pieces(
    """
can somebody send me the {item}?|could you look at the {item}?|please review the {item}|who has the {item}?|where is the {item}?
when is the {event}?|is {name} in today?|can we move the {event} to {day}?|please add me to the list|please reply by {day}
do you know who wrote the {item}?|which {item} do we use?|can you share the {item} with {name}?|how do i open the {item}?
could we talk about the {item} on {day}?|any news on the {item}?|let me know when the {item} is there|can i get access to the {item}?
please update your password by {day}|who is on call on {day}?|should the {item} go to the {where}?|do we need the {item} for the {event}?
can you check the {item} before the {event}?|what time is the {event}?|how many people come to the {event}?|please book a room for {count}
what does the {item} say?|is there a {item} for this?|please use the other {item}|remind me to send the {item}
anyone at the office on {day}?
"""
)
LOGS = pieces(
    """
INFO server started on port {count}80|INFO {count} jobs finished in {count}.{count} s|DEBUG cache size {count}
GET /{word}/{count} 200 {count}ms
POST /{word} 201|GET /{word} 304|WARN retry {count} of {count}|ERROR timeout after {count}000 ms|ERROR {word}: connection refused
FATAL {word}: exit code {count}|[{count}:{count}:{count}] {word}: restarted|{word} | {word} | {count}|deploy #{count}{count} finished
build {count}{count} passed in {count} min|build {count}{count} failed: {count} tests|CPU {count}%, memory {count}%|disk {count}% full
Traceback (most recent call last): File "{word}.py", line {count}|TypeError: {word} is not a function
NullPointerException at {word}:{count}
{word}.service: main process exited, code=exited, status={count}|kernel: {word}: link is down|kernel: {word}: link is up
commit {count}a{count}f: update {word}|merged #{count}{count} into main|closed #{count}{count}
2026-0{count}-1{count} 0{count}:{count}:00 {word} ok
"""
)
SLANG_GOOD = pieces(
    """
this slaps|that {thing} slaps|the {thing} is fire|straight fire|this is so lit|no cap this is the best {thing}|lowkey love this
lowkey obsessed with this {thing}|highkey obsessed|absolutely here for it|i'm living for this {thing}|the {thing} hits different
that's dope|so dope|sick {thing}, dude|this is goated|you're the goat|the {thing} is the goat|what a legend|{name} is a legend
{name} absolutely killed it|we crushed it|nailed it|y'all rock|you rock|this rocks|big win|massive w|huge w for the team|ez win|poggers
chef's kiss|10/10 would do it again|10/10 no notes|i can't even, so good|im dead this is hilarious|lmao love it|yasss|slay|gg everyone
hyped for the {event}|so stoked|stoked about the new {thing}|can't wait for the {event}|super pumped|this made my day|made my week
ngl this is pretty great|ngl i'm impressed|tbh the {thing} is awesome|tysm|thx a bunch, works like a charm|works like a charm
lgtm, nice one
smooth as butter|life saver, thanks|you saved my bacon|kudos to {name}|props to {name}|hats off to the team
shout-out to {name} for the {thing}
"""
)
SLANG_BAD = pieces(
    """
this is mid|so mid|the {thing} is mid at best|big yikes|yikes, that {thing}|this sucks|that sucks|the {thing} sucks so hard
total dumpster fire
what a dumpster fire|a hot mess|hot garbage|this is trash|straight trash|hard pass|massive l|big l for the team|took an l today|fml
smh at this {thing}|smh|wtf is this {thing}|wtf happened to the {thing}|ffs not again|for the love of god, not again
i can't with this {thing}
i can't even with this {thing}|so done with this|i'm so over this {thing}|over it|ugh|ugh, the {thing} again|meh, not for me
bruh this is bad
lol this is broken again|borked again|the {thing} is borked|it's busted|totally busted|it's a dud|this ain't it|this ain't it chief|cringe
such a buzzkill|killing me slowly, this {thing}|my brain hurts|i want to scream|pulling my hair out over this {thing}
banging my head on the desk
ngl this is awful|ngl i hate it|tbh the {thing} is a letdown|super sketchy|sus as hell|the {thing} is jank|janky as ever|kinda gross
rip my weekend
rip the {event}|there goes my weekend|i'm dead inside|crying rn|worst. {thing}. ever.|nope nope nope|0/10|0/10 would not recommend
do better
"""
)
IRONY = pieces(
    """
oh great, another {trouble}|great, just great|oh good, another {trouble}|just what i needed, another {trouble}
wow, {trouble} number {count} today
thanks for nothing|thanks a lot for the {trouble}|well done, now we have a {trouble}|brilliant, a {trouble} right before the {event}
love how the {thing} breaks every {day}|i just love waiting {count} hours for the {thing}|i so enjoy a {trouble} on {day}
nice, another {trouble}
fantastic, the {thing} is gone again|what a surprise, another {trouble}|who doesn't love a {trouble} at midnight|lucky us, a {trouble}
so glad i paid for a {trouble}|because what we need is one more {trouble}|lovely, {count} hours of {trouble}|yeah right, best {thing} ever
sure, because the last {trouble} went so well|another {day}, another {trouble}. perfect|perfect timing for a {trouble}
how wonderful, a {trouble}
great job breaking the {thing}|good job, you deleted the {thing}|best part of my day: the {trouble}|a {trouble} again? color me shocked
i guess the {thing} is only for show|only {count} hours late, impressive|clap clap, it broke|congratulations, it is worse now
oh joy, a {trouble}
"""
)
MILD_GOOD = pieces(
    """
not bad|not bad at all|not too bad|not half bad|not bad for a first try|not a bad {thing}|that wasn't bad|could be worse
could have been a lot worse
no complaints|no complaints from me|nothing to complain about|can't complain|hard to beat|hard to find fault with
i wouldn't change a thing
better than the old {thing}|better than before|much better than last {day}|so much better now|beats the old {thing}|faster than it was
way less painful than before|less {bad} than i feared|not as {bad} as i feared|never had a problem with it|no issues at all
no more {trouble}s
no regrets|didn't disappoint|the {thing} does not disappoint|never gets old|i can't stop using it|you can't go wrong with it
nobody does it better
finally fixed|finally works|the {trouble} is finally gone|glad the {trouble} is over|glad that's over|works again, thank you
fixed, thanks {name}
"""
)
MILD_BAD = pieces(
    """
not good|not great|not great, not terrible|not so great|not the best {thing}|not very {good}|not what i hoped for|not worth it
not worth the money
not my idea of {good}|not as {good} as before|not half as {good} as the old {thing}|nothing special|nothing to write home about
could be better
could have been so much better|i expected more|i expected better|i've seen better|worse than before|worse than the old {thing}
slower than it was
much worse than last {day}|so much slower now|the old {thing} was better|i miss the old {thing}|i want the old {thing} back
bring back the old {thing}
still not fixed|still broken|still waiting|still no answer|still no reply after {count} days|nobody answers|no one replies|no help at all
it never works|it never gets better|it doesn't work|it won't open|it stopped working|the {thing} stopped working after the update
keeps crashing
it doesn't help|it does nothing|there is no way to turn it off|i don't get it|i don't recommend it|i can't recommend it
i would not buy it again
never again|i'll never use it again|had to redo the whole {thing}|lost the whole {item}|the {item} is gone|another {trouble}
the {trouble} is back
"""
)
EMOJI_GOOD = "😀 😃 😄 😁 😊 🥰 😍 🤩 😎 🎉 🥳 👍 👏 🙌 💪 ❤️ 💯 🔥 ✨ 🚀 🙏 😂 🤗 ⭐ 🏆 💖 ☀️".split()
EMOJI_BAD = "😡 😠 🤬 😢 😭 😞 😔 😩 😫 🙄 😤 👎 💔 😖 😣 😒 🤮 🤦 😱 😰 😓 ☹️ 😾".split()
SLOTS = {
    "item": pieces(
        """
file|draft|slide|spreadsheet|invoice|document|folder|agenda|checklist|photo|template|contract|form|badge|laptop|parcel|recipe|diagram
ticket|branch|script|config|package|budget|summary|schedule|roadmap|backlog
"""
    ),
    "where": pieces(
        "wiki|drive|inbox|archive|drawer|kitchen|lobby|basement|channel|repository|calendar|queue|backup|top shelf|"
        "second tab"
    ),
    "trouble": pieces(
        "outage|bug|crash|meeting|rollback|timeout|error|delay|merge conflict|password reset|update|regression|reboot|broken build|"
        "paper jam"
    ),
    "word": "api users auth orders search cache worker db queue health login items jobs metrics proxy mail".split(),
    "count": [str(n) for n in range(2, 60)],
}
PLAIN = (FACTS, FACTS, REQUESTS, REQUESTS, LOGS)
SIDED = {0: (SLANG_BAD, IRONY, IRONY, MILD_BAD), 2: (SLANG_GOOD, SLANG_GOOD, MILD_GOOD, MILD_GOOD)}
