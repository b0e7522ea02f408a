"""The numbers that decide what is suspicious, each with its reason."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Thresholds(BaseModel):
    """Settings of the checks over time. Factors are ratios, not logarithms."""

    model_config = ConfigDict(frozen=True)

    neighbours: int = Field(12, ge=4, le=60, description=(
        "Reports around a month that say what is usual: a year of monthly issues holds every "
        "season once; of a sparse archive, the nearest twelve reports."
    ))  # fmt: skip
    min_neighbours: int = Field(4, ge=3, description=(
        "Fewer reports than this have no usual value: the median of three is one figure."
    ))  # fmt: skip
    min_entities: int = Field(5, ge=3, description=(
        "Rows of a month from which a movement shared by all (an epidemic, a holiday) is taken "
        "out before a single one is judged."
    ))  # fmt: skip
    jump_factor: float = Field(4.0, gt=1, description=(
        "How many times the usual value is a jump. A digit too many or too few is a factor of "
        "about 10, and still 5 where the figure itself moved by half the other way. In the "
        "simulated issues used for development only injected faults stood 4 times off; real "
        "months may be rougher."
    ))  # fmt: skip
    jump_scales: float = Field(5.0, gt=0, description=(
        "A jump must also be this many times the usual scatter of its own series, so that a "
        "series that always leaps is not reported every month."
    ))  # fmt: skip
    ratio_factor: float = Field(2.5, gt=1, description=(
        "How far revenue per visit may leave its own history. It is much steadier than visits "
        "or revenue, so a smaller factor is already a fault."
    ))  # fmt: skip
    scale_floor: float = Field(0.15, gt=0, description=(
        "Least scatter (of the natural logarithm) assumed of any series: figures that happened "
        "to agree for a year do not make 20 per cent more a surprise."
    ))  # fmt: skip
    min_usual: float = Field(50, ge=0, description=(
        "A series whose usual value is smaller than this is counted in ones and tens, where a "
        "factor of five is chance."
    ))  # fmt: skip
    max_out_of_order: float = Field(0.2, gt=0, lt=1, description=(
        "Where more than this share of a table's rows stand out of falling order, the table is "
        "not printed in that order at all, and no row is to blame."
    ))  # fmt: skip
