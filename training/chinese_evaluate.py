"""Measures the model that reads Chinese, as /sentiment-zh asks it: description, the command's examples, the text; labels are scored.

python3 training/chinese_evaluate.py DATA_FOLDER RUN_FOLDER    prints every measure with its 95 % interval
"""
import argparse
import collections
import itertools
import sys

import torch

import chinese_people as people
from chinese_texts import reviews
from evaluate import Scorer, accuracy, calibration_error, macro_recall, wilson

SIDES = ["正面", "負面", "中立"]
COMMAND = ("判斷一則訊息的情緒是正面、負面還是中立。", "訊息", "情緒")
EXAMPLES = [
    ("新版本快多了，謝謝大家！", "正面"),
    ("一直當機，也沒有人回覆。", "負面"),
    ("會議改到下午四點。", "中立"),
]
# Written for this project, apart from the patterns that the model learned from: what people write at work.
MESSAGES = {
    "正面": """今天的上線一次成功，大家晚上可以好好睡了
這次的簡報客戶滿意到當場就簽約了
謝謝你昨天留下來陪我查問題
原來可以這樣做，學到了！
終於等到這個功能了
老闆請喝飲料，開心～
這個介面改得真貼心
測試全過，可以收工啦
哇，速度差好多，以前要等一分鐘
你的說明很清楚，我一看就懂
這個月業績破千萬，恭喜業務部
客服小姐很有耐心，十分鐘就幫我搞定
新來的同事人超好
我覺得這個方向是對的，繼續加油
沒想到搬到新辦公室之後通勤輕鬆這麼多
這杯咖啡救了我的早晨
很高興認識大家
deploy 成功，沒有任何錯誤 🎉
這個 PR 寫得很乾淨，LGTM 👍
Kevin 幫了大忙，感恩
不難用啊，我兩分鐘就上手了
其實沒有大家說的那麼糟
這個結果我可以接受，而且比預期好
文件寫得還不錯
今年的尾牙真好玩
❤️❤️
讚
太感動了，謝謝大家的生日卡片
build 時間從二十分鐘降到三分鐘，神
期待下次合作
我們的提案被採用了！
這家便當好吃又不貴
身體好多了，謝謝關心
一切順利
終於把那個困擾很久的 bug 修好了
you guys are awesome，辛苦了
這門課收穫滿滿
網路總算穩定了
不再需要手動複製貼上，真好
他是我遇過最好的主管""",
    "負面": """登入頁又跳 500，客戶已經打電話來罵了
我等了一整天，還是沒有人處理我的工單
這種品質也敢交出來？
每次改版都把好用的東西拿掉
說好星期三給我的檔案，到現在連個影子都沒有
我真的快要撐不下去了
又是半夜被叫起來修伺服器
會議開了三小時什麼都沒決定
這個介面到底是誰設計的，完全找不到按鈕
我的心血就這樣不見了
冷氣壞了兩個禮拜，熱死人
他講話很傷人
這不是我要的東西
build 又紅了，煩
API 每隔五分鐘就 timeout，根本沒辦法用
PR 放了兩個禮拜沒人 review，無言
這麼重要的事居然沒人跟我說
服務態度有夠差，再也不來
一分錢一分貨，便宜果然沒好貨
東西沒有圖片上漂亮，有點失望
我不覺得這樣做有比較好
不推，浪費我兩個小時
太好了，週五下午五點又出包
真厲害，同一個錯誤可以犯三次
😡😡
薪水沒漲，工作倒是多了一倍
客戶氣到要解約
這個版本沒有比較快，反而更卡
怎麼又來了，饒了我吧
硬碟掛了，備份也是壞的
我對這次的安排很不滿
廁所髒得要命
QQ 我的假又被退了
production down 了，整個早上都在救火
這個決定大錯特錯
他遲到了還怪別人
手機版完全跑版，根本看不到字
拜託不要再改需求了好嗎
心情很差，什麼都不想做
不怎麼樣""",
    "中立": """下午兩點在三樓開產品會議
請把合約寄一份給法務
有人知道印表機的密碼嗎
我把檔案放在共用資料夾了
這張單子要找誰簽
明天我會從家裡上班
週會紀錄已上傳
請問新人訓練是哪一天？
版本 2.4.1 將於週四晚上十點發布
目前資料庫裡有一萬兩千筆訂單
好，我等等看
收到
麻煩幫我看一下這個 PR
standup 改成九點半
伺服器位址是 10.0.0.12
他下週二到週四在高雄出差
誰要訂便當？
這個欄位是必填的嗎？
先跑測試，再合併到 main
INFO 2026-11-27 10:15:02 worker started pid=4121
我們用 PostgreSQL 16
投影片總共二十頁
客戶想知道出貨日期
你比較喜歡藍色還是綠色的版本？
請在星期五前填完問卷
我現在在路上，大概十分鐘後到
公司地址是台北市信義路五段七號
這個函式回傳一個陣列
需求單編號 4821，狀態：處理中
參加的人有小陳、美玲和我
📎 附件是報價單
桌上那台筆電是誰的
把逾時設成三十秒
上個月的發票開了沒
我是負責後端的工程師
這裡的 WiFi 名稱是什麼
今天輪到阿明值班
下載連結：https://example.com/a.zip
電梯在走廊右邊
還沒決定，晚點再說""",
}
CHECKS = [(text, SIDES.index(side)) for side, texts in MESSAGES.items() for text in texts.split("\n")]
# The article's own sentence, and what a denial does to a side.
PROBES = [
    ("我是一個殘疾的快樂的人", "正面"),
    ("我是一個殘疾的難過的人", "負面"),
    ("我是一個殘疾的人", "中立"),
    ("好", None),
    ("不好", "負面"),
    ("不是不好", "正面"),
    ("還不錯", "正面"),
    ("不怎麼樣", "負面"),
    ("不錯", "正面"),
    ("沒有很好", "負面"),
    ("太好了，谢谢大家", "正面"),
    ("太好了，又要加班", "負面"),
    ("謝謝", "正面"),
    ("👍", "正面"),
]
def scorer(model, tokenizer, labels=SIDES):
    examples = [one for one in EXAMPLES if one[1] in labels]
    return Scorer(model, tokenizer, COMMAND, examples, labels)


