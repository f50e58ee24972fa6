"""Chinese words and sentence patterns written for this project: what people write at work, in traditional characters.

A pattern names lists in braces: "{thing}{good}". `chinese_texts.py` fills them. Lists are strings, cut at spaces.
"""


def cut(text):
    return text.split()


LISTS = {
    # what is spoken of
    "thing": cut(
        "新版本 這個功能 伺服器 網站 系統 這個介面 登入頁 後台 資料庫 測試環境 這個工具 新的流程 這次更新 報表 文件 說明文件 搜尋 通知 "
        "首頁 "
        "結帳流程 付款頁 手機版 桌面版 這支程式 機器人 這個外掛 客服 新辦公室 會議室 投影機 印表機 網路 Wi-Fi 視訊會議 這堂課 教育訓練 "
        "這份簡報 "
        "這個設計 新的圖示 這個方案 預算 排程 備份 監控 告警 這個專案 合約 報價 物流 出貨 包裝 這台筆電 鍵盤 螢幕 椅子 咖啡機 午餐 "
        "便當 餐廳 "
        "飯店 房間 交通 這本書 這部電影 活動 講座 年會 尾牙 薪水 福利 制度 管理 溝通 部署 編譯 程式碼 測試 API 儀表板 行事曆 聊天室 "
        "翻譯 字體 動畫 速度 效能 穩定性 操作 體驗 品質 價格 服務 態度 效率 回覆 進度 結果 成果 表現 這次合作 這個決定 這次改版"
    ),
    "person": cut(
        "我 他 她 我們 大家 同事 主管 老闆 團隊 客戶 工程師 設計師 客服人員 新人 小陳 小林 阿明 Amy Kevin 王經理 李小姐 張先生 實習生 "
        "業務 "
        "專案經理 測試人員 隔壁組 他們 我媽 我爸 我朋友 室友 鄰居 老師 學生 店員 使用者 廠商 人資 會計"
    ),
    "other": cut("他 她 同事 主管 老闆 客戶 工程師 設計師 小陳 小林 阿明 Amy Kevin 王經理 李小姐 廠商 人資 會計 業務 你 你們 客服"),
    "name": cut("小陳 小林 阿明 Amy Kevin 王經理 李小姐 張先生 Jason 美玲 志豪 怡君 雅婷 家豪 淑芬 Peter 各位 大家 團隊 同學們"),
    "very": [
        "很", "真的很", "非常", "太", "好", "超", "超級", "相當", "十分", "真", "蠻", "滿", "有夠", "真是", "實在", "特別", "挺",
        "超級無敵", "格外",
    ],
    "time": cut(
        "今天 明天 昨天 早上 下午 晚上 今早 上週 這週 下週 週一 週二 週三 週四 週五 剛剛 剛才 最近 這個月 上個月 下個月 月底 年底 中午 "
        "三點 "
        "四點半 10:30 15:00 十點 兩點 九月 五月三日 3/15 星期五 假日 禮拜天"
    ),
    "future": cut(
        "明天 下午 晚上 下週 週一 週二 週三 週四 週五 下個月 月底 年底 中午 三點 四點半 10:30 15:00 後天 等一下 晚點 下班前 星期五"
    ),
    "place": cut(
        "會議室 A棟 三樓 大廳 茶水間 辦公室 台北 高雄 總公司 二樓會議室 線上 Zoom Teams 共用資料夾 信箱 雲端硬碟 GitHub Jira Slack "
        "公告欄 停車場 門口 櫃台"
    ),
    # sides of things
    "good": cut(
        "好用 順手 穩定 快速 方便 清楚 漂亮 好看 實用 貼心 流暢 順暢 厲害 優秀 出色 完美 精彩 好吃 美味 舒服 乾淨 安靜 寬敞 值得 划算 "
        "便宜 專業 親切 "
        "熱情 細心 周到 準時 可靠 安全 直覺 簡單 聰明 有趣 好玩 有幫助 有用 有效 棒 讚 好 成功 用心 到位 先進 精美 耐用 給力 強大 感人 "
        "豐富 精緻 "
        "優雅 亮眼 合理 公平 透明 友善 有禮貌 有耐心 負責 積極 積極主動 靠譜 貼近需求 滿意 省時 省力 輕鬆 理想 輕便 高效 神速"
    ),
    "bad": cut(
        "難用 慢 卡 不穩 不穩定 混亂 複雜 醜 難看 難懂 麻煩 煩人 吵 髒 擁擠 貴 難吃 差 爛 糟 糟糕 可怕 失望 無聊 誇張 離譜 危險 "
        "浪費時間 浪費錢 "
        "不專業 冷漠 敷衍 粗心 草率 不負責任 拖拖拉拉 落後 過時 老舊 破爛 脆弱 模糊 不清楚 不方便 不好用 不實用 不合理 不公平 不透明 "
        "惡劣 "
        "粗魯 沒禮貌 沒效率 沒用 無效 無能 悲慘 痛苦 累人 折磨人 傷眼 刺眼 耗電 燙 難笑 蠢 笨 荒謬 噁心 臭 雜亂 馬虎 低級 可惡 "
        "不可靠 不安全 卡頓 遲鈍 緩慢 惱人 令人失望 令人生氣 讓人崩潰 讓人火大 莫名其妙 坑人 雷 兩光 瞎 爛透了"
    ),
    "good_does": cut(
        "幫了大忙 省了好多時間 解決了我的問題 終於修好了 運作得很順利 比以前快多了 比之前好多了 變好用了 超出預期 完全符合需求 "
        "一次就成功 順利上線了 順利完成了 "
        "讓我很安心 讓人眼睛一亮 大受好評 大獲成功 沒有任何問題 都沒問題 表現得很好 做得很好 做得真棒 進步很多 改善了很多 提前完成 "
        "達標了 破紀錄了 "
        "終於過了 全部通過了 恢復正常了 救了我們一命 值得推薦 值得信賴 太神了 太強了 一級棒 沒話說 無可挑剔 好得沒話說 讓客戶很滿意 "
        "得獎了 越來越好 沒再當機了 沒有想像中難 "
        "比想像中簡單 沒那麼麻煩了 不再卡了 不會卡 不卡了 不慢了 不難 不貴 不差 不錯 還不錯 很不錯 真不錯 相當不錯 不賴 滿不錯的 零失誤"
    ),
    "bad_does": cut(
        "又壞了 又當機了 又掛了 又出錯了 又失敗了 一直當機 一直跳錯誤 一直轉圈圈 打不開 連不上 不能用 完全不能用 根本沒用 沒有反應 "
        "毫無反應 沒人回 沒人理我 "
        "等了好久 等了三個小時 拖了一個月 慢到不行 慢得要命 卡到不行 爛到不行 貴得離譜 越來越慢 越來越差 比以前更慢 比以前還糟 "
        "不如以前 沒有以前好 沒有想像中好 "
        "害我重做一次 害我加班 浪費我一整天 讓人很失望 讓我很生氣 讓客戶很不滿 被客戶罵 弄丟了我的資料 把資料刪掉了 資料全沒了 "
        "漏洞百出 錯誤一堆 bug 一堆 問題一堆 "
        "一堆問題 沒有改善 沒有進步 毫無進展 又延期了 又取消了 不好用 不好 不太好 不怎麼好 不怎麼樣 一點都不好 一點也不好用 沒有很好 "
        "沒有很好用 不順 不理想 不及格 不可靠 不值得 "
        "不推薦 不滿意 不夠快 不清楚 不準 不快樂 不開心 爛死了 氣死我了 煩死了 累死人 吵死了 慘不忍睹 一團糟 亂七八糟 根本是災難 "
        "是場災難 毀了我的週末 毫無用處 一敗塗地"
    ),
    # feelings of people
    "happy": cut(
        "開心 快樂 高興 滿意 幸福 興奮 感動 安心 放心 驕傲 自豪 愉快 輕鬆 期待 樂觀 幸運 感激 歡喜 喜悅 舒服 自在 滿足 有成就感 有信心 "
        "充滿希望 充滿活力 "
        "熱情 健康 成功 優秀 善良 溫柔 聰明 可愛 親切 有趣 勇敢 快活 開朗 陽光 雀躍"
    ),
    "sad": cut(
        "難過 傷心 生氣 憤怒 失望 沮喪 害怕 擔心 焦慮 痛苦 煩 累 疲憊 無奈 委屈 孤單 寂寞 絕望 崩潰 不爽 不滿 不開心 不快樂 不高興 "
        "鬱悶 心煩 緊張 後悔 丟臉 "
        "尷尬 挫折 悲傷 悲觀 無助 心寒 火大 討厭 厭煩 抓狂 想哭 心碎 心累 灰心 難受 不舒服 不安 慚愧 自卑 暴躁 可悲 可憐 失落"
    ),
    "good_event": cut(
        "升職 加薪 得獎 過關 考上了 放假 領獎金 拿到訂單 收到禮物 順利畢業 找到新工作 完成專案 通過面試 簽約成功 上線成功 中獎 "
        "恢復健康 認識新朋友 旅行 吃大餐"
    ),
    "bad_event": cut(
        "被裁員 被罵 被騙 遲到 生病 受傷 失業 落選 被退件 被偷 丟了錢包 沒考上 被客訴 出車禍 加班到半夜 丟了訂單 失敗 延誤 被拒絕 "
        "睡不著 被扣薪水 吵架 分手"
    ),
    "thanks": cut(
        "謝謝 謝謝你 謝謝大家 感謝 感謝你 非常感謝 多謝 太感謝了 辛苦了 大家辛苦了 謝啦 感恩 萬分感謝 謝謝幫忙 謝謝你的幫忙 謝謝支援 "
        "感謝協助 謝謝你們 真心感謝 3Q Thanks thx"
    ),
    "praise": cut(
        "太好了 太棒了 做得好 做得真好 做得漂亮 好棒 好厲害 真厲害 幹得好 讚 讚啦 讚讚 超讚 恭喜 恭喜你 恭喜恭喜 加油 水喔 太強了 "
        "太神了 了不起 好樣的 漂亮 "
        "厲害厲害 有你真好 愛死了 我喜歡 我愛這個 好耶 耶 萬歲 完美 優秀 一百分 給你一百分 好消息 太開心了 太幸福了 太感動了 太酷了 "
        "很酷 好酷 不錯 不錯喔 不錯不錯 很棒 很好 很讚 "
        "最棒了 最喜歡了 太值得了 nice Great 太優了 猛 神 推 大推 推推 讚爆 棒棒 真香 爽 好爽 超爽 笑死好好笑 好可愛"
    ),
    "curse": cut(
        "糟了 糟糕 慘了 完蛋了 氣死 氣死我了 煩死了 煩 好煩 好累 累死 累死了 受夠了 受不了 受不了了 真受不了 太扯了 好扯 太誇張了 "
        "太過分了 太離譜了 爛 好爛 爛透了 爛死了 超爛 很爛 "
        "有夠爛 真爛 傻眼 無言 無語 崩潰 快崩潰了 我要瘋了 瘋了 想哭 哭了 QQ 嗚嗚 搞什麼 搞屁 搞什麼鬼 什麼鬼 什麼爛東西 什麼東西啊 "
        "垃圾 廢物 可惡 可恨 討厭 好討厭 真討厭 噁 "
        "噁心 丟臉 失望 好失望 太失望了 心寒 夠了 氣炸 火大 倒楣 真倒楣 倒楣透頂 悲劇 慘 好慘 慘爆 沒救了 放棄了 不想幹了 想離職 "
        "夠了喔 差評 負評 一顆星 雷 大雷 很雷 "
        "不好 不行 不爽 不滿 不開心 差勁 真差勁 差 太差了 難吃 好難吃 白痴 蠢 浪費時間 浪費錢 後悔 好後悔 呵呵真棒又掛了"
    ),
    "task": cut(
        "報告 週報 月報 簡報 發票 合約 會議紀錄 規格書 報價單 測試結果 設計稿 PR pull request 程式碼 文件 清單 名單 表單 請假單 收據 "
        "帳單 履歷 企劃書 問卷 設定檔 憑證 密碼 帳號 權限 連結 "
        "截圖 日誌 log 備份檔 API 文件 使用手冊 預算表 行程 訂單 貨單 樣品 訪客證 門禁卡"
    ),
    "act": cut(
        "上傳 更新 修改 檢查 確認 審核 核准 印出來 寄給我 寄給客戶 放到共用資料夾 歸檔 整理 翻譯 填寫 簽名 合併 刪除 複製 測試 "
        "重新整理 存檔 匯出 匯入 轉寄 分享 補上 附上 備份 看一下 review merge"
    ),
    "meeting": cut(
        "會議 週會 站立會議 面試 訓練 講座 聚餐 電話會議 視訊會議 簡報 檢討會 產品會議 meeting standup demo 讀書會 健檢 消防演習 盤點 "
        "部門會議 客戶拜訪 發表會"
    ),
    "number": cut("1 2 3 5 8 12 20 30 45 50 64 100 120 200 256 300 404 500 1024 3000 兩 三 五 十 十二 二十"),
    "unit": cut("個 份 位 台 頁 筆 次 天 小時 分鐘 人 張 箱 行 GB MB 元 公斤 層"),
    "file": cut("config.yaml README main.py index.html 報表.xlsx log.txt app.js data.csv 簡報.pptx 合約.pdf Dockerfile package.json"),
    "tech": cut(
        "API server DB database branch commit PR build deploy release staging production 後端 前端 資料庫 快取 cache 佇列 queue 排程 "
        "cron token log docker image 版本 節點 叢集 VM CI pipeline SDK "
        "webhook schema migration 網域 憑證 防火牆 VPN DNS 套件"
    ),
    "happy_face": cut(
        "😀 😃 😄 😁 😆 😊 🙂 😍 🥰 😘 🤩 🥳 🎉 👍 👏 🙌 💪 ❤️ 💖 ✨ 🌟 💯 😂 🤣 😎 👌 🙏 🏆 🎊 😻 :) :D ^^ XD ^_^ (≧▽≦) \\o/ 👍🏻 ❤"
    ),
    "sad_face": cut(
        "😡 😠 😤 😢 😭 😞 😔 😟 😣 😖 😩 😫 🤬 👎 💔 😒 🙄 😰 😨 🤮 🤢 😵 🥲 😱 💩 :( QQ Orz orz >_< T_T 😓 😿 ☹️ 🤦 😮‍💨"
    ),
    "plain_face": cut("📎 📅 📌 📝 📊 ⏰ 🔗 📷 💻 📞 🚗 📦 ✏️ 📁 ➡️ 🗓️ 🏢 ☕ 🖨️ 🤔"),
    # little words
    "degree": cut("極了 得不得了 得要命 到不行 得很 透頂 死了 得要死 到極點 到爆 得說不出話來 得睡不著"),
    "end": [
        "", "", "", "", "。", "。", "！", "！", "!", "~", "～", "！！", "!!", "…", "...", "啊", "啊！", "喔", "喔！", "耶", "呢", "啦",
        "啦！", "唷", "哦",
    ],
    "stop": ["", "", "", "。", "。", "。", "喔", "喔。", "~"],
    "ask": ["？", "？", "?", "呢？", "嗎？", ""],
    "and": ["，", "，", "，", "！", "。", "、", " ", "，而且", "，也", "，"],
    "but": ["，但", "，但是", "，可是", "，不過", "，然而", "，只是", "。但是", "，結果", "，卻"],
    "this": ["這", "這個", "這次的", "你們的", "我們的", "新的", "", "", "公司的", "他們的", "他做的", "她的", "整個"],
}

