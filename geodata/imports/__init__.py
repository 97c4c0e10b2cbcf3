"""Bringing one's own data: read, check, propose, keep.

`read_upload` is the one way in; `Workspace` keeps what was accepted and gives the originals back.
"""

from geodata.imports.errors import ImportRefusedError
from geodata.imports.fields import FieldGuess, guess_mapping
from geodata.imports.imported import Imported, Issue, Proposal
from geodata.imports.limits import LIMITS, Limits
from geodata.imports.reader import read_upload

__all__ = [
    "LIMITS",
    "FieldGuess",
    "ImportRefusedError",
    "Imported",
    "Issue",
    "Limits",
    "Proposal",
    "guess_mapping",
    "read_upload",
]
