"""Layouts by name: one difficulty each, and random mixtures of them."""

from __future__ import annotations

from random import Random
from typing import Any

Knobs = dict[str, Any]

_RULES = (
    "thin_rect", "cell_rect", "broken", "double", "dashed", "dots", "open_sides", "frame",
    "hlines", "booktabs", "vlines", "none", "zebra", "tiles",
)  # fmt: skip
_MISSING = ("/", "-", "—", "——", "无", "", "…", "－", "\\", "未报")

THEMES: dict[str, tuple[Knobs, ...]] = {
    "plain": ({},),
    **{f"rules_{kind}": ({"rules": kind},) for kind in _RULES},
    "rounded": tuple({"rules": "rounded", "header_depth": n} for n in (1, 2, 3)),
    "shaded": ({"shade_header": True}, {"rules": "booktabs", "shade_header": True}),
    "textfirst": ({"text_first": True},),
    "traditional": tuple({"traditional": True, "hotline": n} for n in range(4)),
    "landscape": (
        {"platform_on": "landscape"},
        {"orientation": "landscape", "rules": "hlines"},
    ),
    "rotated": (
        {"platform_on": "rotate90"}, {"platform_on": "rotate270", "rules": "booktabs"},
        {"orientation": "rotate180"},
    ),
    "sideways": (
        {"platform_on": "sideways"}, {"platform_on": "sideways_cw"},
        {"platform_on": "sideways", "rules": "booktabs"},
        {"platform_on": "sideways_cw", "rules": "none"},
    ),
    "watermark": (
        {"watermark": "内部资料"}, {"watermark": "样刊", "watermark_first": False},
        {"watermark": "内部资料注意保存", "watermark_kind": "flat"},
        {"watermark": "南京卫生", "watermark_kind": "tiled", "rules": "booktabs"},
        {"watermark": "2023", "watermark_first": False, "rules": "hlines"},
    ),
    "hidden": (
        {"hidden": ("mode3",)}, {"hidden": ("white",)}, {"hidden": ("outside", "tiny")},
        {"hidden": ("mode3", "white", "outside", "tiny"), "rules": "booktabs"},
    ),
    "splitrow": (
        {"split_row": True, "name_weight": 1.0},
        {"split_row": True, "name_weight": 1.0, "header_repeat": False},
        {"split_row": True, "name_weight": 1.0, "rules": "hlines"},
        {"split_row": True, "name_weight": 1.0, "rules": "booktabs"},
    ),
    "wrapped": (
        {"name_weight": 1.0}, {"name_weight": 0.8, "rules": "booktabs"},
        {"name_weight": 0.9, "rules": "none"},
        {"name_weight": 0.9, "rules": "zebra", "top_aligned": True},
    ),
    "noheader": (
        {"header_repeat": False, "rows": 44},
        {"header_repeat": False, "rows": 44, "rules": "booktabs"},
        {"header_repeat": False, "rows": 44, "rules": "none"},
    ),
    "long": (
        {"rows": 45, "gap": 9.0}, {"rows": 45, "gap": 9.0, "rules": "hlines"},
        {"rows": 45, "gap": 9.0, "rules": "none"},
    ),
    "footnote": (
        {"marks": "name"}, {"marks": "name", "mark": "①"}, {"marks": "number"},
        {"marks": "number", "mark": "②"}, {"marks": "name", "mark": "※"},
    ),
    "raised": (
        {"marks": "raised"}, {"marks": "raised", "rules": "booktabs"},
        {"marks": "raised", "mark_size": 0.83, "mark_rise": 0.33},
        {"marks": "raised", "mark_size": 0.75, "mark_rise": 0.25, "rules": "none"},
        {"marks": "raised", "platform_on": "sideways"},
        {"marks": "raised", "platform_on": "sideways_cw", "numbers": "left"},
    ),
    "thousands": (
        {"thousands": ","}, {"thousands": "，"}, {"thousands": " "},
        {"thousands": "\u2009", "font": "blocks"}, {"thousands": "\u00a0", "font": "blocks"},
        {"thousands": "'"}, {"thousands": " ", "rules": "none"},
    ),
    "fullwidth": (
        {"full_width": True, "orientation": "landscape", "size": 7.0},
        {"full_width": True, "orientation": "landscape", "size": 7.0, "rules": "hlines"},
    ),
    "brokenfigures": (
        {"full_width": True}, {"full_width": True, "thousands": ",", "rules": "hlines"},
        {"full_width": True, "rules": "booktabs", "split_row": True, "name_weight": 1.0},
    ),
    "strayspace": ({"stray_space": True}, {"stray_space": True, "rules": "booktabs"}),
    "spacednames": ({"spaced_names": True}, {"spaced_names": True, "rules": "none"}),
    "missing": (
        *({"missing": mark, "holes": 0.25} for mark in _MISSING),
        {"missing": "", "holes": 0.3, "rules": "booktabs"},
        {"missing": "", "holes": 0.3, "rules": "none"},
    ),
    "align": (
        {"numbers": "left"}, {"numbers": "center"}, {"numbers": "decimal", "decimals": "fixed"},
        {"numbers": "left", "rules": "none"}, {"numbers": "center", "rules": "booktabs"},
        {"names": "right"}, {"names": "spread"}, {"names": "center", "rules": "none"},
    ),
    "distributed": (
        {"names": "spread", "numbers": "spread"},
        {"names": "spread", "numbers": "spread", "rules": "cell_rect", "per_char": True},
    ),
    "letterspaced": (
        {"spacing": 0.3, "numbers": "right"},
        {"spacing": 0.2, "rules": "booktabs", "numbers": "right"},
        {"spacing": 0.3, "rules": "none", "numbers": "right", "per_char": True},
    ),
    "touching": ({"pad": 0.4}, {"pad": 0.4, "rules": "broken"},
    {"pad": 0.2, "rules": "none", "numbers": "center"}),
    "overflow": (
        {"wrap": False, "name_weight": 1.6, "header_depth": 1, "size": 7.5},
        {"wrap": False, "name_weight": 1.8, "size": 7.0, "rules": "hlines"},
    ),
    "permuted": ({"permute": True}, {"permute": True, "rules": "booktabs", "header_depth": 3}),
    "unknown": (
        {"unknown_column": "自助机预约"}, {"unknown_table": True},
        {"unknown_table": True, "unknown_column": "家庭医生预约", "rules": "booktabs"},
        {"new_hospital": "南京秋水口腔医院"},
    ),
    "beside": (
        {"side_by_side": 1}, {"side_by_side": 3}, {"side_by_side": 2, "by_row": True},
        {"side_by_side": 3, "by_row": True, "rules": "booktabs"},
        {"side_by_side": 2, "rules": "none"},
    ),
    "transposed": (
        {"transposed": True, "platform_on": "landscape"},
        {"transposed": True, "platform_on": "landscape", "rules": "hlines"},
    ),
    "totals": (
        {"total_label": "总计"}, {"total_label": "合　计"}, {"total_label": "全市合计"},
        {"total_at": "top"}, {"total_merged": True}, {"total_label": "共计", "rules": "booktabs"},
        {"total_label": "总数", "total_at": "top", "rules": "none"},
    ),
    "headers": (
        {"header_depth": 1}, {"header_depth": 3}, {"header_depth": 3, "rules": "hlines"},
        {"header_depth": 3, "rules": "none"}, {"header_depth": 2, "rules": "booktabs"},
    ),
    "wording": tuple({"words": n, "hotline": n - 1} for n in (1, 2, 3, 4)),
    "units": (
        {"unit": 10000}, {"unit": 1, "unit_in": "caption"}, {"unit": 10000, "unit_in": "note"},
        {"unit": 1000, "unit_in": "caption"}, {"unit": 1000, "unit_in": "note", "rules": "none"},
    ),
    "captions": (
        {"caption_break": True}, {"caption_lines": 2}, {"caption_align": "left"},
        {"notes_at": "above"}, {"caption_break": True, "rules": "booktabs", "caption_lines": 2},
        {"caption_align": "left", "rules": "none"},
    ),
    "tight": ({"tight": True}, {"tight": True, "rules": "hlines"},
    {"tight": True, "rules": "none"}),
    "columns": ({"two_columns": True, "articles": 4}, {"two_columns": True, "articles": 6}),
    "articles": ({"articles": 6}, {"list_in_article": True, "articles": 3}, {"articles": 1}),
    "furniture": (
        {"running_header": "南京卫生信息化简报　2023年第6期", "footer": "第{n}页 共{total}页"},
        {"running_header": "内部资料　注意保存", "footer": "{n}", "footer_at": "outer"},
        {"footer": "- {n} -", "footer_at": "outer"},
        {"footer": "{n}/{total}", "footer_at": "right"},
        {"footer": ""}, {"footer": "· {n} ·", "running_header": "南京市卫生信息中心"},
    ),
    "mastheads": tuple(
        {"masthead": kind}
        for kind in ("gap", "full", "half", "square", "chinese", "iso", "one_line", "many_lines")
    ),
    "imprint": ({"imprint": "one_line"}, {"imprint": "order"}),
    "hotline": tuple({"hotline": n} for n in (1, 2, 3)),
    "issues": ({"combined": True, "issue": 1}, {"issue": 1}, {"combined": True, "issue": 7}),
    "kangxi": ({"kangxi": True, "font": "blocks"},
    {"kangxi": True, "font": "blocks", "rules": "booktabs"}),
    "ways": (
        {"ways": ("phone", "online")}, {"ways": ("phone", "online", "in_clinic")},
        {"ways": ("phone", "online", "quick", "in_clinic", "third_party")},
    ),
    "press": ({"bleed": 30.0}, {"bleed": 30.0, "platform_on": "rotate90", "rules": "booktabs"}),
    "order": (
        {"order": "shuffled"}, {"order": "columns"}, {"order": "shuffled", "rules": "booktabs"},
        {"order": "columns", "rules": "none", "two_columns": True, "articles": 4},
    ),
    "perchar": ({"per_char": True}, {"per_char": True, "order": "shuffled", "rules": "hlines"}),
    "fakebold": ({"fake_bold": True}, {"fake_bold": True, "rules": "booktabs"}),
    "justified": ({"justify": True, "articles": 5}, {"justify": True, "two_columns": True}),
    "blanks": ({"blanks": 2}, {"blanks": 3, "rules": "none"}),
    "mixed": tuple({"mix": n} for n in range(12)),
}  # fmt: skip


