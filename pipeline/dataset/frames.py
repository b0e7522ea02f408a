"""Arrow tables as pandas frames: dates that compare with text, nullable counts, exact decimals."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def to_frame(table: pa.Table) -> pd.DataFrame:
    """A frame with dates as datetime64, integers as Int64, decimals as Arrow's."""
    import pyarrow as pa

    _align_chinese()
    for number, column in enumerate(table.schema):
        if pa.types.is_date32(column.type):
            dates = table[column.name].cast(pa.timestamp("us"))
            table = table.set_column(number, column.name, dates)
    frame: pd.DataFrame = table.replace_schema_metadata(None).to_pandas(types_mapper=_dtype)
    return frame


@cache
def _align_chinese() -> None:
    """Once, so that a user may choose otherwise: pandas takes all characters to be equally wide."""
    import pandas as pd

    pd.set_option("display.unicode.east_asian_width", True)


def _dtype(kind: pa.DataType) -> Any:
    import pandas as pd
    import pyarrow as pa

    if pa.types.is_decimal(kind):
        return pd.ArrowDtype(kind)
    if pa.types.is_int64(kind):
        return pd.Int64Dtype()
    if pa.types.is_boolean(kind):
        return pd.BooleanDtype()
    return pd.Float64Dtype() if pa.types.is_float64(kind) else None
