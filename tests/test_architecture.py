"""The shape of the project: who imports whom, how long a module may be, what must not be in it."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import inspect
import pkgutil
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import folium
from folium.elements import JSCSSMixin

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("analysis", "geodata", "layers", "views")
"""Each imports only itself and what stands before it."""
SHELLS = re.compile(r"analysis/(__main__|cli\w*|io\w*)\.py")
"""Modules of the analysis that may open files and, inside functions, ask for the bundled layers."""
SCREEN = {"streamlit": {"views", "app"}, "folium": {"layers"}, "branca": {"layers"}, "starlette": {"layers"}}
"""Libraries of the screen and the packages that may know them."""
TOP_LEVEL = {
    *(f"{name}/" for name in (*ORDER, "tests")),
    *("app.py", "requirements.txt", "README.md", "pyproject.toml", "LICENSE", "CHANGELOG.md"),
}
LONGEST_MODULE = 350
LONGEST_ENTRY = 80
LONGEST_SCRIPT_BYTES = 40_000
"""A script of our own is far below this; a library would not be."""


@cache
def project_files() -> tuple[Path, ...]:
    """Return the files that belong to the project: what git tracks, or in a plain copy what is not in a dot-folder."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
        paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
        return tuple(sorted(path for path in paths if path.is_file()))
    inside = (path for path in ROOT.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return tuple(sorted(path for path in inside if not path.relative_to(ROOT).parts[0].startswith(".")))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules() -> list[Path]:
    return [path for path in project_files() if path.suffix == ".py"]


def product_modules() -> list[Path]:
    return [path for path in modules() if not relative(path).startswith("tests/")]


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Names of imported modules with their line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module, node.lineno


def lines_inside_functions(tree: ast.AST) -> set[int]:
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def forbidden_imports(path: Path) -> Iterator[str]:
    """Yield what a module imports and should not, with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = relative(path).split("/")[0].removesuffix(".py")
    lazily = lines_inside_functions(tree) if SHELLS.fullmatch(relative(path)) else set()
    allowed = set(ORDER[: ORDER.index(own) + 1]) if own in ORDER else set(ORDER)
    for name, line in imports(tree):
        top = name.split(".")[0]
        shell = top == "geodata" and line in lazily
        foreign = top in ORDER and top not in allowed and not shell
        if foreign or top == "tests" or (top in SCREEN and own not in SCREEN[top]):
            yield f"{relative(path)}:{line} imports {name}"


def test_imports_point_one_way() -> None:
    wrong = [found for path in product_modules() for found in forbidden_imports(path)]
    assert not wrong, "\n".join(wrong)


def test_modules_stay_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    limits = {path: LONGEST_ENTRY if path == ROOT / "app.py" else LONGEST_MODULE for path in lengths}
    long = [f"{relative(path)}: {length} lines" for path, length in lengths.items() if length > limits[path]]
    assert not long, "give each noun its own module:\n" + "\n".join(long)


def test_top_level_holds_what_it_should() -> None:
    tops = {
        f"{parts[0]}/" if len(parts) > 1 else parts[0]
        for parts in (path.relative_to(ROOT).parts for path in project_files())
        if not parts[0].startswith(".")
    }
    assert tops == TOP_LEVEL


def test_no_library_is_copied_in() -> None:
    for path in project_files():
        assert ".min." not in path.name, relative(path)
        if path.suffix in {".js", ".css"}:
            assert path.stat().st_size < LONGEST_SCRIPT_BYTES, f"{relative(path)} is too large to be our own"


def test_text_holds_no_path_of_one_machine() -> None:
    places = ("work", "tmp", "root", "home", "Users")
    pattern = re.compile(r"(?<![\w.:/])/(?:" + "|".join(places) + r")/\w|\b[A-Z]:\\\\?Users")
    for path in project_files():
        if path.suffix in {".png", ".otf", ".ttf", ".parquet"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert not pattern.search(line), f"{relative(path)}:{number}: {line[:120]}"


def test_exceptions_to_the_checks_are_explained() -> None:
    pattern = re.compile(r"#\s*(noqa|type:\s*ignore)")
    explained = re.compile(r"(noqa: [A-Z0-9]+(, ?[A-Z0-9]+)*|ignore\[[\w, -]+\])\s+\W*\w")
    bare = [
        f"{relative(path)}:{number}: {line.strip()}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line) and "re.compile" not in line and not explained.search(line)
    ]
    assert not bare, "name the rule and say why:\n" + "\n".join(bare)


def own_map_elements() -> list[type]:
    """Classes of ours and of Folium that the code uses and that bring scripts or styles."""
    import layers

    found: set[type] = set()
    for info in pkgutil.iter_modules(layers.__path__):
        module = importlib.import_module(f"layers.{info.name}")
        found |= {thing for _, thing in inspect.getmembers(module, inspect.isclass) if issubclass(thing, JSCSSMixin)}
        tree = ast.parse(inspect.getsource(module))
        for call in (node.func for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name) and call.value.id == "folium":
                found.add(getattr(folium, call.attr))
    return sorted(found, key=lambda cls: cls.__qualname__)


def test_map_elements_bring_nothing_from_another_host() -> None:
    elements = own_map_elements()
    assert elements
    for element in elements:
        for name, url in (*element.default_js, *element.default_css):
            assert not re.match(r"(https?:)?//", url), f"{element.__qualname__}: {name} comes from {url}"


def test_map_document_names_no_other_host() -> None:
    from layers.document import map_document

    assert not re.search(r"(src|href)\s*=\s*[\"'](https?:)?//", map_document())


def third_party() -> dict[str, str]:
    """Return the modules of others that the product imports, each with one place where."""
    found: dict[str, str] = {}
    for path in product_modules():
        for name, line in imports(ast.parse(path.read_text(encoding="utf-8"))):
            top = name.split(".")[0]
            if top not in ORDER and top not in sys.stdlib_module_names:
                found.setdefault(top, f"{relative(path)}:{line}")
    return found


def plain_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_everything_imported_is_in_the_requirements() -> None:
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    listed = {plain_name(line.split("==")[0]) for line in pins if "==" in line}
    homes = importlib.metadata.packages_distributions()
    for module, where in third_party().items():
        packages = {plain_name(name) for name in homes.get(module, [])}
        assert packages & listed, f"{where} imports {module}: add its package to requirements.txt"


def test_requirements_are_pinned() -> None:
    for name in ("requirements.txt", "tests/requirements.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                assert re.match(r"^[\w.-]+==[\w.]+(; .+)?$", line), f"{name}: {line}"
