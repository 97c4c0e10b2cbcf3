"""The examples in the documentation run and give what they say, and every public function has one."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest

import analysis

MODULES = sorted(module.name for module in pkgutil.iter_modules(analysis.__path__) if module.name != "__main__")


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str):
    assert doctest.testmod(importlib.import_module(f"analysis.{name}")).failed == 0


@pytest.mark.parametrize(
    "name",
    [name for name in analysis.__all__ if inspect.isfunction(inspect.unwrap(getattr(analysis, name)))],
)
def test_every_public_function_has_an_example(name: str):
    function = inspect.unwrap(getattr(analysis, name))
    assert ">>>" in (inspect.getdoc(function) or "") or name == "presets"
