"""Radicals, twins, a dash and ligatures that text layers write in place of characters.

Chromium, among others, maps some glyphs to code points of the blocks Kangxi Radicals
(U+2F00–2FD5) and CJK Radicals Supplement (U+2E80–2EF3). NFKC mends the first block but with
traditional forms (⼾ becomes 戶, not 户) and leaves most of the second alone.
Source: Unicode EquivalentUnifiedIdeograph.txt, with the simplified form where the bulletin's
script has one.

The dash of Chinese text (GB 2312 A1AA) is U+2014 in some tables and U+2015 in others. Fonts draw
both with one glyph, of which a text layer may name either; it is U+2014 here.

Latin ligatures that are one character (U+FB00–FB06) are the letters that they join.
"""

from __future__ import annotations

import unicodedata

_SIMPLIFIED = {
    "⼾": "户", "⾒": "见", "⾙": "贝", "⾞": "车", "⾧": "长", "⾨": "门", "⾭": "青", "⾱": "韦",
    "⾴": "页", "⾵": "风", "⾶": "飞", "⾺": "马", "⿂": "鱼", "⿃": "鸟", "⿄": "卤", "⿆": "麦",
    "⿈": "黄", "⿌": "黾", "⿑": "齐", "⿒": "齿", "⿓": "龙", "⿔": "龟",
}  # fmt: skip

_SUPPLEMENT = (
    "⺁厂⺂乛⺃乚⺄乚⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑尢⺒巳⺓幺⺔彐⺕彐⺖忄⺗心⺘扌⺙攵"
    "⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罒⺲罒"
    "⺳罒⺴罒⺵网⺶羊⺷羊⺸羊⺹老⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足"
    "⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞飠⻟飠⻠饣⻡首⻢马"
    "⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)

_TWINS = {"㬵": "胶", "𨓜": "逸", "晩": "晚", "∕": "／"}
"""Characters that fonts of Chinese text draw with the glyph of a common one: a text layer may name
either, often the one that comes first in Unicode."""


def _table() -> dict[int, str]:
    kangxi = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    supplement = {
        ord(radical): character
        for radical, character in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)
    }
    simplified = {ord(r): c for r, c in _SIMPLIFIED.items()}
    ligatures = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
    twins = {ord(a): b for a, b in _TWINS.items()}
    return kangxi | supplement | simplified | ligatures | twins | {0x2015: "\u2014"}


_RADICALS = _table()


def without_radicals(text: str) -> str:
    """`text` with each radical, twin, ligature and the other dash as what is meant."""
    return text.translate(_RADICALS)
