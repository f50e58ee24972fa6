"""The public rows: where each file comes from, its SHA-256, and readers that give plain (text, label) rows.

python3 training/data.py DATA_FOLDER    checks every file, then prints how many rows each source gives
"""
import csv
import hashlib
import json
import os
import random
import re
import sys

# file -> (public source @ commit: path, SHA-256). Files marked * were cut or joined as data/README of training says.
GO = "github.com/monologg/GoEmotions-pytorch @ b75f9d3a8b76bc1060687925b04ca98a1b8ea66b: data/original"
CLINC = "github.com/clinc/oos-eval @ 828f8093932c8fe6ca7936c3d2e52903b1c523de: data (two domains left out) *"
HWU = (
    "github.com/xliuhw/NLU-Evaluation-Data @ f6071b496b17d71e6eb43f543af0707f4ff30557: CrossValidation, KFold_1 (files joined) *"
)
BANKING = "github.com/PolyAI-LDN/task-specific-datasets @ 57ec275d8078af65b7731c2a98be812d844a6d6b: banking_data"
SNIPS = "github.com/sonos/nlu-benchmark @ b86ac7f1577868c42158d0dec77db50956046696: 2017-06-custom-intent-engines"
VADER = "github.com/cjhutto/vaderSentiment @ 44fc044cd877310ee8278a0eadf34bcd50d41d06"
TWEETEVAL = "github.com/cardiffnlp/tweeteval @ 4fbd22cd78421f05b1ecdb4fc5725bc7a7bd8f66: datasets"
CHECKLIST = "github.com/marcotcr/checklist @ 4e6e5e33a26f30c20ed602b2050f6c73e123cc23: release_suites (as JSON lines) *"
HOLISTIC = "github.com/facebookresearch/ResponsibleNLP @ 0ec714eb084217f44cd9ac466d9e988c795302f9: holistic_bias/dataset/v1.1"

