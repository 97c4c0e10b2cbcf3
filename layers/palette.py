"""Colours of the atlas, in one place.

The hues are Okabe and Ito's, darkened where a thin line or small text has to keep a contrast of 3 : 1
(graphics) or 4.5 : 1 (text) against the paper. No meaning rests on hue alone: verdicts also differ in shape,
bases in line style, lines in their label.
"""

from __future__ import annotations

from typing import Final

PAPER: Final = "#f7f5f0"
INK: Final = "#1f2328"
WHITE: Final = "#ffffff"

BLUE: Final = "#0b62a8"
SKY: Final = "#2a86c7"
GREEN: Final = "#00795a"
LEAF: Final = "#4c8a2b"
ORANGE: Final = "#c96a00"
VERMILLION: Final = "#c24a00"
PURPLE: Final = "#7a3b96"
MAGENTA: Final = "#b0306f"
OCHRE: Final = "#8a6100"
BROWN: Final = "#7b4b2a"
RED: Final = "#b3202c"
SLATE: Final = "#4d5866"
GREY: Final = "#6b6b6b"

LINES: Final = {"S1": "#0b62a8", "S3": "#00795a", "M1": "#7a3b96", "M3": "#6b6b6b", "S2": "#7d838c"}
"""Rail lines by code."""

VERDICTS: Final = {"in": "#0b62a8", "verify": "#b35900", "out": "#6f6f6f"}
"""Verdict codes; the shapes are in `layers.style`."""

FOREST: Final = "#e1ead6"
WATER: Final = "#c6dcec"
STREAM: Final = "#aecbe0"
ROAD: Final = "#ffffff"
ROAD_EDGE: Final = "#d9d2c3"
MOTORWAY: Final = "#f6e3b4"
MOTORWAY_EDGE: Final = "#d8b978"
RAILWAY: Final = "#9b9b9b"
BOUNDARY: Final = "#8f8a80"
