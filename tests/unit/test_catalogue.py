"""The norm is data that fails loudly (R03, R20)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from core import catalogue
from core.catalogue.loader import FOLDER
from core.terms import Business, MaterialSource, SignatoryRole

TODAY = date(2026, 11, 23)
LR, MEMBER = SignatoryRole.LEGAL_REPRESENTATIVE, SignatoryRole.MEMBER


@pytest.fixture
def norm(tmp_path: Path) -> Path:
    return shutil.copytree(FOLDER, tmp_path / "norm")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_r20_establishing_a_limited_company_asks_for_five_materials_each_signed_by_whom_the_norm_names() -> None:
    procedure = catalogue.load().procedure("LLC.SETUP", TODAY)
    ordinary = [one for one in procedure.materials if one.source is not MaterialSource.HELD and not one.when]
    assert [(m.kind, m.number, m.signers) for m in ordinary] == [
        ("application_form", 1, (LR,)),
        ("charter", 2, (MEMBER,)),
        ("appointment", 3, (MEMBER,)),
        ("responsibility", 4, (LR, MEMBER)),
        ("premises", 5, (LR,)),
    ]
    assert procedure.business is Business.ESTABLISHMENT
    assert procedure.label == "有限责任公司设立登记"
    premises = procedure.material("premises")
    assert premises is not None
    assert premises.source is MaterialSource.UPLOADED


def test_every_material_and_every_clock_names_its_legal_basis() -> None:
    for procedure in (one for rows in catalogue.load().procedures.values() for one in rows.values()):
        assert all(material.basis for material in procedure.materials)
        timed = {name for name in type(procedure.clocks).model_fields if name not in ("basis", "on_the_spot")}
        assert set(procedure.clocks.basis) == timed


def test_the_edition_in_force_on_the_day_applies() -> None:
    norm = catalogue.load()
    assert norm.procedure("LLC.SETUP", date(2024, 6, 30)).edition == "2022"
    assert norm.procedure("LLC.SETUP", date(2026, 4, 30)).edition == "2024"  # the Company Law of 2023 amends it
    assert norm.procedure("LLC.SETUP", date(2026, 5, 1)).edition == "2026"
    with pytest.raises(catalogue.UnknownProcedure):
        norm.procedure("LLC.SETUP", date(2014, 2, 28))


def test_a_complete_application_is_decided_on_the_spot_else_in_three_days_and_three_more() -> None:
    clocks = catalogue.load().procedure("LLC.SETUP", TODAY).clocks
    assert clocks.on_the_spot
    assert (clocks.decide_working_days, clocks.extension_working_days, clocks.completion_demands) == (3, 3, 1)


def test_one_member_makes_another_official_kind_of_company() -> None:
    procedure = catalogue.load().procedure("LLC.SETUP", TODAY)
    assert procedure.kind_for(2).label == procedure.enterprise_kind_label == "有限责任公司(自然人投资或控股)"
    assert procedure.kind_for(1).code == "1151"


def test_a_procedure_that_does_not_exist_is_named_in_the_error() -> None:
    with pytest.raises(catalogue.UnknownProcedure, match=r"LLC\.NOTHING"):
        catalogue.load().procedure("LLC.NOTHING", TODAY)


def test_the_norm_is_read_once_per_process() -> None:
    assert catalogue.load() is catalogue.load()


def test_a_type_of_an_existing_family_needs_no_code(norm: Path) -> None:
    (norm / "families" / "guild.yaml").write_text(
        """
extends: company
types:
  GUILD:
    label: 行会
    label_text: Guild
    legal_forms: [行会]
    kinds: [{code: "9999", label: 行会}]
    limits: {members_max: 7, contribution_years: 1}
    procedures:
      SETUP:
        materials: {charter: {signers: [legal_representative]}, premises: null, identity_record: null}
""",
        encoding="utf-8",
    )
    procedure = catalogue.load_from(norm).procedure("GUILD.SETUP", TODAY)
    assert procedure.type.uscc_department == "91"
    assert procedure.type.limits.members_max == 7
    always = [m.kind for m in procedure.materials if not m.when and m.source is not MaterialSource.HELD]
    assert always == ["application_form", "charter", "appointment", "responsibility"]
    assert procedure.material("identity_record") is None
    charter = procedure.material("charter")
    assert charter is not None
    assert charter.signers == (LR,)
    assert procedure.label == "行会设立登记"


def test_a_later_edition_changes_only_what_it_lists(norm: Path) -> None:
    changed = '  "2026":\n    procedures:\n      SETUP: {clocks: {decide_working_days: 1}}\n'
    file = norm / "families" / "company.yaml"  # ends with its editions
    file.write_text(file.read_text(encoding="utf-8") + changed, encoding="utf-8")
    loaded = catalogue.load_from(norm)
    assert loaded.procedure("LLC.SETUP", date(2026, 4, 30)).clocks.decide_working_days == 3
    new = loaded.procedure("LLC.SETUP", date(2026, 5, 1)).clocks
    assert (new.decide_working_days, new.extension_working_days) == (1, 3)


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("families/company.yaml", "members_max: 50", "members_max: many", "types.LLC.limits.members_max"),
        ("families/company.yaml", "members_max: 50", "member_max: 50", "types.LLC.limits.member"),
        ("families/company.yaml", "charter: {}", "charter: {signers: [king]}", "procedures.SETUP.materials.charter"),
        ("families/company.yaml", "charter: {}", "chart: {}", "procedures.SETUP.materials.chart"),
        (
            "families/company.yaml",
            "resolution: {label: 股东决定, ",
            "resolution: {label: [], ",
            "types.LLC_ONE.materials",
        ),
        ("families/company.yaml", "SETUP: {}", "SETTUP: {}", "type.procedures.SETTUP"),
        ("families/nco.yaml", "sections: [name, ", "sections: [nam, ", "procedures.SETUP.sections"),
        ("families/nco.yaml", "materials:", "material:", "material"),
        ("families/nco.yaml", '"2016":', '"2006":', "editions.2006"),
        ("materials/common.yaml", "source: uploaded", "source: found", "premises.source"),
        ("families/enterprise.yaml", "decide_working_days: 15", "decide_working_days: -3", "procedure.clocks.decide"),
        ("families/enterprise.yaml", "notice_days: 20", "notice_days: soon", "editions.2022.procedures.DEREG_SIMPLE"),
        ("families/company.yaml", "extends: enterprise", "extends: nothing", "extends"),
        ("editions.yaml", "since: 2022-03-01", "since: soon", "2022.since"),
    ],
)
def test_what_does_not_fit_stops_loading_with_file_line_and_place(
    norm: Path, file: str, old: str, new: str, place: str
) -> None:
    change(norm / file, old, new)
    line = (norm / file).read_text(encoding="utf-8").split(new)[0].count("\n") + 1
    with pytest.raises(catalogue.CatalogueInvalid) as raised:
        catalogue.load_from(norm)
    told = raised.value.params
    assert told["file"] == Path(file).name
    assert str(told["place"]).startswith(place)
    if not str(told["place"]).endswith("members_max"):  # a missing key stands nowhere
        assert told["line"] == line


def test_broken_yaml_is_named_with_its_line(norm: Path) -> None:
    (norm / "materials" / "common.yaml").write_text("charter:\n  label: [\n", encoding="utf-8")
    with pytest.raises(catalogue.CatalogueInvalid, match=r"common\.yaml, line 3"):
        catalogue.load_from(norm)
