"""The answer of a corridor check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from analysis.counts import HIGH_SHARE, LOW_SHARE, Counts, Weighed, count
from analysis.errors import DataError, ParameterError
from analysis.fields import listed
from analysis.inputs import RESERVED
from analysis.verdict import order_statistic

if TYPE_CHECKING:
    from analysis.inputs import MeasureFrom
    from analysis.messages import Message
    from analysis.record import Record
    from analysis.tally import Tally

ANY = RESERVED
"""Key of the whole corridor (the nearest of the chosen lines) among its lines."""


@dataclass(frozen=True, eq=False)
class CheckResult:
    """The answer to "which sites are in this corridor?".

    Parameters
    ----------
    table
        One row a site, index and order of the sites: `name`, `street`; `verdict` ("in", "verify", "out");
        `probability` that the true distance is at most the threshold; `distance_m` between the nominal
        positions (NaN if unlocated); `distance_low_m`, `distance_high_m`, its 5 % and 95 % points;
        `nearest_station` (its name; None when measured from the line) and `nearest_line` of the nominal position;
        `margin_m` = threshold - `distance_m`, positive inside: how far the threshold must move to change the
        side the nominal position is on; `basis`, `accuracy_m`; `flip_m`, the smallest change of the threshold
        that changes the verdict (see `analysis.verdict.flip_m`).
    by_line
        The same question for each line alone; MultiIndex (site, line): `verdict`, `probability`,
        `distance_m`, `nearest_station`.
    counts
        Of the whole corridor.
    distance_m, line_ids, measure_from
        What was asked; the lines sorted.
    unlocated_stations
        Stations of the chosen lines with neither a point nor a search area: they are left out, so that the
        result is a lower bound around them.
    warnings
        What a reader must know before quoting a number.
    record
        Inputs by content hash, parameters, versions, time.
    tallies
        Sites inside in every draw of the simulation, by line id, `ANY` for the whole corridor.
    """

    table: pd.DataFrame
    by_line: pd.DataFrame
    counts: Counts
    distance_m: float
    line_ids: tuple[str, ...]
    measure_from: MeasureFrom
    unlocated_stations: tuple[str, ...]
    warnings: tuple[Message, ...]
    record: Record
    tallies: dict[str, Tally]

    def summary_by(self, column: Literal["street", "line"]) -> pd.DataFrame:
        """Count the sites of every street, or inside every line's own corridor.

        Parameters
        ----------
        column
            "street" (any column of `table` with few values serves) or "line".

        Returns
        -------
        DataFrame
            Index = street (sorted, missing as "") or line id; the fields of `Counts` as columns.

        Raises
        ------
        ParameterError
            No such column.
        """
        if column == "line":
            groups = {
                line: (self.by_line.xs(line, level="line"), self.tallies[line].inside()) for line in self.line_ids
            }
        elif column in self.table.columns:
            values = self.table[column].fillna("").to_numpy()
            groups = {
                value: (self.table[values == value], self.tallies[ANY].inside(values == value))
                for value in sorted(set(values))
            }
        else:
            zh = f"结果表没有“{column}”列; 可按 street (街道) 或 line (线路) 汇总"
            en = f"the result has no column '{column}'; summarise by 'street' or 'line'"
            raise ParameterError(zh, en)
        rows = [
            count(list(part["verdict"]), part["probability"].to_numpy(), inside) for part, inside in groups.values()
        ]
        fields = list(Counts.__dataclass_fields__)
        data = [[getattr(row, field) for field in fields] for row in rows]
        return pd.DataFrame(data, index=pd.Index(list(groups), name=column, dtype=object), columns=fields)

    def weighed(self, weight: pd.Series) -> Weighed:
        """Sum a weight of the sites, such as population or households, inside the whole corridor.

        Parameters
        ----------
        weight
            Index = site ids (in any order), values 0 or more.

        Returns
        -------
        Weighed

        Raises
        ------
        DataError
            A site without a weight, or with a negative or infinite one.

        Examples
        --------
        >>> from analysis import check
        >>> from analysis.example import example_layers
        >>> sites, stations, lines, _ = example_layers()
        >>> result = check(sites, stations, lines, line_ids=["S1"], distance_m=500)
        >>> people = pd.Series({"a": 1000, "b": 500, "c": 800, "d": 300})
        >>> result.weighed(people).certain_in
        1000.0
        """
        values = pd.to_numeric(weight, errors="coerce").reindex(self.table.index)
        number = np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan))
        bad = ~np.isfinite(number) | (number < 0)
        if bad.any():
            which = listed(list(self.table.index[bad]))
            zh = f"{which} 的权重不是 0 或更大的数; 请改正或填 0"
            en = f"{which} have no weight of 0 or more; correct it or enter 0"
            raise DataError(zh, en)
        drawn = self.tallies[ANY].weighed(number)
        ranks = [order_statistic(len(drawn), share) for share in (LOW_SHARE, HIGH_SHARE)]
        low, high = np.partition(drawn, ranks)[ranks].tolist()
        probability = self.table["probability"].to_numpy()
        return Weighed(
            total=float(number.sum()),
            certain_in=float(number[(self.table["verdict"] == "in").to_numpy()].sum()),
            expected=float(np.nansum(number * probability)),
            low=low,
            high=high + float(number[np.isnan(probability)].sum()),
        )