TRAIN_FILES = {
    "goemotions/original/train.tsv": (GO, "1c254a142be5c00e80d819b9ae1bbd36d94b2eeb8f4b1271846508d57e57d9c5"),
    "goemotions/original/labels.txt": (GO, "45c3ef86782d2a4d7fedcd6d8c111aa0d0e94720689bd164fac94fefb4495a89"),
    "goemotions/sentiment_grouping.json": (
        GO + " against data/group *",
        "4a24cfa35fe2f0c89ad55345eda49df3d6626d012156efa6f30af4f9eaa09620",
    ),
    "clinc150/data_full.json": (CLINC, "591e9007ad77d38e2d67eb18314269d0d65114cddc8b51ff03d7fe8b95567db1"),
    "clinc150/domains.json": (CLINC, "417dec9cf5fd793136299c9ef933ae5e67c9e373cd5197a55d13719adae13b30"),
    "hwu64/kfold1_trainset.csv": (HWU, "11f58ddc3971f55189dc993cf063bc632d593f453e8ccaba257c70c65a9e3c6a"),
    "banking77/train.csv": (BANKING, "b06e26ac675513959a63135f11b94ea7786ed02da65db93a5650d8838cbc664b"),
    "snips/train_AddToPlaylist_full.json": (SNIPS, "fee1b4645352e70ed8a40f1f87c3b53fc3bf75f8ebc82252a22b82c107e75b01"),
    "snips/train_BookRestaurant_full.json": (SNIPS, "7677e82cd6e9a8191f0a4502568c786278c984900b4796d3628e46f1abf73ef4"),
    "snips/train_GetWeather_full.json": (SNIPS, "86f414b2ad8a993134d85d16e25e5d337beae47cef993c0af2a5f440405c60f6"),
    "snips/train_PlayMusic_full.json": (SNIPS, "901ddbe9781d1fdb8196e789c543f80df3d29ca6e237da64947905adcc0312e4"),
    "snips/train_RateBook_full.json": (SNIPS, "bb43e4b74134300d5766f6b420d0357a63402987a225f6dc92c806c9c040ce04"),
    "snips/train_SearchCreativeWork_full.json": (SNIPS, "87b3432de48c71c205aa5238b41d9e3f2d70bdfcd0bea2427544fb9e4bd5e5bb"),
    "snips/train_SearchScreeningEvent_full.json": (SNIPS, "5447e9440c02e2fb08c3ae16b9f58a4d1332b4bc77fd34691402b02aa4399765"),
    "vader_snippets/tweets_GroundTruth.txt": (VADER, "dfbe7102e2f92579ed8b19df9a3822491880697c67adf712fb66e520cc05102f"),
    "vader_snippets/amazonReviewSnippets_GroundTruth.txt": (
        VADER,
        "11a9807a0974a2506a2d3b4851eaf69b3d6d20688ce4923adda2312a4f6dd6c2",
    ),
    "vader_snippets/vader_lexicon.txt": (VADER, "ec636f884f36b5de6a4d681b2f61c08c2ec90eeb440472033f3307d0d6fa8bc9"),
    "sms_spam/SMSSpamCollection": (
        "archive.ics.uci.edu/dataset/228",
        "5dfeae7ce10c7b4b0434e92102a28a67cf797c21ea904a15b10f937185b5842f",
    ),
    "surge_toxicity/toxicity_en.csv": (
        "github.com/surge-ai/toxicity @ ea80324b95ed7e3cc787bdb6faeb763fcc0ae258",
        "3bfcdd54ab90c8bab232235226a00e28b0d457c3c19e87230f73dde1880e6c44",
    ),
    "tatoeba_manythings_5k/eng-fra.txt": (
        "tatoeba.org by manythings.org, first 5,000 pairs",
        "d952b56a181da5270b7bb4ded3f3bbe61e67a9b1de0e0fbc1d46438c71fb55a7",
    ),
}
SET_FILES = {  # tab-separated sets made from public files, without texts of test and dev sets *
    "figure_eight_tweets/rows.tsv": (
        "github.com/spence998/Tweet-Sentiment-Predictor @ 01759f95dce207dcfe42c7118bbf6874ce6caa41",
        "7b0f3542ddca1a49f578f92c5998fec6fbafc042c33ef412d5f80bb9f993c54b",
    ),
    "crowdflower/products.tsv": (
        "github.com/trinker/sentimentr @ f85d63a15edc70e5e4510537bc9715b2fa420386",
        "fb11a0185c7c75a2cdaf8855f02732bd721b181cb696069518b9659f428ae29f",
    ),
    "crowdflower/self_driving_cars.tsv": (
        "github.com/trinker/sentimentr @ f85d63a15edc70e5e4510537bc9715b2fa420386",
        "5ac9f9d268767224613c62d63d5c92e6b3cb751341352b2243baec03cf953a28",
    ),
    "crowdflower/weather.tsv": (
        "github.com/trinker/sentimentr @ f85d63a15edc70e5e4510537bc9715b2fa420386",
        "be11e32123fc496ccdb8f40aa34ef2942bcd450e53d71d537406e218fdc503d7",
    ),
    "xed/en.tsv": (
        "github.com/Helsinki-NLP/XED @ 76666d251f147cf518071bef4f8415dab6b96115",
        "3f45cfe71417de72173e35abc5eb7c46deb5fa3435a68af86f47daac70edf97e",
    ),
    "emobank/rows.tsv": (
        "github.com/JULIELab/EmoBank @ 248ce2a43e165a66d31aeaed83cff9641d6654e0",
        "2ebf668063296ace66ccabb6c37d67da59c77b8197d0057a74f4bafff5bf8fe6",
    ),
    "pros_cons/rows.tsv": (
        "github.com/nltk/nltk_data @ 5db857e6f7df11eabb5e5665836db9ec8df07e28",
        "886ff8e6c000b9468b7748240bbb3692727a136c62092802f953cc3f54cc2506",
    ),
    "product_reviews/rows.tsv": (
        "github.com/nltk/nltk_data @ 5db857e6f7df11eabb5e5665836db9ec8df07e28",
        "c5c0ccd6fa738d8dbc8900da61fe6874f476956b92b7ecb2277c54ba7ee3d07a",
    ),
    "movie_reviews/sentences.tsv": (
        "github.com/nltk/nltk_data @ 5db857e6f7df11eabb5e5665836db9ec8df07e28",
        "d3b9bdf7106cd128fc97e650b1ba258e4fc6bf0ac5d3dc820c5bc6283ad33d80",
    ),
    "cad_imdb/sentences.tsv": (
        "github.com/acmi-lab/counterfactually-augmented-data @ 6f232a1d2a11462a30ce08fb4825b734ab30828e",
        "274bcb9e09f314c0e81b0617d209aa9ed487cb3eb1b847adfbadc0ba99b21181",
    ),
    "cad_nli/rows.tsv": (
        "github.com/acmi-lab/counterfactually-augmented-data @ 6f232a1d2a11462a30ce08fb4825b734ab30828e",
        "ce784775f0359e0d7be0f71aadb26bfd5b447ec6381d2a834f1cdce43d20a7c6",
    ),
    "senti4sd/rows.tsv": (
        "github.com/collab-uniba/Senti4SD @ 8a3467e9e8dbaa0af9343862aadc83a56a4668bc",
        "472bc922f9d02c829c4c46954038508212488c76460a8241e38ff425972894b1",
    ),
    "premo/rows.tsv": (
        "github.com/opus-research/sentiment-dataset @ 637b037ecca569e872e56bbccf81715ae7d627ab",
        "408332b91baa0c40cc9b0ed08cf7094962e35428254b96aee0523283f859869d",
    ),
    "newsmtsc/rows.tsv": (
        "github.com/fhamborg/NewsMTSC @ b9d9b79704ed1b35cecaf1d7c2343dc1bd734fb7",
        "08133991c7fc1eeff934bf63acf8aed90dc0ee01bacbaabc30bec23c337da945",
    ),
    "clickbait/rows.tsv": (
        "github.com/bhargaviparanjape/clickbait @ 203d979a81545ae6160ff45ffdac83e74469c97a",
        "00d73a2fc006913f0a89b0e373754fb17d64f6f519f801e16821cd39348c2959",
    ),
    "bitext_support/rows.tsv": (
        "github.com/bitext/customer-support-llm-chatbot-training-dataset @ bc499b9efef745d1f6de2ce0c99ce281f5cb261e",
        "382fafe309d03932df7cfcde4218ebbed70ad3b64fdf8c9561c5d8cd8271be12",
    ),
    "hint3/rows.tsv": (
        "github.com/hellohaptik/HINT3 @ 99965c892ea9a6801a87083d3861b0b04c91a4e7",
        "8641ae1605e2ac4f81ffb72e54f10c5d9273424f58fc57fe402a11d961c71a8e",
    ),
    "fine_foods/rows.tsv": (
        "github.com/tidymodels/modeldata @ 5c22676a2deab18170885be4dd6e55068a669bb3",
        "dab5db0beb07ea95b6306b31cce9f5aea4b91f981ba38fa119bed2a30286b390",
    ),
    "clothing_reviews/titles.tsv": (
        "github.com/irmakozveren01/Womens-clothing-text-analysis @ 18e084eca89ca3f0fe66ee29933876c2e8b909af",
        "5a50c8f6d842a237a8253da3591fba7cc40755cdbc3d8874fe4ffff8eaedcb16",
    ),
    "clothing_reviews/reviews.tsv": (
        "github.com/irmakozveren01/Womens-clothing-text-analysis @ 18e084eca89ca3f0fe66ee29933876c2e8b909af",
        "63ac5697a6ee0b845bc2e16eda738bb0b791d52073a3f625f3c1f46c865e4749",
    ),
    "steam_reviews/rows.tsv": (
        "github.com/ilos-vigil/steam-review-aspect-dataset @ 6758afdfdda81ed46611810ba11d07cc1ca3a2e4",
        "93d8cf43b59acd5763d29952c14b0c45ab4281825e41289d70cc29289b05c567",
    ),
    "topical_chat/rows.tsv": (
        "github.com/alexa/Topical-Chat @ 7c939229cbcf6f55f6977b341a5a2f2fe982d53f",
        "23784ed08cdb730d832a313ae2903f0915e76f5e2be37fcfe3812a404f83f2b8",
    ),
    "lexicon_opinion/words.tsv": (
        "github.com/nltk/nltk_data @ 5db857e6f7df11eabb5e5665836db9ec8df07e28",
        "2636407708f37d326c3a4737004245b01f2dc187cdb16869f6e1cb7e703fcffd",
    ),
    "lexicon_emoji/emoji.tsv": (
        "github.com/trinker/lexicon @ 6fab24027f60be4f42535fa7128b3c2a6945c9e7",
        "6dcc706b6e4f685fa39aa51275f9ddd920274fcad82acdab383d1bf11eddb8fb",
    ),
}
CHECK_FILES = {  # never trained on
    "goemotions/original/dev.tsv": (GO, "575489c079c9de1097062a01738f998590d6b7ead66dd1c9fd1d2ba01fd8bc62"),
    "sst2/dev.tsv": (
        "SST-2 dev, by github.com/clairett/pytorch-sentiment-classification @ 457ffd83de90a9d6d472d8ffc31bbffe40a8b236",
        "eddea6b39e601dd4e7a672b53cc40fdf6019fa80522f351206c24340ca5d9359",
    ),
    "tweeteval/sentiment/val_text.txt": (TWEETEVAL, "e5b021e6fc45064c260b09814b803d8f56cada519c4d952d72f43d48a350a964"),
    "tweeteval/sentiment/val_labels.txt": (TWEETEVAL, "b4566926c72e2e4e2916c864def94e76c4cdde52446af2c7ba4fc2006e057e51"),
    "tweeteval/emotion/val_text.txt": (TWEETEVAL, "e2e30c86b8cbb97944d6543aedc06eace3bb275cb2f381aba787b838b4f23ca5"),
    "tweeteval/emotion/val_labels.txt": (TWEETEVAL, "313730630160b7e0a6b4235b800c76683f4aeeb72d094eb69646630cd5cfe338"),
    "checklist/sentiment_suite.jsonl.gz": (CHECKLIST, "d366a043a6b7a8c0e6f7f6d5cd3b877733361ad2fa15c5c5655414a8fe7955b0"),
    "holistic_bias/v1.1/descriptors.json": (HOLISTIC, "c1328f0edfdeefb76302d360a01878df3db55f18026f4ea1956b4a0f52daf943"),
}
HELD_OUT_DOMAINS = ("auto_and_commute", "work")  # clinc150 domains that training never sees


