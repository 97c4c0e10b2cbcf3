"""Spatial analysis of corridors and areas: pure functions on GeoDataFrames.

>>> from analysis import check
"""

from analysis.accuracy import with_accuracy
from analysis.buffers import buffer_zone, buffers, one_sided, rings
from analysis.check import CheckResult, check, check_distances
from analysis.compare import Comparison, compare, compare_scenarios
from analysis.contribution import area_contribution, site_contribution
from analysis.counts import Counts
from analysis.coverage import CoverageResult, coverage
from analysis.curve import area_curve, site_curve
from analysis.errors import AtlasError, CrsError, DataError, MissingFileError, ParameterError
from analysis.messages import Message
from analysis.nearby import nearby
from analysis.presets import Preset, preset, presets
from analysis.scenario import HORIZONS, STATUSES, Scenario
from analysis.uncovered import uncovered

__all__ = [
    "HORIZONS",
    "STATUSES",
    "AtlasError",
    "CheckResult",
    "Comparison",
    "Counts",
    "CoverageResult",
    "CrsError",
    "DataError",
    "Message",
    "MissingFileError",
    "ParameterError",
    "Preset",
    "Scenario",
    "area_contribution",
    "area_curve",
    "buffer_zone",
    "buffers",
    "check",
    "check_distances",
    "compare",
    "compare_scenarios",
    "coverage",
    "nearby",
    "one_sided",
    "preset",
    "presets",
    "rings",
    "site_contribution",
    "site_curve",
    "uncovered",
    "with_accuracy",
]