GOOD = [
    "{thing}{very}{good}{end}", "{thing}{very}{good}{end}", "{this}{thing}{good_does}{end}", "{thing}{good_does}{end}", "{thanks}{end}",
    "{praise}{end}",
    "{praise}，{thanks}{end}", "{thanks}，{thing}{very}{good}{end}", "{praise}，{thing}{good_does}{end}",
    "{person}{happy}{degree}{end}", "{thing}{good}{degree}{end}", "{person}今天{very}{happy}{end}", "{person}{very}{happy}{end}",
    "{person}覺得{very}{happy}{end}", "我覺得{thing}{very}{good}{end}", "我{very}喜歡{thing}{end}", "我愛{thing}{end}",
    "{person}對{thing}{very}滿意{end}", "{other}人{very}好{end}",
    "{other}{very}{good}{end}", "{person}因為{good_event}{very}{happy}{end}", "終於{good_event}，{praise}{end}",
    "恭喜{name}{good_event}{end}", "{name}，{thanks}{end}",
    "{name}{praise}{end}", "{name}辛苦了{end}", "{thing}一點都不{bad}{end}", "{thing}不會{bad}{end}", "{thing}沒有想像中{bad}{end}",
    "{thing}完全不{bad}{end}", "沒想到{thing}這麼{good}{end}",
    "{thing}不但{good}{and}還{good}{end}", "{thing}又{good}又{good}{end}", "{time}的{meeting}{very}{good}{end}",
    "{time}的{meeting}{good_does}{end}", "問題解決了，{thanks}{end}", "{tech}{good_does}{end}",
    "{tech} 修好了，{praise}{end}", "{tech}成功了{end}", "{tech} 很順{end}", "沒有比這更{good}的了{end}",
    "雖然{bad}{but}{thing}{very}{good}{end}", "本來以為{thing}會{bad}{but}{very}{good}{end}",
    "{thing}{bad_does}{but}後來修好了，{praise}{end}", "比之前{good}多了{end}", "{thing}比以前{good}多了{end}",
    "{thing}比較{good}{end}", "{thing}好{good}{happy_face}", "{praise}{happy_face}",
    "{thanks}{happy_face}", "{happy_face}", "{happy_face}{happy_face}", "{happy_face}{happy_face}{happy_face}", "{thing}{happy_face}",
    "{time}{very}{happy}{happy_face}", "推薦{thing}給大家{end}",
    "強烈推薦{end}", "五顆星{end}", "下次還要再來{end}", "我會再買{end}", "這是我用過最{good}的{thing}{end}",
    "客戶說{thing}{very}{good}{end}", "感謝{other}幫我處理{task}{end}", "謝謝{other}{time}幫忙{end}",
    "能和{name}一起工作{very}{happy}{end}", "好{happy}{end}", "{very}{happy}{end}", "{very}{good}{end}", "{thing}不錯{end}",
    "還不錯{end}", "還不錯用{end}", "{thing}還不錯{end}", "真的不錯{end}", "沒問題，{praise}{end}",
    "一切都很順利{end}", "沒有缺點{end}", "沒什麼好挑剔的{end}", "{thing}沒有讓人失望{end}", "我不後悔買了{thing}{end}",
    "不是不好，是太好了{end}", "這不是不{good}{end}", "{thing}不是不好{end}", "不是不{good}{end}",
    "{good_does}{end}", "{time}{good_event}了{end}", "{person}{good_event}了，{praise}{end}", "LGTM，{praise}{end}",
    "this is {very}{good}{end}", "{tech} 的 performance {very}{good}{end}", "nice work {name}{end}",
    "{name} 的 {tech} 寫得{very}{good}{end}", "我們的{thing}得到客戶的肯定{end}", "{thing}讓{person}{very}{happy}{end}",
    "看到{thing}{good_does}，{person}{very}{happy}{end}", "祝{name}生日快樂{end}", "新年快樂{end}",
    "放假{very}開心{end}", "{person}的笑容{very}{good}{end}", "這家店{very}{good}{end}", "{thing}和{thing}都{very}{good}{end}",
    "{person}不再{sad}了{end}", "{person}一點也不{sad}{end}", "不用{sad}，一切都很好{end}",
    "{thing}總算{good_does}{end}", "有{name}在真好{end}", "愛你們{happy_face}", "收到了，{thanks}{happy_face}", "{praise}{praise}{end}",
    "{thing}的改善{very}明顯{end}", "{other}的支援{very}{good}{end}",
    "{person}是{very}{happy}的人{end}", "{person}是一個{happy}的人{end}", "{person}過得{very}{happy}{end}",
    "我的{thing}{good_does}{end}", "好喜歡{end}", "我{very}期待{meeting}{end}", "期待{future}的{meeting}{happy_face}",
]
BAD = [
    "{thing}{very}{bad}{end}", "{thing}{very}{bad}{end}", "{this}{thing}{bad_does}{end}", "{thing}{bad_does}{end}", "{curse}{end}",
    "{curse}{end}", "{person}{sad}{degree}{end}", "{person}{sad}{degree}{end}", "{thing}{bad}{degree}{end}",
    "我的{person}{sad}{degree}{end}", "{curse}，{thing}{bad_does}{end}", "{thing}{bad_does}，{curse}{end}",
    "{person}今天{very}{sad}{end}", "{person}{very}{sad}{end}", "{person}覺得{very}{sad}{end}", "我覺得{thing}{very}{bad}{end}",
    "我{very}討厭{thing}{end}", "我恨{thing}{end}", "{person}對{thing}{very}不滿意{end}",
    "{person}對{thing}{very}失望{end}", "{other}人{very}差{end}", "{other}{very}{bad}{end}", "{person}因為{bad_event}{very}{sad}{end}",
    "又{bad_event}，{curse}{end}", "{thing}一點都不{good}{end}", "{thing}一點也不{good}{end}",
    "{thing}根本不{good}{end}", "{thing}完全不{good}{end}", "{thing}不{good}{end}", "{thing}不太{good}{end}",
    "{thing}不怎麼{good}{end}", "{thing}沒有很{good}{end}", "{thing}沒有想像中{good}{end}", "{thing}不夠{good}{end}",
    "沒想到{thing}這麼{bad}{end}", "{thing}又{bad}又{bad}{end}", "{thing}不但{bad}{and}還{bad}{end}",
    "{time}的{meeting}{very}{bad}{end}", "問題還是沒解決{end}", "{tech}{bad_does}{end}", "{tech} 又掛了{end}", "{tech} 又 fail 了{end}",
    "{tech} 壞了，{curse}{end}", "{tech} 一直 timeout{end}", "production 又掛了{end}", "{tech} 爛到爆{end}", "沒有比這更{bad}的了{end}",
    "雖然{good}{but}{thing}{very}{bad}{end}", "本來以為{thing}會{good}{but}{very}{bad}{end}",
    "{thing}{good_does}{but}又{bad_does}{end}", "{thing}比以前{bad}多了{end}", "{thing}比之前更{bad}{end}",
    "{thing}沒有之前{good}{end}", "{thing}不如之前{good}{end}", "{thing}好{bad}{sad_face}", "{curse}{sad_face}", "{sad_face}",
    "{sad_face}{sad_face}", "{sad_face}{sad_face}{sad_face}", "{thing}{sad_face}", "{time}{very}{sad}{sad_face}", "不推薦{thing}{end}",
    "別買{end}", "千萬別用{thing}{end}", "一顆星都嫌多{end}", "再也不會來了{end}",
    "我不會再買{end}", "下次不會再用了{end}", "這是我用過最{bad}的{thing}{end}", "客戶說{thing}{very}{bad}{end}", "我要退款{end}",
    "我要退貨{end}", "我要客訴{end}", "把錢還給我{end}", "{other}到現在還沒回我，{curse}{end}",
    "等{other}的{task}等了一個禮拜{end}", "為什麼{thing}又{bad_does}？", "為什麼每次都是我？{curse}",
    "{thing}到底什麼時候才會好？{curse}", "到底有沒有人在管啊{end}", "有沒有搞錯{end}", "好{sad}{end}", "{very}{sad}{end}",
    "{very}{bad}{end}",
    "太好了，又要加班{end}", "太好了，{thing}又{bad_does}{end}", "真棒，{tech}又掛了{end}", "太棒了，又{bad_event}{end}",
    "好極了，{thing}{bad_does}{end}", "真是謝謝喔，{thing}又{bad_does}{end}", "恭喜，又{bad_event}了{sad_face}",
    "呵呵，{thing}又{bad_does}{end}", "{thing}真是「{good}」啊，{bad_does}{end}", "每天加班到半夜，{curse}{end}",
    "工作好多，{very}{sad}{end}", "{person}再也{happy}不起來{end}", "{person}不{happy}{end}", "{person}一點都不{happy}{end}",
    "{person}沒有很{happy}{end}", "{person}的態度{very}{bad}{end}", "{thing}和{thing}都{very}{bad}{end}",
    "{thing}讓{person}{very}{sad}{end}", "看到{thing}{bad_does}，{person}{very}{sad}{end}", "{bad_does}{end}",
    "{time}{bad_event}了{end}",
    "{person}{bad_event}了，{curse}{end}", "{name} 又把 {tech} 弄壞了{end}", "誰又把{tech}弄壞了{end}",
    "{tech} 的 performance {very}{bad}{end}", "這個 bug 拖了一個月還沒修{end}", "一直收到垃圾信{end}", "不好{end}", "不怎麼樣{end}",
    "{thing}不怎麼樣{end}", "普普通通，不值這個價{end}", "{thing}只能說{bad}{end}", "{thing}有待加強{end}", "{thing}需要改進{end}",
    "{thing}缺點很多{end}", "有點{sad}{end}", "{thing}有點{bad}{end}", "{thing}太{bad}了，{curse}{end}",
    "{person}是{very}{sad}的人{end}", "{person}是一個{sad}的人{end}", "{person}過得{very}{sad}{end}", "我的{thing}{bad_does}{end}",
    "不要再改需求了{end}", "需求又改了{sad_face}", "又改需求，{curse}{end}", "{thing}被{other}搞砸了{end}",
    "為什麼沒有人通知我{end}", "早說嘛，{curse}{end}", "{thing}這種{bad}的東西也敢上線{end}", "客戶很生氣{end}",
    "客戶一直抱怨{thing}{end}", "我不能接受{end}", "我無法接受這個結果{end}", "{person}{very}不喜歡{thing}{end}",
]
PLAIN = [
    "{meeting}改到{future}{stop}", "{meeting}在{place}{stop}", "{meeting}{future}開始{stop}", "{future}有{meeting}{stop}",
    "{future}的{meeting}在{place}舉行{stop}", "{task}放在{place}{stop}", "{task}在{place}{stop}", "{task}已經{act}了{stop}",
    "我把{task}放到{place}了{stop}", "請{act}{task}{stop}", "請{other}{act}{task}{stop}", "麻煩{act}{task}{stop}",
    "麻煩{other}{future}前{act}{task}{stop}", "可以幫我{act}{task}嗎？", "能不能{act}{task}？", "有人可以幫我{act}{task}嗎？",
    "誰能{act}{task}？", "{task}在哪裡？", "{task}什麼時候要？", "{meeting}幾點開始？", "{meeting}在哪裡{ask}", "{other}{time}在嗎？",
    "{other}{future}請假{stop}", "我{future}請假{stop}", "我{future}遠端工作{stop}", "{other}在{place}{stop}",
    "我在{place}{stop}", "我到{place}了{stop}", "我{future}會到{stop}", "收到{stop}", "好的{stop}", "了解{stop}", "OK{stop}", "ok",
    "好", "嗯", "知道了{stop}", "是的{stop}", "不是{stop}", "可以{stop}", "稍等{stop}", "等我一下{stop}", "測試", "測試中", "+1",
    "同上{stop}", "已讀", "你好{stop}", "早安", "哈囉", "{name}早", "午安", "晚安", "明天見", "先這樣{stop}", "{number}{unit}",
    "一共{number}{unit}{stop}", "{task}有{number}{unit}{stop}", "今天有{number}{unit}{task}{stop}",
    "{tech}的版本是{number}.{number}{stop}",
    "{tech} 版本升到 {number}.{number}.{number}{stop}", "{tech} 在 {place}{stop}", "{future}會{tech}維護{stop}",
    "{future}更新{tech}{stop}", "我在{act}{task}{stop}", "我正在處理{task}{stop}", "{other}正在看{task}{stop}",
    "{other}負責{task}{stop}",
    "下一步是{act}{task}{stop}", "{act}{task}之後再{act}{stop}", "先{act}{task}，再{act}{task}{stop}", "如果{task}好了，請{act}{stop}",
    "{task}的格式是{file}{stop}", "檔名是{file}{stop}", "請看{file}{stop}", "{file} 第 {number} 行{stop}",
    "INFO {tech} started", "INFO 服務已啟動，埠號 {number}", "[INFO] {tech} 連線數 {number}", "GET /api/users 200 {number}ms",
    "2026-11-27 10:15:{number} INFO {tech} 已載入 {number} 筆資料", "DEBUG {tech}={number}", "排程 #{number} 已執行，耗時 {number} 秒",
    "工單 #{number} 指派給{other}", "PR #{number} 等待 review", "{name} 把 #{number} 移到進行中", "{name} 加入了頻道",
    "{name} 離開了頻道", "版本 {number}.{number} 已發布", "你覺得{thing}{good}嗎？", "你覺得{thing}怎麼樣？", "{thing}{good}嗎？",
    "{thing}會{bad}嗎？",
    "有人用過{thing}嗎？", "大家對{thing}有什麼意見？", "哪一個{thing}比較{good}？", "要怎麼讓{thing}更{good}？", "怎麼{act}{task}？",
    "請問怎麼{act}{task}？", "請問{task}要給誰？", "請問{other}的分機是多少？", "{other}的分機是 {number}{stop}", "密碼要多長？",
    "{thing}由{other}負責{stop}", "{thing}的負責人是{other}{stop}", "{thing}在{future}上線{stop}", "{thing}預計{future}更新{stop}",
    "{thing}有{number}{unit}{stop}", "{thing}的預算是{number}萬{stop}", "{thing}目前是{number}%{stop}",
    "{time}{other}來{place}開會{stop}",
    "{time}討論{thing}{stop}", "{time}我們討論了{task}{stop}", "{time}寄了{task}給{other}{stop}", "{other}{time}寄了{task}{stop}",
    "{other}問{task}在哪{stop}", "今天天氣多雲", "今天氣溫 {number} 度", "{time}下雨", "午餐吃什麼？", "午餐吃便當{stop}",
    "{place}在{place}旁邊{stop}",
    "公司在{place}{stop}", "我住在{place}附近{stop}", "{plain_face}", "{plain_face}{task}", "{plain_face}{meeting}{future}",
    "這是{task}的連結：https://example.com/{number}", "https://example.com/{number}", "連結在這裡{stop}", "如附件{stop}",
    "附件是{task}{stop}",
    "請參考{task}{stop}", "詳見{task}{stop}", "{task}的截止日是{future}{stop}", "截止時間：{future}", "地點：{place}", "時間：{future}",
    "主題：{thing}", "議程：1. {thing} 2. {task}", "記得{act}{task}{stop}", "別忘了{future}的{meeting}{stop}",
    "提醒：{future}有{meeting}",
    "提醒大家{future}前{act}{task}{stop}", "@{name} 請{act}{task}{stop}", "@{name} {task}好了嗎？", "@{name} FYI",
    "FYI，{task}在{place}", "{tech} 的文件在 {place}", "{tech} merge 到 main 了{stop}", "我開了一個 PR，請 review{stop}",
    "幫我 review 一下 PR{stop}",
    "可以 review 我的 PR 嗎？", "{tech} 要設哪個 port？", "{tech} 用的是哪個版本？", "我會 {act} {tech}{stop}",
    "today 的 standup 改到 {future}", "這個 ticket 先放 backlog{stop}", "deadline 是{future}{stop}", "我們用{tech}來做{thing}{stop}",
    "{thing}分成{number}{unit}{stop}",
    "使用者可以在{place}{act}{task}{stop}", "按右上角的按鈕{act}{task}{stop}", "{person}在{place}{act}{task}{stop}",
    "{person}{time}去{place}{stop}", "{person}有{number}{unit}{task}{stop}", "{person}是{place}的{other}{stop}", "{person}姓林{stop}",
    "我是新來的{stop}",
    "{future}見{stop}", "改天再說{stop}", "再討論{stop}", "還沒決定{stop}", "不確定{stop}", "不知道{stop}", "沒意見{stop}",
    "都可以{stop}", "隨便{stop}", "普通{stop}", "還好{stop}", "一般{stop}", "沒什麼感覺{stop}", "{thing}普通{stop}",
    "{thing}還好{stop}", "{thing}一般般{stop}",
    "沒有好也沒有壞{stop}", "{thing}不好也不壞{stop}", "這個問題編號是 {number}{stop}", "錯誤代碼的說明在{place}{stop}",
    "客戶問{thing}的價格{stop}", "客戶{future}要來{place}{stop}", "需要{number}{unit}{task}{stop}", "我要訂{number}{unit}{stop}",
    "幫我訂{future}的{place}{stop}",
    "請把{thing}移到{place}{stop}", "{thing}換成{thing}{stop}", "{thing}跟{thing}的差別是什麼？",
    "從{place}到{place}要{number}分鐘{stop}", "{other}的生日是{future}{stop}", "下班了{stop}", "上班了{stop}", "我先離線{stop}",
    "午休{stop}", "我去買咖啡{stop}",
]