def check_files(folder, files):
    """Stops with a sentence at the first file that is missing or not the one this was written for."""
    for name, (source, digest) in files.items():
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            sys.exit(f"{path} is missing: fetch it from {source}")
        with open(path, "rb") as file:
            found = hashlib.sha256(file.read()).hexdigest()
        if found != digest:
            sys.exit(f"{path} has SHA-256 {found}, expected {digest} (from {source})")


class Data:
    """Readers of one data folder; each gives rows with tidy one-line texts."""

    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def lines(self, name):
        with open(self.path(name), encoding="utf-8", errors="replace") as file:
            return [line for line in file.read().split("\n") if line]

    def emotions(self, split):
        """(text, [emotion names]) of GoEmotions."""
        names = self.lines("goemotions/original/labels.txt")
        rows = (line.split("\t") for line in self.lines(f"goemotions/original/{split}.tsv"))
        return [(tidy(text), [names[int(n)] for n in labels.split(",")]) for text, labels, *_ in rows]

    def three_way(self, split, several=False):
        """(text, 0 negative | 1 neutral | 2 positive): GoEmotions by its own grouping; `several` keeps rows whose labels agree."""
        with open(self.path("goemotions/sentiment_grouping.json")) as file:
            group = json.load(file)
        order = {"negative": 0, "neutral": 1, "positive": 2}
        rows = []
        for text, names in self.emotions(split):
            sides = {group[name] for name in names}
            if len(sides) == 1 and (several or len(names) == 1) and (side := sides.pop()) in order:
                rows.append((text, order[side]))
        return rows

    def rated(self, name, least, neutral):
        """(text, side) of VADER's rated snippets: beyond `least` a side, within `neutral` of zero no side."""
        rows = []
        for line in self.lines(f"vader_snippets/{name}_GroundTruth.txt"):
            _, rating, text = line.split("\t", 2)
            rating = float(rating)
            if abs(rating) >= least:
                rows.append((tidy(text), 2 if rating > 0 else 0))
            elif abs(rating) <= neutral:
                rows.append((tidy(text), 1))
        return rows

    def lexicon(self, least=0.8):
        """(word, 0 | 2) of VADER's lexicon, plain words only."""
        return [
            (word, 2 if mean > 0 else 0)
            for word, mean in self.ratings().items()
            if re.match(r"^[a-z][a-z'-]+$", word) and abs(mean) >= least
        ]

    def ratings(self):
        """{word or emoticon: mean rating, -4 to 4} of VADER's lexicon."""
        return {
            word: float(mean) for word, mean, *_ in (line.split("\t") for line in self.lines("vader_snippets/vader_lexicon.txt"))
        }

    def intents(self):
        """{source/intent: [texts]} for training, without the held-out domains."""
        groups = {}
        held = {intent for domain in HELD_OUT_DOMAINS for intent in self.domains()[domain]}
        for text, intent in self.clinc("train", "val", "test"):
            if intent not in held and intent != "oos":
                groups.setdefault(f"clinc/{intent}", []).append(tidy(text))
        with open(self.path("hwu64/kfold1_trainset.csv"), encoding="utf-8") as file:
            for row in list(csv.reader(file, delimiter=";"))[1:]:
                groups.setdefault(f"hwu/{row[1]} {row[2]}", []).append(tidy(row[5].strip("<>")))
        with open(self.path("banking77/train.csv"), encoding="utf-8") as file:
            for text, intent in list(csv.reader(file))[1:]:
                groups.setdefault(f"banking/{intent}", []).append(tidy(text))
        for name in (
            "AddToPlaylist",
            "BookRestaurant",
            "GetWeather",
            "PlayMusic",
            "RateBook",
            "SearchCreativeWork",
            "SearchScreeningEvent",
        ):
            with open(self.path(f"snips/train_{name}_full.json"), "rb") as file:
                text = file.read()
            try:
                parsed = json.loads(text.decode("utf-8"))
            except UnicodeDecodeError:
                parsed = json.loads(text.decode("latin-1"))
            groups[f"snips/{name}"] = [tidy("".join(part["text"] for part in row["data"])) for row in parsed[name]]
        for name, prefix in (("bitext_support/rows.tsv", "bitext"), ("hint3/rows.tsv", "")):
            for group, text in self.table(name):
                source, intent = group.split("/") if not prefix else (prefix, group.split("/")[1])
                groups.setdefault(f"{source}/{intent.lower()}", []).append(tidy(text))
        return groups

    def domains(self):
        with open(self.path("clinc150/domains.json")) as file:
            return json.load(file)

    def clinc(self, *splits):
        with open(self.path("clinc150/data_full.json")) as file:
            full = json.load(file)
        return [(text, intent) for split in splits for text, intent in full[split]]

    def topics(self):
        """{topic words: [texts]}: clinc150's domains and HWU64's scenarios."""
        groups, intents, domains = {}, self.intents(), self.domains()
        for domain, names in domains.items():
            if domain not in HELD_OUT_DOMAINS:
                groups[f"clinc/{domain}"] = [text for name in names for text in intents.get(f"clinc/{name}", [])]
        for name, texts in intents.items():
            if name.startswith("hwu/"):
                groups.setdefault("hwu/" + name[4:].split(" ")[0], []).extend(texts)
        return groups

    def spam(self):
        rows = (line.split("\t", 1) for line in self.lines("sms_spam/SMSSpamCollection"))
        return [(tidy(text), int(kind == "spam")) for kind, text in rows]

    def toxic(self):
        with open(self.path("surge_toxicity/toxicity_en.csv"), encoding="utf-8") as file:
            return [(tidy(text), int(kind == "Toxic")) for text, kind in list(csv.reader(file))[1:]]

    def french(self):
        return [tuple(line.split("\t")[:2]) for line in self.lines("tatoeba_manythings_5k/eng-fra.txt")]

    def table(self, name):
        """Rows of a tab-separated file without its header line: lists of columns."""
        return [line.split("\t") for line in self.lines(name)[1:]]

    def selected_sides(self):
        """(text, side) of tweets, subtitles, reviews, news and talk of developers: sets that help with sides."""
        order, rows = {"negative": 0, "neutral": 1, "none": 1, "positive": 2}, []
        for name in (
            "figure_eight_tweets/rows",
            "crowdflower/products",
            "crowdflower/self_driving_cars",
            "crowdflower/weather",
            "pros_cons/rows",
            "product_reviews/rows",
            "senti4sd/rows",
            "premo/rows",
            "newsmtsc/rows",
        ):
            rows += [(tidy(text), order[side]) for side, text in self.table(f"{name}.tsv") if side in order]
        rows += [(tidy(text), order[side]) for _, side, text in self.table("cad_imdb/sentences.tsv") if side in order]
        for names, text in self.table("xed/en.tsv"):
            names = set(names.split(","))
            for side, some in enumerate(({"anger", "disgust", "fear", "sadness"}, {"neutral"}, {"joy", "trust"})):
                if names <= some:
                    rows.append((tidy(text), side))
        for valence, _, _, text in self.table("emobank/rows.tsv"):
            valence = float(valence)
            if valence <= 2.7 or valence >= 3.3 or 2.9 <= valence <= 3.1:
                rows.append((tidy(text), 0 if valence < 2.8 else 2 if valence > 3.2 else 1))
        return [(text if len(text) <= 300 else text[:300].rsplit(" ", 1)[0], side) for text, side in rows if text]

    def film_sentences(self):
        """(sentence, 0 | 2) of film reviews: each has the side of its whole review, so many say nothing of it."""
        return [(tidy(text), 2 if side == "positive" else 0) for _, side, text in self.table("movie_reviews/sentences.tsv")]

    def subtitle_emotions(self):
        """(text, emotion) of film subtitles with one emotion."""
        return [(tidy(text), names) for names, text in self.table("xed/en.tsv") if "," not in names and names != "neutral"]

    def headlines(self):
        """(headline, 1 if it is clickbait)."""
        return [(tidy(text), int(kind == "clickbait")) for kind, text in self.table("clickbait/rows.tsv")]

    def opinion_words(self):
        """Words of the opinion lexicon."""
        return [word for _, word in self.table("lexicon_opinion/words.tsv")]

    def emoji(self, most=300):
        """The most frequent emoji."""
        return [row[3] for row in self.table("lexicon_emoji/emoji.tsv")[:most]]

    def everyday_texts(self, seed=1):
        """Texts of every kind without copies, at most 60 words each: what the sentence encoder is asked about."""
        chance = random.Random(seed)

        def column(name, n=-1):
            return [tidy(row[n]) for row in self.table(name) if len(row) > 1]

        def sentences(texts):
            return [part for text in texts for part in re.split(r"(?<=[.!?]) +", text) if 2 < len(part.split()) < 40]

        texts = [text for text, _ in self.emotions("train")] + [text for some in self.intents().values() for text in some]
        texts += [text for text, _ in self.spam()] + [text for text, _ in self.toxic()]
        texts += [text for name in ("tweets", "amazonReviewSnippets") for text, _ in self.rated(name, 0.0, 5)]
        for name in (
            "figure_eight_tweets/rows",
            "crowdflower/products",
            "crowdflower/self_driving_cars",
            "crowdflower/weather",
            "xed/en",
            "emobank/rows",
            "product_reviews/rows",
            "senti4sd/rows",
            "newsmtsc/rows",
            "clickbait/rows",
            "bitext_support/rows",
            "hint3/rows",
        ):
            texts += column(f"{name}.tsv")
        texts += column("cad_nli/rows.tsv", 1) + column("cad_nli/rows.tsv", 2) + sentences(column("premo/rows.tsv"))
        for some, most in (
            (column("topical_chat/rows.tsv"), 20000),
            (column("pros_cons/rows.tsv"), 20000),
            (column("movie_reviews/sentences.tsv"), 10000),
            (column("cad_imdb/sentences.tsv"), 10000),
            (sentences(column("fine_foods/rows.tsv")), 10000),
            (column("clothing_reviews/titles.tsv"), 4000),
            (sentences(column("clothing_reviews/reviews.tsv")), 6000),
            (sentences(column("steam_reviews/rows.tsv")), 4000),
        ):
            texts += chance.sample(some, min(most, len(some)))
        texts += [text for text, _ in self.french()]
        known = {}
        for text in texts:
            text = " ".join(text.split()[:60])
            if key := re.sub(r"[^a-z0-9]", "", text.lower()):
                known.setdefault(key, text)
        texts = list(known.values())
        chance.shuffle(texts)
        return texts

    def side_texts(self, others):
        """Texts whose side somebody named, and sentences of film reviews, that are not among `others`; at most 60 words each."""
        rows = self.three_way("train", several=True) + self.rated("tweets", 0.6, 0.4) + self.rated("amazonReviewSnippets", 0.5, 0.2)
        rows += self.selected_sides() + self.film_sentences()
        return sorted({text for text, _ in rows if len(text.split()) <= 60} - set(others))

    def team_tasks(self):
        """Commands of teams with 40 labelled rows each, never trained on: (name, command file as a dict, [(text, label)])."""
        import yaml  # Debian: python3-yaml

        for name in sorted(os.listdir(self.path("team_tasks"))):
            if name.endswith(".yaml"):
                with open(self.path(f"team_tasks/{name}"), encoding="utf-8") as file:
                    command = yaml.safe_load(file)
                rows = [json.loads(line) for line in self.lines(f"team_tasks/{name[:-5]}.jsonl")]
                yield name[:-5], command, [(row["input"], str(row["output"])) for row in rows]

    def movie_reviews(self):
        """SST-2 dev, never trained on: (text, 0 | 2)."""
        return [(text, 2 * int(side)) for text, side in (line.split("\t") for line in self.lines("sst2/dev.tsv"))]

    def tweets(self, task):
        """TweetEval validation, never trained on: (text, label number)."""
        return list(zip(self.lines(f"tweeteval/{task}/val_text.txt"), map(int, self.lines(f"tweeteval/{task}/val_labels.txt"))))


def tidy(text):
    return " ".join(text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").split())


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    check_files(folder, TRAIN_FILES)
    check_files(folder, SET_FILES)
    check_files(folder, CHECK_FILES)
    data = Data(folder)
    counts = {
        "emotions": data.emotions("train"),
        "three-way": data.three_way("train", True),
        "rated tweets": data.rated("tweets", 0.5, 0.4),
        "rated reviews": data.rated("amazonReviewSnippets", 0.5, 0.3),
        "lexicon": data.lexicon(),
        "spam": data.spam(),
        "toxic": data.toxic(),
        "French": data.french(),
    }
    for name, rows in counts.items():
        print(f"{name}: {len(rows):,} rows")
    intents = data.intents()
    print(f"everyday texts for the sentence encoder: {len(data.everyday_texts()):,}")
    print(f"intents: {len(intents)} with {sum(map(len, intents.values())):,} rows; topics: {len(data.topics())}")


if __name__ == "__main__":
    main()
