"""Filling in an accuracy is the user's choice and touches nothing that is stated."""

from __future__ import annotations

import math

import pytest

from analysis import ParameterError, with_accuracy
from tests.analysis.frames import sites


def test_only_what_is_missing_is_filled():
    frame = sites([(0, 0), (1, 1), None], [50.0, None, None])
    filled = with_accuracy(frame, 200)
    assert filled["accuracy_m"].tolist()[:2] == [50.0, 200.0]
    assert math.isnan(filled["accuracy_m"].iloc[2])
    assert filled.index.equals(frame.index)
    assert frame["accuracy_m"].isna().tolist() == [False, True, True]
    assert with_accuracy(frame.drop(columns="accuracy_m"), 0)["accuracy_m"].tolist()[:2] == [0.0, 0.0]


@pytest.mark.parametrize("accuracy", [-1, math.nan, math.inf])
def test_it_is_metres(accuracy: float):
    with pytest.raises(ParameterError, match="accuracy"):
        with_accuracy(sites([(0, 0)]), accuracy)