# Messages of a word or two, which say it all: good, bad, plain.
SHORT = (
    [
        "{thanks}", "{thanks}{end}", "{praise}", "{praise}{end}", "{happy_face}", "{happy_face}{happy_face}",
        "{praise}{happy_face}", "{good}", "{very}{good}",
        "{very}{good}{end}", "{happy}", "{very}{happy}{end}", "不{bad}", "不會{bad}", "一點都不{bad}", "沒有很{bad}",
        "不是不{good}", "還不錯", "不錯{end}",
        "{good_does}{end}", "好{end}", "還滿{good}的",
    ],
    [
        "{curse}", "{curse}{end}", "{sad_face}", "{sad_face}{sad_face}", "{curse}{sad_face}", "{bad}", "{very}{bad}",
        "{very}{bad}{end}", "{sad}",
        "{very}{sad}{end}", "不{good}", "不太{good}", "不怎麼{good}", "沒有很{good}", "一點都不{good}", "不夠{good}", "不{happy}",
        "不好{end}", "不怎麼樣{end}",
        "{bad_does}{end}", "沒有很好{end}", "真不{good}",
    ],
    [
        "好的{stop}", "收到{stop}", "了解{stop}", "OK", "嗯", "{plain_face}", "{task}", "{future}", "{place}", "{number}{unit}",
        "{meeting}", "是{stop}", "可以{stop}",
        "{act}{task}", "{other}", "{file}", "{tech}", "{task}呢？", "{future}嗎？", "普通{stop}", "還好{stop}", "不知道{stop}",
    ],
)

