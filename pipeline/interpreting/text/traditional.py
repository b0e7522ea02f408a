"""Traditional characters as the simplified ones that they are written with here.

A header or a name in traditional characters (門診, 電話預約) says what the simplified one says. The
table has the characters of the words that schemas and registry know, each with one simplified form,
and none that stands for two.
"""

from __future__ import annotations

_PAIRS = (
    "並并亂乱併并來来係系個个備备傢家傳传兒儿內内兩两冊册別别刪删則则劃划動动務务匯汇區区協协厤历參参員员問问啓启啟启單单囌苏國国圍围園园圓圆圖图團团埰采執执報报場场壓压壞坏夾夹婦妇"
    "學学實实寧宁審审寫写寬宽寶宝將将對对導导層层屬属嵗岁帶带幣币幹干幾几庫库廠厂廳厅張张彆别彈弹後后徑径從从復复態态慶庆應应戰战掃扫掛挂採采換换損损據据擬拟數数斷断於于時时暫暂曆历"
    "書书會会東东査查條条棲栖業业構构樓楼標标樣样機机橫横檔档檢检檯台權权歲岁歷历歸归決决沒没況况淺浅減减測测滙汇為为無无熱热爭争爲为狀状獨独獲获現现環环畫画異异畵画當当疊叠療疗發发"
    "眞真眾众確确碼码種种稱称穫获窮穷竪竖筆笔節节範范簡简簽签籤签約约級级細细終终組组結结絕绝絡络給给統统絶绝經经綫线維维網网線线緣缘編编緻致縣县縮缩總总繪绘繫系繼继續续纍累纔才聞闻"
    "聯联聲声聽听腦脑腫肿膚肤臺台與与舊旧蓋盖藥药蘇苏處处虛虚號号衆众衛卫補补裝装製制複复見见規规覽览訂订計计訊讯記记訪访設设許许訴诉診诊詞词詢询試试話话該该詳详認认語语誤误說说説说"
    "調调請请諮咨證证識识讀读變变豎竖貝贝貨货責责費费資资質质跡迹蹟迹車车軍军較较載载輛辆輯辑輸输轉转辦办迴回這这連连週周進进運运過过達达違违遠远適适遷迁還还邊边郵邮鄰邻鄴邺醫医釋释"
    "銷销錄录錫锡錯错録录錶表鍵键鍾钟鎮镇鏈链鐘钟門门閉闭開开間间閱阅閲阅闆板關关陞升際际隨随隻只離离雲云電电韋韦頁页項项順顺須须預预頭头題题額额顛颠類类顯显風风飛飞馬马驗验體体髮发"
    "魚鱼鳥鸟鹽盐麥麦麫面麵面麼么黃黄點点黽黾齊齐齒齿龍龙戶户長长"
)

_SIMPLIFIED = {ord(a): b for a, b in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)}


def simplified(text: str) -> str:
    """The text with simplified characters in place of the traditional ones."""
    return text if text.isascii() else text.translate(_SIMPLIFIED)
