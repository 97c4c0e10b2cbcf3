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

import_module("geodata.imports.reading").leave(sys.argv[1])
