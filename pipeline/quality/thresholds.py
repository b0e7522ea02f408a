"""The numbers that decide what is suspicious, each with its reason.

They are settings: `BULLETINS_CHECKS__JUMP_FACTOR` sets `jump_factor`.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator


class Thresholds(BaseModel):
    """Settings of the checks over time. Factors are ratios, not logarithms."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    neighbours: int = Field(12, ge=4, le=60, description=(
        "Reports around a month that say what is usual: a year of monthly issues holds every "
        "season once; of a sparse archive, the nearest twelve reports."
    ))  # fmt: skip
    min_neighbours: int = Field(4, ge=3, le=60, description=(
        "Fewer reports than this have no usual value: the median of three is one figure."
    ))  # fmt: skip
    min_entities: int = Field(5, ge=3, description=(
        "Rows of a month from which a movement shared by all (an epidemic, a holiday) is taken "
        "out before a single one is judged."
    ))  # fmt: skip
    min_years: int = Field(3, ge=2, description=(
        "Other years that must show how the same month usually differs before that season is "
        "taken out: the median of two lets one odd year decide for both."
    ))  # fmt: skip
    jump_factor: float = Field(3.0, gt=1, description=(
        "How many times the usual value is a jump. A digit too many or too few is a factor of "
        "about 10, and still 5 where the figure itself moved by half the other way; a leading 1 "
        "lost is a factor of 2 to 10. Hospitals do move, but seldom threefold in a month."
    ))  # fmt: skip
    jump_scales: float = Field(5.0, gt=0, description=(
        "A jump must also be this many times the usual scatter of its own series, so that a "
        "series that always leaps is not reported every month."
    ))  # fmt: skip
    ratio_factor: float = Field(1.8, gt=1, description=(
        "How far revenue per visit may leave its own history. It is much steadier than visits "
        "or revenue, so a smaller factor is already a fault: prices change by per cents, a "
        "digit in the wrong place by more."
    ))  # fmt: skip
    swap_scales: float = Field(3.0, gt=0, description=(
        "How many scatters two neighbouring figures must both be off, in opposite directions, "
        "to be taken for exchanged. One figure is that far off once in 400 by chance; two "
        "beside each other that also fit each other's place are no chance."
    ))  # fmt: skip
    swap_left: float = Field(1.5, gt=0, description=(
        "How many scatters both may still be off once exchanged back: an ordinary month."
    ))  # fmt: skip
    scale_floor: float = Field(0.15, gt=0, description=(
        "Least scatter (of the natural logarithm) assumed of any series: figures that happened "
        "to agree for a year do not make 20 per cent more a surprise."
    ))  # fmt: skip
    ratio_scale_floor: float = Field(0.08, gt=0, description=(
        "The same for revenue per visit, which is steadier."
    ))  # fmt: skip
    min_usual: float = Field(10, ge=0, description=(
        "A series whose usual value is smaller than this is counted in ones, where a factor of "
        "five is chance. Above it, chance is part of the scatter (the root of the count)."
    ))  # fmt: skip
    standing_reports: int = Field(4, ge=2, description=(
        "An implausible revenue per visit in this many reports of one hospital, and in most of "
        "them, is how the hospital reports: one finding says so, at the latest report."
    ))  # fmt: skip
    max_out_of_order: float = Field(0.2, gt=0, lt=1, description=(
        "Where more than this share of a table's rows are out of falling order, the table is "
        "not printed in that order at all, and no row is at fault."
    ))  # fmt: skip

    @field_validator("min_neighbours")
    @classmethod
    def _not_more_than_there_are(cls, value: int, info: ValidationInfo) -> int:
        """Else no figure would ever have enough neighbours, and nothing would be checked."""
        if value > info.data.get("neighbours", value):
            raise ValueError(f"it is more than neighbours, which is {info.data['neighbours']}")
        return value