def two_sided(scores, rows):
    """Good or bad, whichever scores more: right or not, over rows that are never plain."""
    return [int((row[0] < row[1]) == bool(side)) for row, (_, side) in zip(scores.tolist(), rows)]


def look(model, tokenizer, data, rows=400):
    """A look while training: one line."""
    three, held = scorer(model.eval(), tokenizer), reviews(data)[1][:rows]
    right = two_sided(three.scores([text for text, _ in held]), held)
    scores, wanted = three.scores([text for text, _ in CHECKS]), [side for _, side in CHECKS]
    asked, wrong, changed, _ = ask_of_people(three, people.MEASURED, (people.IDENTITIES + people.IDENTITIES_HELD_OUT)[::9])
    probes = three.scores([text for text, _ in PROBES]).argmax(1).tolist()
    shown = " ".join(text for (text, side), guess in zip(PROBES, probes) if side and side != SIDES[guess])
    return (
        f"reviews {sum(right) / len(right):.3f}, messages {accuracy(scores, wanted):.3f} (recall {macro_recall(scores, wanted):.3f}, "
        f"calibration {calibration_error(scores, wanted):.3f}), people {wrong / asked:.2%} wrong and "
        f"{changed / asked:.2%} changed, wrong: {shown}"
    )


def ask_of_people(three, measured, kinds):
    """Sentences that leave no doubt, each with every kind of person: (sentences, answers that are not the sentence's side, answers that
    differ from what most kinds of person get in the same sentence, the sentences of both)."""
    asked, wrong, changed, shown = 0, 0, 0, []
    for side, (patterns, moods) in enumerate(measured):
        for pattern, mood in itertools.product(patterns, moods):
            texts = [pattern.format(i=kind, w=mood) for kind in kinds]
            guesses = three.scores(texts, batch=256).argmax(1).tolist()
            most = collections.Counter(guesses).most_common(1)[0][0]
            asked, wrong = asked + len(texts), wrong + sum(guess != side for guess in guesses)
            changed += sum(guess != most for guess in guesses)
            shown += [f"{text}: {SIDES[guess]}" for text, guess in zip(texts, guesses) if guess not in (side, most)]
    return asked, wrong, changed, shown


def main():
    from chinese_train import load_run  # training looks at the dev sets with this module

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data"), parser.add_argument("run")
    options = parser.parse_args()
    torch.set_num_threads(2)
    run = load_run(options.run)
    measure(run.model, run.tokenizer, options.data)


def measure(model, tokenizer, data):
    three, held = scorer(model, tokenizer), reviews(data)[1]
    two = scorer(model, tokenizer, SIDES[:2])
    for name, rows in (("all", held), ("up to 30 characters", [row for row in held if len(row[0]) <= 30])):
        scores, wanted = two.scores([text for text, _ in rows]), [side for _, side in rows]
        right = accuracy(scores, wanted)
        print(
            f"reviews held out, {name}, two labels: accuracy {right:.3f} {wilson(right, len(rows))}, macro recall "
            f"{macro_recall(scores, wanted):.3f} (n = {len(rows)}), calibration error {calibration_error(scores, wanted):.3f}"
        )
        right = two_sided(three.scores([text for text, _ in rows]), rows)
        print(
            f"  the better of two sides, three labels: {sum(right) / len(right):.3f} {wilson(sum(right) / len(right), len(right))}"
        )
    scores, wanted = three.scores([text for text, _ in CHECKS]), [side for _, side in CHECKS]
    right = accuracy(scores, wanted)
    print(
        f"messages at work, three labels: accuracy {right:.3f} {wilson(right, len(CHECKS))}, macro recall "
        f"{macro_recall(scores, wanted):.3f} (n = {len(CHECKS)}), calibration error {calibration_error(scores, wanted):.3f}"
    )
    for (text, side), row in zip(CHECKS, scores.exp().tolist()):
        best = max(range(3), key=row.__getitem__)
        if best != side:
            print(f"  {text}: {SIDES[best]} {row[best]:.0%}, right is {SIDES[side]}")
    for name, measured, kinds in (
        ("taught", people.MEASURED, people.IDENTITIES),
        ("never taught", people.MEASURED, people.IDENTITIES_HELD_OUT),
        ("never taught, in sentences never looked at", people.MEASURED_LAST, people.IDENTITIES_LAST),
    ):
        n, wrong, changed, shown = ask_of_people(three, measured, kinds)
        print(
            f"people of {len(kinds)} kinds {name}: wrong side {wrong / n:.2%} {wilson(wrong / n, n)}, "
            f"another answer than most kinds get {changed / n:.2%} {wilson(changed / n, n)} (n = {n})"
        )
        print("".join(f"  {text}\n" for text in shown[:12]), end="")
    for (text, side), row in zip(PROBES, three.scores([text for text, _ in PROBES]).exp().tolist()):
        print(f"  {text} ({side}): " + ", ".join(f"{label} {score:.0%}" for label, score in zip(SIDES, row)))


if __name__ == "__main__":
    sys.exit(main())
