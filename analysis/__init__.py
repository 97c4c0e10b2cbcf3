"""Spatial analysis of corridors and areas: pure functions on GeoDataFrames.

>>> from analysis import check
"""

from analysis.check import CheckResult, check, check_distances
from analysis.counts import Counts
from analysis.errors import AtlasError, CrsError, DataError, MissingFileError, ParameterError
from analysis.messages import Message

__all__ = [
    "AtlasError",
    "CheckResult",
    "Counts",
    "CrsError",
    "DataError",
    "Message",
    "MissingFileError",
    "ParameterError",
    "check",
    "check_distances",
]
