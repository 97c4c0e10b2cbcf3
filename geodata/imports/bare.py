"""Start of the reading process: the modules it needs and not the packages around them.

Run by path.  ``analysis/__init__`` and ``geodata/__init__`` import the whole of both packages, two seconds of them;
reading an upload needs a dozen modules.  So the packages are entered here as bare folders.
"""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]

for name in ("analysis", "geodata", "geodata.imports"):
    package = ModuleType(name)
    package.__path__ = [str(ROOT / name.replace(".", "/"))]
    sys.modules[name] = package


class Absent:
    """Hides libraries that pyogrio and pyarrow take along when they are there: the start takes half the time."""

    names = ("pandas", "geopandas", "pyproj")

    def find_spec(self, name: str, *_: object) -> None:
        """Say that a hidden library is not installed."""
        if name in self.names:
            raise ModuleNotFoundError(name)


sys.meta_path.insert(0, Absent())

import_module("geodata.imports.reading").leave(sys.argv[1])
