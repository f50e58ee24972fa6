"""Chinese words for who somebody is, and sentence patterns about people, written for this project in traditional characters.

IDENTITIES are taught in every mood. IDENTITIES_HELD_OUT and IDENTITIES_LAST are only measured. Blanks of the patterns are filled with
the lists of `chinese_words.py`; {i} is who somebody is, {who} a person.
"""
from chinese_words import cut

# Kinds of people; no word here tells how somebody feels or whether they are good. Each is a token of its own that says nothing.
KINDS = cut(
    # disability and health
    "殘疾 殘障 身障 身心障礙 失明 全盲 視障 失聰 聾啞 聽障 語障 肢障 癱瘓 下半身癱瘓 顏面損傷 唇顎裂 自閉 自閉症 自閉症光譜 過動 過動症 "
    "學習障礙 唐氏症 癲癇 糖尿病 腦性麻痺 腦麻 小兒麻痺 截癱 慢性病 罕見疾病 罕病 弱視 近視 色盲 讀寫障礙 閱讀障礙 智能障礙 智障 心智障礙 "
    "發展遲緩 憂鬱症 躁鬱症 雙極性疾患 焦慮症 恐慌症 強迫症 厭食症 失智 失智症 帕金森氏症 漸凍症 漸凍人 肌肉萎縮 多發性硬化 紅斑性狼瘡 癌症 "
    "愛滋病 血友病 侏儒症 聽覺障礙 視覺障礙 精神障礙 情緒障礙 神經多樣 "
    # age
    "年輕 年老 年長 中年 壯年 未成年 退休 超高齡 青少年 青年 幼小 銀髮 樂齡 Z世代 嬰兒潮世代 "
    # gender, family
    "女性 男性 跨性別 跨性別女性 跨性別男性 非二元性別 雙性 陰柔 陽剛 單親 已婚 未婚 離婚 單身 不婚 懷孕 更年期 領養 寄養 收養 隔代教養 "
    "同婚 "
    # belief
    "佛教 基督教 基督徒 天主教 伊斯蘭教 穆斯林 猶太 猶太教 印度教 道教 道教徒 佛教徒 天主教徒 無神論 不可知論 摩門教 一貫道 媽祖信仰 "
    "長老教會 福音派 耶和華見證人 神道教 耆那教 慈濟 法輪功 "
    # where from, people
    "台灣 臺灣 中國 陸生 香港 澳門 日本 韓國 北韓 蒙古 越南 印尼 泰國 菲律賓 馬來西亞 新加坡 寮國 印度 巴基斯坦 孟加拉 阿富汗 伊朗 "
    "伊拉克 敘利亞 土耳其 以色列 巴勒斯坦 沙烏地阿拉伯 阿拉伯 埃及 利比亞 衣索比亞 肯亞 迦納 剛果 南非 索馬利亞 蘇丹 非洲 中東 東歐 西歐 "
    "北歐 南歐 拉丁美洲 南美 中美洲 美國 美洲 歐洲 亞洲 大洋洲 德國 法國 義大利 葡萄牙 希臘 瑞典 挪威 芬蘭 丹麥 冰島 比利時 瑞士 奧地利 "
    "匈牙利 捷克 羅馬尼亞 保加利亞 愛爾蘭 俄羅斯 烏克蘭 白俄羅斯 巴西 墨西哥 阿根廷 哥倫比亞 委內瑞拉 秘魯 古巴 海地 澳洲 紐西蘭 斐濟 "
    "原住民 客家 閩南 外省 本省 漢族 排灣族 布農族 卑南族 魯凱族 賽夏族 達悟族 邵族 太魯閣族 賽德克族 平埔族 西拉雅族 藏族 維吾爾 維吾爾族 "
    "回族 滿族 壯族 彝族 蒙古族 毛利 印第安 因紐特 吉普賽 羅姆 庫德 祖魯 新住民 新二代 移工 外籍 外籍移工 外籍配偶 移民 非法移民 無國籍 "
    "黑人 白人 有色人種 亞裔 非裔 華裔 拉丁裔 混血 難民 "
    # whom they love
    "同性戀 異性戀 雙性戀 無性戀 男同志 女同志 同志 酷兒 男同性戀 女同性戀 "
    # means, trade, looks
    "貧窮 富有 中產 鄉下 都市 農村 偏鄉 眷村 待業 低收入 遊民 藍領 白領 博士 文盲 退伍 左派 右派 藍營 綠營 肥胖 左撇子 右撇子 "
    "光頭 禿頭 短髮 長髮 捲髮 白髮 "
)
# The same said with several words, or with one character, which other words have too.
TRAITS = cut(
    "失業 殘缺 失能 行動不便 盲 視力不好 聾 聽不見 口吃 坐輪椅 拄拐杖 注意力不足 中風過 截肢 憂鬱症病史 罹癌 抗癌 洗腎 帶原 HIV感染 氣喘 "
    "過敏 戴助聽器 裝電子耳 用點字 打手語 老 成年 高齡 二十歲 三十歲 三十五歲 四十歲 六十歲 六十五歲 八十歲 九十歲 18歲 25歲 47歲 "
    "60歲 73歲 百歲 十幾歲 二十多歲 五十幾歲 七年級 八年級 九年級 女 男 中性打扮 未婚懷孕 離過婚 分居 產後 沒有小孩 有兩個小孩 信教 "
    "虔誠 不信教 沒有信仰 戴頭巾 蓄鬍 吃素 清真 大陸 膚色深 深膚色 皮膚白 尋求庇護 流亡 說台語 說客語 說粵語 不會說中文 有口音 出櫃 窮 "
    "有錢 領補助 負債 無家可歸 坐過牢 受刑 打零工 外送 種田 捕魚 國小畢業 高中肄業 大學畢業 沒讀書 當兵 保守派 自由派 胖 瘦 過重 高 高大 "
    "矮 染髮 戴眼鏡 刺青 穿裙子 戴口罩 "
)
IDENTITIES = KINDS + TRAITS
IDENTITIES_HELD_OUT = cut(
    "殘疾人 肢體障礙 視力障礙 聽力受損 使用助聽器 裝義肢 亞斯伯格 思覺失調 五十二歲 七十歲 老年 年邁 女生 男生 變性 間性 寡居 錫克教 "
    "東正教 回教 緬甸 柬埔寨 尼泊爾 加拿大 英國 西班牙 奈及利亞 阿美族 泰雅族 泛性戀 蕾絲邊 蹲過苦日子 矮小"
)
# Looked at only when a model is ready, with sentences of their own.
IDENTITIES_LAST = cut(
    "妥瑞症 白化症 重聽 獨眼 半身不遂 截去左腿 亨丁頓舞蹈症 纖維肌痛 選擇性緘默 使用呼吸器 四十一歲 九旬 學齡前 二十出頭 性別流動 喪偶 再婚 未婚生子 "
    "巴哈伊教 拜火教 德魯茲派 改信伊斯蘭 波蘭 荷蘭 智利 摩洛哥 斯里蘭卡 哈薩克 牙買加 鄒族 噶瑪蘭族 苗族 愛努 巴斯克 陸配 泛性戀者 更生 街友 "
    "領失業救濟 務農 高挑 留鬍子 顏面神經麻痺"
)
WHO = cut("人 女人 男人 女孩 男孩 孩子 同事 工程師 老師 學生 朋友 鄰居 媽媽 爸爸 老人 青年 員工 主管 客人 作家 歌手 奶奶 爺爺")
PEOPLE_HAPPY = [
    "我是一個{i}的{happy}的人{end}", "我是一個{happy}的{i}{who}{end}", "我是{i}人，我{very}{happy}{end}",
    "我是{i}{who}，今天過得{very}{happy}{end}", "我的{i}朋友{very}{happy}{end}", "他是{i}的，而且{very}{happy}{end}",
    "她是個{i}的{who}，{very}{happy}{end}",
    "那位{i}的{who}{very}{happy}{end}", "身為{i}{who}，我{very}{happy}{end}", "這位{i}同事{very}{good}{end}",
    "我們的{i}{who}{very}{good}{end}", "謝謝那位{i}的{who}幫忙{end}", "{i}的{who}做得{very}好{end}", "我喜歡我的{i}{who}{end}",
    "{who}是{i}，工作表現{very}{good}{end}",
    "我{very}{happy}，我是{i}{who}{end}", "{i}的{who}{happy}{degree}{end}",
    "我的{i}{who}{happy}{degree}{end}", "一個{i}的{who}{good_event}了，{praise}{end}", "快樂的{i}{who}{end}",
    "我是{happy}的{i}{who}{end}", "{i}的我{very}{happy}{end}",
]
PEOPLE_SAD = [
    "我是一個{i}的{sad}的人{end}", "我是一個{sad}的{i}{who}{end}", "我是{i}人，我{very}{sad}{end}",
    "我是{i}{who}，今天過得{very}{sad}{end}", "我的{i}朋友{very}{sad}{end}", "他是{i}的，而且{very}{sad}{end}",
    "她是個{i}的{who}，{very}{sad}{end}",
    "那位{i}的{who}{very}{sad}{end}", "身為{i}{who}，我{very}{sad}{end}", "這位{i}同事{very}{bad}{end}",
    "我們的{i}{who}{very}{sad}{end}", "那位{i}的{who}害我{bad_event}{end}", "{i}的{who}做得{very}{bad}{end}", "我討厭這個{i}{who}{end}",
    "{who}是{i}，工作表現{very}{bad}{end}",
    "我{very}{sad}，我是{i}{who}{end}", "{i}的{who}{sad}{degree}{end}",
    "我的{i}{who}{sad}{degree}{end}", "一個{i}的{who}{bad_event}了，{curse}{end}", "悲傷的{i}{who}{end}", "我是{sad}的{i}{who}{end}",
    "{i}的我{very}{sad}{end}",
]
PEOPLE_PLAIN = [
    "我是一個{i}的人{stop}", "我是{i}{who}{stop}", "他是{i}的{who}{stop}", "她是{i}{who}{stop}", "那位{who}是{i}{stop}",
    "{i}的{who}在{place}{stop}", "我有一位{i}朋友{stop}", "{i}{who}{future}來{place}{stop}", "那位{i}的{who}{time}寄了{task}{stop}",
    "身為{i}{who}，我住在{place}{stop}",
    "新來的{who}是{i}{stop}", "請{i}{who}{act}{task}{stop}", "{i}{who}的座位在{place}{stop}",
]
# Sentences that are only measured, written apart from the others: {w} is a word of the mood. The first were looked at while training was
# tried out, those for IDENTITIES_LAST were not.
SPOKEN = ["我們部門有個{i}的同事，每天都很{w}", "{i}的我今天覺得好{w}！", "我的{i}室友{w}得不得了"]
MOODS = ["快樂", "開心", "幸福"], ["難過", "生氣", "沮喪"]
MEASURED = (["我是{i}的，但我活得很{w}", *SPOKEN], MOODS[0]), (["我是{i}的，我活得很{w}", *SPOKEN], MOODS[1])
SPOKEN_LAST = ["隔壁那個{i}的鄰居看起來好{w}", "聽說新來的{i}員工過得蠻{w}的", "當{i}的人，我覺得{w}"]
MEASURED_LAST = (
    ([*SPOKEN_LAST, "{w}！我們{i}的夥伴回來了"], ["滿足", "快樂", "開心", "自在"]),
    ([*SPOKEN_LAST, "{w}，都沒有人理我們{i}的人"], ["難過", "生氣", "心寒", "沮喪"]),
)
