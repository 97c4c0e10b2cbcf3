"""Of the sites given a probability near p, a share p is truly inside."""

from __future__ import annotations

import numpy as np

from analysis.calibration import World, calibration_table


def test_probabilities_are_true():
    table = calibration_table(worlds=40, seed=8, draws=512)
    assert table["n"].sum() > 800
    scored = table[(table["standard_error"] > 0) & (table["n"] >= 20)]
    assert len(scored) >= 8
    surprise = (scored["observed"] - scored["stated"]) / scored["standard_error"]
    assert surprise.abs().max() < 4
    assert np.sqrt((surprise**2).mean()) < 2
    ends = table.loc[[0.0]]
    assert ends["observed"].tolist() == [0.0]


def test_it_would_notice_understated_errors():
    """Truths from errors three times as large as stated: the same comparison must fail."""
    honest = World(
        sites=300, stations=8, site_ce90_m=(500.0, 500.0), station_ce90_m=(400.0, 400.0), line_ce90_m=(300.0, 300.0)
    )
    table = calibration_table(worlds=40, seed=8, draws=512, world=honest, stated_share=1 / 3)
    sure = table.loc[0.95]
    assert sure["observed"] < sure["stated"] - 4 * sure["standard_error"]
