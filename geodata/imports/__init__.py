"""Bringing one's own data: read, check, propose, keep.

`read_upload` is the one way in; `to_layer` makes a layer of the model of what was accepted; `Workspace` keeps it and
gives the originals back; `placement` gives an unlocated feature its place; `download` takes any layer away.
"""

from geodata.imports.corrections import Placement, parse_coordinates, placement, same_place
from geodata.imports.downloads import download
from geodata.imports.errors import ImportRefusedError
from geodata.imports.fields import FieldGuess, guess_mapping
from geodata.imports.imported import Imported, Issue, Proposal
from geodata.imports.limits import LIMITS, Limits
from geodata.imports.manifest import BusyError, ConflictError
from geodata.imports.reader import read_upload
from geodata.imports.tolayer import Prepared, to_layer
from geodata.imports.workspace import Workspace

__all__ = [
    "LIMITS",
    "BusyError",
    "ConflictError",
    "FieldGuess",
    "ImportRefusedError",
    "Imported",
    "Issue",
    "Limits",
    "Placement",
    "Prepared",
    "Proposal",
    "Workspace",
    "download",
    "guess_mapping",
    "parse_coordinates",
    "placement",
    "read_upload",
    "same_place",
    "to_layer",
]
