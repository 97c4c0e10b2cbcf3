"""The story's steps as the one-file map takes them along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.onefile_data import Step
from layers.story import LOOK_DISTRICT, LOOK_EAST
from views.story_figures import figure
from views.story_map import bounds_of

if TYPE_CHECKING:
    from layers.language import Lang
    from layers.story import Story


def steps_for_file(told: Story, lang: Lang) -> tuple[Step, ...]:
    """Return the steps of a story, their texts filled in from the data, for `layers.onefile.OneFile`."""
    return tuple(
        Step(
            title=step.title.of(lang),
            text=step.text.of(lang).format_map(figure(step, lang).fills),
            layers=step.layers,
            bounds=bounds_of(step.look),
            selected=None if step.look in (LOOK_DISTRICT, LOOK_EAST) else step.look,
        )
        for step in told.steps
    )