def knobs_of(theme: str, count: int, seed: int) -> list[Knobs]:
    """`count` sets of knobs of a theme, each another issue; "mixed" draws its own."""
    sets = THEMES[theme]
    out = []
    for i in range(count):
        chosen = dict(sets[i % len(sets)])
        if "mix" in chosen:
            chosen = mixed(Random(f"mixed-{seed}-{chosen['mix']}-{i}"))
        step = i + seed
        # Each has a month of its own, so that all of a theme can lie in one inbox.
        year = 2020 + i % 6 if "issue" in chosen else 2020 + step // 11 % 6
        out.append({"year": year, "issue": 2 + step % 11, **chosen})
    return out


def mixed(rng: Random) -> Knobs:
    """A random handful of difficulties."""
    some: Knobs = {
        "rules": rng.choice(("stroke", *_RULES)),
        "header_depth": rng.choice((1, 2, 2, 3)),
        "numbers": rng.choice((None, "left", "center", "decimal")),
        "thousands": rng.choice(("", "", ",")),
        "missing": rng.choice(_MISSING),
        "unit": rng.choice((1000, 10000)),
        "unit_in": rng.choice(("header", "caption", "note")),
        "rows": rng.choice((12, 25, 40)),
        "size": rng.choice((7.5, 9.0, 10.5)),
        "masthead": rng.choice(("plain", "gap", "full", "half", "many_lines")),
    }
    extras: tuple[Knobs, ...] = (
        {"shade_header": True}, {"header_repeat": False}, {"split_row": True, "name_weight": 1.0},
        {"name_weight": 1.1}, {"two_columns": True}, {"watermark": "内部资料"},
        {"hidden": ("mode3",)},
        {"marks": "name", "mark": "①"}, {"marks": "raised"}, {"caption_break": True},
        {"caption_lines": 2}, {"caption_align": "left"}, {"notes_at": "above"}, {"tight": True},
        {"permute": True}, {"unknown_column": "自助机预约"}, {"unknown_table": True},
        {"platform_on": rng.choice(("landscape", "rotate90", "sideways", "sideways_cw"))},
        {"running_header": "内部资料　注意保存", "footer": "第{n}页"},
        {"full_width": True, "orientation": "landscape", "size": 7.0, "platform_on": None},
        {"stray_space": True, "thousands": ""}, {"total_label": "总计"}, {"total_at": "top"},
        {"side_by_side": 3}, {"kangxi": True, "font": "blocks"}, {"text_first": True},
    )  # fmt: skip
    for extra in rng.sample(extras, 4):
        some |= extra
    return some
