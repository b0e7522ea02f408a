"""What stands around the tables: masthead, articles, the hotline paragraph, the imprint."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from tests.lab import names
from tests.lab.figures import Month
from tests.lab.flow import Flow
from tests.lab.knobs import Knobs
from tests.lab.printed import month_name

TITLE = "南京卫生信息化简报"
PUBLISHER = "南京市卫生信息中心"
ADDRESS, POSTCODE, PHONE, FAX = "南京市紫竹林3号", "210003", "025-83626620", "025-83626621"
EMAIL, WEBSITE = "njwsxx@163.com", "www.nj12320.org"
_CHINESE = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Imprint:
    """What differs from issue to issue."""

    serial: int
    published: dt.date
    editor: str
    copies: int


def imprint_of(rng: Random, knobs: Knobs) -> Imprint:
    last = knobs.issue + knobs.combined
    return Imprint(
        serial=(knobs.year - 2012) * 12 + knobs.issue,
        published=dt.date(knobs.year, last, rng.randrange(15, 29)),
        editor=rng.choice(names.EDITORS),
        copies=rng.randrange(45, 60) * 10,
    )


def masthead(flow: Flow, knobs: Knobs, imprint: Imprint) -> None:
    """Title, numbers, publisher and date at the head of the first page."""
    kind = knobs.masthead
    number, serial, date = _numbers(knobs, imprint)
    flow.line(
        TITLE if kind != "gap" else " ".join(TITLE),
        24 if kind == "gap" else 28,
        "center",
        bold=True,
    )
    flow.space(6)
    if kind == "one_line":
        flow.line(f"{number}（总第{serial}期）　{PUBLISHER}编印　{date}", 11, "center")
    elif kind == "many_lines":
        for text in (number, f"总第{serial}期", f"编印单位：{PUBLISHER}", f"出版日期：{date}"):
            flow.line(text, 12, "center")
    else:
        joined = {
            "gap": f"{number}　　　　总第{serial}期",
            "full": f"{number} （ 总第 {serial} 期 ）",
            "square": f"{number}〔总第{serial}期〕",
            "half": f"{number}(总第{serial}期)",
        }.get(kind, f"{number}（总第{serial}期）")
        flow.line(joined, 14, "center")
        top = flow.y
        flow.line(f"{PUBLISHER} 编印", 12)
        flow.y = top
        flow.line(date, 12, "right")
    flow.paper.line(flow.left, flow.y + 2, flow.right, flow.y + 2, w=1.5)
    flow.space(12)


def articles(flow: Flow, knobs: Knobs, rng: Random) -> list[dict[str, object]]:
    """News items; what the truth says of them."""
    chosen = rng.sample(names.ARTICLES, knobs.articles)
    texts = [(title, [_filled(p, knobs, rng) for p in paragraphs]) for title, paragraphs in chosen]
    if knobs.two_columns:
        flow.columns(texts)
    else:
        for i, (title, paragraphs) in enumerate(texts):
            flow.title(title)
            for text in paragraphs:
                flow.paragraph(text)
            if knobs.list_in_article and not i:
                paragraphs += _list(flow, rng)
    return [
        {"position": i, "title": title, "body": "\n".join(paragraphs)}
        for i, (title, paragraphs) in enumerate(texts, 1)
    ]


def hotline(flow: Flow, knobs: Knobs, month: Month) -> None:
    """The paragraph of the 12320 hotline under its heading."""
    name = month_name(month.first)
    flow.title(f"南京12320卫生热线{name}数据统计", 14)
    flow.paragraph(_HOTLINE[knobs.hotline].format(m=name, **month.hotline))
    flow.space(6)


def imprint_page(flow: Flow, knobs: Knobs, imprint: Imprint) -> None:
    """Address and editor on the last page."""
    flow.new_page("portrait")
    fields = [
        f"地址：{ADDRESS}", f"邮编：{POSTCODE}", f"电话：{PHONE}", f"传真：{FAX}",
        f"E-mail: {EMAIL}", f"网址: {WEBSITE}", f"责任编辑：{imprint.editor}",
    ]  # fmt: skip
    if knobs.imprint == "order":
        fields = fields[::-1]
    if knobs.imprint == "one_line":
        flow.line(PUBLISHER, 11)
        for pair in (fields[:2], fields[2:4], fields[4:6], fields[6:]):
            flow.line("　　".join(pair), 11)
    else:
        for text in (PUBLISHER, *fields):
            flow.line(text, 11)
    flow.space(40)
    flow.line(f"本期共印 {imprint.copies} 份", 11, "right")


def _numbers(knobs: Knobs, imprint: Imprint) -> tuple[str, str, str]:
    """Issue, serial number and date as printed."""
    first, last, day = knobs.issue, knobs.issue + knobs.combined, imprint.published
    chinese = knobs.masthead == "chinese"
    typed = _numeral if chinese else str
    issue = typed(first) if first == last else f"{typed(first)}-{typed(last)}"
    serial = typed(imprint.serial)
    if knobs.combined:
        serial += f"-{typed(imprint.serial + 1)}"
    year = "".join(_CHINESE[int(d)] for d in str(knobs.year)) if chinese else str(knobs.year)
    number = f"{year} 年第 {issue} 期" if knobs.masthead == "full" else f"{year}年第{issue}期"
    date = f"{year}年{typed(day.month)}月{typed(day.day)}日"
    return number, serial, day.isoformat() if knobs.masthead == "iso" else date


def _numeral(n: int) -> str:
    """1 to 999 in Chinese: 三, 十二, 二十一, 一百五十七, 一百零三."""
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    out = f"{_CHINESE[hundreds]}百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else _CHINESE[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (_CHINESE[ones] if ones else "")


def _filled(text: str, knobs: Knobs, rng: Random) -> str:
    return text.format(
        y=knobs.year, m=knobs.issue, d=rng.randrange(2, 10), n=rng.randrange(11, 90),
        k=rng.randrange(20, 140), v=rng.randrange(1000, 9999),
    )  # fmt: skip


def _list(flow: Flow, rng: Random) -> list[str]:
    """Lines that look like a table and are none."""
    rows = [
        f"{name}　　{rng.randrange(100, 999)}人　　{rng.randrange(10, 99)}项"
        for name in names.DISTRICTS[:4]
    ]
    texts = ["各区参与情况如下：", *rows]
    for text in texts:
        flow.paragraph(text)
    return texts


_HOTLINE = (
    "{m}，南京12320卫生热线共受理咨询电话{calls_total}个，其中咨询类{consultations}个、"
    "医疗投诉{complaints}个、电话预约{phone_bookings}个、人工服务{agent_calls}通、"
    "心理危机干预{crisis_interventions}通、自助语音问答{self_service}个，受理市12345工单"
    "{city_tickets}件，省12345工单{province_tickets}件，自接工单{own_tickets}件。",
    "{m}，南京 12320 卫生热线共受理咨询电话 {calls_total} 个。其中：咨询类 {consultations} 个、"
    "医疗投诉 {complaints} 个、电话预约 {phone_bookings} 个、人工服务 {agent_calls} 通、"
    "心理危机干预 {crisis_interventions} 通、自助语音问答 {self_service} 个；受理市 12345 工单 "
    "{city_tickets} 件，省 12345 工单 {province_tickets} 件，自接工单 {own_tickets} 件。",
    "据统计，{m}12320热线受理电话共计{calls_total}个：电话预约{phone_bookings}个，"
    "咨询{consultations}个，投诉{complaints}个，人工接听{agent_calls}个，自助语音{self_service}个，"
    "心理援助{crisis_interventions}个。同期办理工单：自接工单{own_tickets}件、"
    "市12345工单{city_tickets}件、省12345工单{province_tickets}件。",
    "{m}，12320热线受理咨询电话{calls_total}个（咨询类{consultations}个，医疗投诉{complaints}个，"
    "电话预约{phone_bookings}个，人工服务{agent_calls}个，心理危机干预{crisis_interventions}个，"
    "自助语音问答{self_service}个）；工单方面，市12345工单{city_tickets}件，省12345工单"
    "{province_tickets}件，自接工单{own_tickets}件。",
)
