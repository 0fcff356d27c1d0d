"""Where in the application an officer is: the words of the address, and links made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

HOME = "worklist"


@dataclass(frozen=True)
class Route:
    """`page` names the view, `params` what it shows. ``Route.read(str(route))`` is the route again."""

    page: str = HOME
    params: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, search: str) -> Route:
        words = dict(parse_qsl(search.lstrip("?"), max_num_fields=20))
        page = words.pop("page", HOME)
        return cls(page, words)

    def __hash__(self) -> int:
        return hash((self.page, frozenset(self.params.items())))

    def __str__(self) -> str:
        return "?" + urlencode({"page": self.page, **{name: value for name, value in self.params.items() if value}})

    def get(self, name: str, default: str = "") -> str:
        return self.params.get(name, default)

    def number(self, name: str) -> int:
        """A count from the address; 0 when it is none."""
        value = self.get(name)
        return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0


def to(page: str, **params: str | int) -> str:
    """The address of a view."""
    return str(Route(page, {name: str(value) for name, value in params.items()}))
