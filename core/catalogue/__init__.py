"""The norm: which procedures exist, what they ask for, and in what time they are decided (R03, R20).

`load()` gives the catalogue; `catalogue.procedure("LLC.SETUP", on)` one procedure under the edition in force on a
day. The norm itself is data under `norm/`, code systems and word lists are under `data/`.
"""

from core.catalogue.loader import Catalogue, CatalogueInvalid, UnknownProcedure, load, load_from
from core.catalogue.model import (
    Clocks,
    Edition,
    EnterpriseKind,
    EntityType,
    Limits,
    Material,
    Procedure,
)

__all__ = [
    "Catalogue",
    "CatalogueInvalid",
    "Clocks",
    "Edition",
    "EnterpriseKind",
    "EntityType",
    "Limits",
    "Material",
    "Procedure",
    "UnknownProcedure",
    "load",
    "load_from",
]