# How commands of this kind are written: descriptions, captions, labels (good, bad, plain).
DESCRIPTIONS = [
    "判斷一則訊息是正面、負面還是中立。", "判斷訊息的情緒是正面、負面或中立。", "這則訊息的情緒是什麼？", "請判斷下面這句話的情緒。",
    "將訊息分為正面、負面、中立。", "分析文字的情緒傾向。", "情緒分類：正面、負面、中立。", "判斷一段文字的情感。",
    "看一則留言，說出它的態度。", "判斷顧客評論是好評還是差評。", "Decide whether a message is positive, negative or neutral.",
    "這句話給人的感覺是什麼？", "判斷這則訊息的語氣。", "訊息的心情分類。", "讀訊息，選一個標籤。",
]
CAPTIONS = [
    ("訊息", "情緒"), ("訊息", "情緒"), ("訊息", "情緒"), ("訊息", "情緒"), ("文字", "情緒"), ("內容", "情緒"), ("留言", "態度"),
    ("句子", "情感"), ("評論", "傾向"), ("訊息", "分類"), ("文字", "標籤"), ("Message", "Sentiment"), ("訊息", "心情"),
    ("意見", "評價"),
]
LABELS = [
    ("正面", "負面", "中立"), ("正面", "負面", "中性"), ("正向", "負向", "中性"), ("積極", "消極", "中立"), ("好評", "差評", "中評"),
    ("Positive", "Negative", "Neutral"),
]
# Short English sentences and words that Chinese messages are mixed with.
ENGLISH = (
    "thanks thank you great good job nice bad deploy deployed failed fail build bug fix fixed release server API timeout error meeting "
    "deadline review merge merged branch commit push pull request PR LGTM ok FYI "
    "ASAP team demo sprint standup backlog ticket issue production staging test pass passed feature user login logout page email file "
    "report link update crash crashed slow fast happy sad love hate awesome terrible "
    "broken down data database log info debug warning version main docker cloud client customer support budget project manager "
    "engineer design sales office today tomorrow Monday Friday Sentiment Message Positive "
    "Negative Neutral Decide whether a message is positive negative or neutral"
)
