"""Years of invented issues as readings, rougher than any simulator's: seasons, growth, a month
that stops the city, hospitals that move, small counts. No PDF is drawn, so ten years cost seconds.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from random import Random

from pipeline.model.arrival import Arrival
from pipeline.reading.model import Block, Reading
from tests.injected.corpus import Corpus
from tests.interpreting.paper import REGISTRY, masthead, paragraph, reading, table

_FIRST = 2016
_HOSPITALS = (
    "南京鼓楼医院", "江苏省人民医院", "江苏省中医院", "南京市第一医院", "南京市儿童医院",
    "南京市妇幼保健院", "东南大学附属中大医院", "南京市口腔医院", "南京脑科医院", "南京市中医院",
    "南京市江宁医院", "江苏省肿瘤医院", "南京明基医院", "南京同仁医院", "南京市胸科医院",
    "南京市溧水区人民医院", "南京市高淳人民医院", "南京江北医院",
)  # fmt: skip
_DISTRICTS = ("江宁区", "六合区", "浦口区", "溧水区", "高淳区", "鼓楼区", "秦淮区", "玄武区",
              "建邺区", "栖霞区", "雨花台区")  # fmt: skip
_WAYS = ("电话预约", "在线预约", "快速预约", "诊间预约", "第三方")
_CHANNELS = (("健康南京", 1), ("南京卫生12320微信", 1), ("12320快速预约", 2), ("我的南京客户端", 4))
_HOTLINE = ("咨询类", "医疗投诉", "电话预约", "人工服务", "心理危机干预", "自助语音问答")
_PLATFORM = [["序号", "接入单位", "定时数据上传量", "实时数据上传天数", "实时数据表单上传情况",
              "门急诊人次", "门急诊收入（千元）", "出院人次", "住院收入（千元）"]]  # fmt: skip


def archive(months: int = 36, seed: int = 1) -> Corpus:
    """A corpus of consecutive issues in which every sum holds."""
    city = _City(Random(f"history-{seed}"), months)
    made = []
    for number in range(months):
        read = _issue(city, number)
        when = dt.datetime(2030, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=number)
        made.append((Arrival(read.sha256, f"{number:03}.pdf", when), read))
    return Corpus(made, REGISTRY)


class _City:
    """The history of every series, drawn once."""

    def __init__(self, chance: Random, months: int) -> None:
        self.chance = chance
        self.months = months
        self.shocked = set(chance.sample(range(3, months), max(1, months // 24)))
        self.summer = {name: chance.gauss(0, 0.15) for name in _HOSPITALS}
        self.bookings = {
            name: [self.series(math.exp(chance.uniform(2.2, 8.5)), 0.3) for _ in _WAYS]
            for name in _HOSPITALS
        }
        self.hotline = [self.series(level, 0.2) for level in (7000, 1500, 9000, 8000, 500, 700)]
        self.places = {
            name: self.place(8_000_000 * 0.82**at)
            for at, name in enumerate((*_HOSPITALS, *_DISTRICTS))
        }
        self.shares = [chance.uniform(0.3, 0.7) for _ in range(months)]

    def series(self, level: float, spread: float) -> list[int]:
        """Growth, season, scatter that lasts a while, the shared shocks, at times a new level."""
        chance, drift = self.chance, self.chance.gauss(0.004, 0.006)
        season = [self.chance.gauss(0, 0.1) - 0.3 * (month == 1) for month in range(12)]
        moved = chance.randrange(self.months) if chance.random() < 0.1 else self.months
        new_level = math.log(chance.uniform(1.5, 2.2))
        lasting, out = 0.0, []
        for n in range(self.months):
            lasting = 0.6 * lasting + chance.gauss(0, spread * 0.6)
            log = math.log(level) + drift * n + season[_month(n).month - 1] + lasting
            log += new_level * (n >= moved) - 0.9 * (n in self.shocked)
            out.append(max(round(math.exp(log + chance.gauss(0, spread * 0.4))), 0))
        return out

    def place(self, records: float) -> dict[str, list[int]]:
        chance = self.chance
        visits = self.series(math.exp(chance.uniform(8.5, 12.5)), 0.12)
        stays = self.series(math.exp(chance.uniform(3.5, 8.5)), 0.15)
        price, dear = chance.uniform(150, 700), chance.uniform(5000, 25000)
        return {
            "records": self.series(records, 0.05),
            "visits": visits,
            "revenue": [round(v * price * math.exp(chance.gauss(0, 0.06)) / 10) for v in visits],
            "stays": stays,
            "inpatient": [round(s * dear * math.exp(chance.gauss(0, 0.1)) / 10) for s in stays],
        }


def _month(number: int) -> dt.date:
    return dt.date(_FIRST + number // 12, number % 12 + 1, 1)


def _issue(city: _City, number: int) -> Reading:
    month, after = _month(number), _month(number + 1)
    printed = f"{month.year}年{month.month}月"
    bookings = _ordered([
        [name, *(series[number] for series in city.bookings[name])] for name in _HOSPITALS
    ])  # fmt: skip
    head = masthead(
        f"{after.year}年第{after.month}期（总第{number + 1}期）",
        f"{after.year}年{after.month}月25日",
    )
    blocks: list[Block] = [
        *head,
        _hotline(city, number, printed),
        table(
            f"{printed}12320预约挂号服务统计", [["序号", "单位", *_WAYS, "小计"]],
            [*_numbered(bookings), ["合计", "", *_sums(bookings)]], page=2,
            notes=(f"（截止{printed}，总预约挂号量为{_bookings_so_far(city, number)}次）",),
        ),
        table(f"{printed}线上预约情况统计", [["序号", "名称", "预约数量"]],
              _channels(bookings, city.shares[number]), page=3),
        table(f"{printed}南京市卫生信息平台数据采集情况（区）", _PLATFORM,
              _platform(city, number, _DISTRICTS), page=4),
        table(f"{printed}南京市卫生信息平台数据采集情况（医院）", _PLATFORM,
              _platform(city, number, _HOSPITALS), page=5,
              notes=(f"（截止{printed}，累计校验入库数据{30 + number * 0.61:.2f}亿条）",)),
    ]  # fmt: skip
    made = reading(*blocks, pages=5)
    return made.model_copy(update={"sha256": f"{number:064x}"})


def _hotline(city: _City, number: int, printed: str) -> Block:
    figures = [series[number] for series in city.hotline]
    parts = "、".join(f"{name}{n}个" for name, n in zip(_HOTLINE, figures, strict=True))
    return paragraph(f"{printed}，南京12320卫生热线共受理咨询电话{sum(figures)}个，其中{parts}。")


def _bookings_so_far(city: _City, number: int) -> int:
    series = [s for name in _HOSPITALS for s in city.bookings[name]]
    return 10_000_000 + sum(sum(s[: number + 1]) for s in series)


def _ordered(rows: list[list[str | int]]) -> list[list[str | int]]:
    whole = [[*row, sum(int(part) for part in row[1:])] for row in rows]
    return sorted(whole, key=lambda row: -int(row[-1]))


def _numbered(rows: Sequence[Sequence[str | int]]) -> list[list[str]]:
    return [[str(at), *map(str, row)] for at, row in enumerate(rows, 1)]


def _sums(rows: Sequence[Sequence[str | int]]) -> list[str]:
    return [str(sum(int(row[c]) for row in rows)) for c in range(1, len(rows[0]))]


def _channels(bookings: Sequence[Sequence[str | int]], share: float) -> list[list[str]]:
    fed = [sum(int(row[way + 1]) for row in bookings) for _, way in _CHANNELS]
    fed[0] = int(fed[0] * share)
    fed[1] -= fed[0]
    rows = sorted(zip((n for n, _ in _CHANNELS), fed, strict=True), key=lambda pair: -pair[1])
    return [*_numbered(rows), ["合计", "", str(sum(fed))]]


def _platform(city: _City, number: int, names: Sequence[str]) -> list[list[str]]:
    rows: list[list[str | int]] = []
    for name in names:
        place = {what: series[number] for what, series in city.places[name].items()}
        days = max(0, 28 - int(city.chance.expovariate(0.3)))
        rows.append([
            name, place["records"], days, f"{round(12 * days / 28)}/12", place["visits"],
            f"{place['revenue'] / 100:.2f}", place["stays"], f"{place['inpatient'] / 100:.2f}",
        ])  # fmt: skip
    return _numbered(sorted(rows, key=lambda row: -int(row[1])))
