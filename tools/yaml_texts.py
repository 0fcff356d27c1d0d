"""Finds the texts for people in YAML files: values of keys that end in ``_text`` (label_text, basis_text …).

Works line by line, so such a value stands on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

LINE = re.compile(r"^\s*(?:- )?\w+_text:\s+(?P<value>\S.*?)\s*$")


def texts_of_yaml(file: Path) -> Iterator[tuple[int, str]]:
    """Line and text of each."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if found := LINE.match(line):
            yield number, str(yaml.safe_load(found["value"]))
