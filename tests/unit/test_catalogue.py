"""The norm is data that fails loudly (R03, R20)."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from core import catalogue, situation
from core.catalogue.kinds import business_title
from core.catalogue.loader import FOLDER
from core.catalogue.model import SECTIONS
from core.content import Content, value_at
from core.i18n import translator
from core.terms import Business, Effect, EnterpriseStatus, MaterialSource, SignatoryRole

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


@pytest.mark.parametrize(
    ("procedure", "day", "notice"),
    [
        ("LLC.DEREG_SIMPLE", date(2017, 2, 28), None),
        ("LLC.DEREG_SIMPLE", date(2017, 3, 1), 45),
        ("GP.DEREG_SIMPLE", date(2022, 2, 28), 45),
        ("LLC.DEREG_SIMPLE", date(2022, 3, 1), 20),
        ("JSC.DEREG_SIMPLE", date(2022, 2, 28), None),
        ("JSC.DEREG_SIMPLE", date(2022, 3, 1), 20),
        ("BRANCH_CO.DEREG_SIMPLE", date(2022, 3, 1), 20),
        ("HOUSEHOLD.DEREG_SIMPLE", date(2022, 2, 28), None),
        ("HOUSEHOLD.DEREG_SIMPLE", date(2022, 3, 1), 0),
        ("FIE_LLC.DEREG_SIMPLE", TODAY, None),
        ("FIP.DEREG_SIMPLE", TODAY, None),
    ],
)
def test_simple_cancellation_has_its_types_and_its_days_of_notice_since_when_the_law_says(
    procedure: str, day: date, notice: int | None
) -> None:
    if notice is None:
        with pytest.raises(catalogue.UnknownProcedure):
            catalogue.load().procedure(procedure, day)
    else:
        found = catalogue.load().procedure(procedure, day)
        assert found.notice_days == notice
        assert found.clocks.decide_working_days == 3


def test_names_were_approved_beforehand_until_2019_and_are_declared_since_2017() -> None:
    norm = catalogue.load()
    for type_id in ("LLC", "JSC", "NCO", "GP", "SOLE", "COOP", "FIE_LLC", "FIP", "HOUSEHOLD"):
        for item, first, last in (("NAME_PRE", 2014, 2017), ("NAME_SELF", 2017, 2026)):
            years = [name for name, rows in norm.procedures.items() if f"{type_id}.{item}" in rows]
            assert (years[0], years[-1]) == (str(first), str(last))
    assert norm.procedure("LLC.SETUP", date(2018, 1, 1)).clocks.name_kept_months == 6
    assert norm.procedure("LLC.SETUP", date(2019, 3, 1)).clocks.name_kept_months == 2


@pytest.mark.parametrize(
    ("type_id", "days"), [("LLC", 15), ("NCO", 30), ("LP", 20), ("SOLE", 15), ("COOP", 20), ("HOUSEHOLD", 15)]
)
def test_before_2022_each_type_had_its_own_days_and_now_all_have_three_and_three(type_id: str, days: int) -> None:
    norm = catalogue.load()
    before, now = (norm.procedure(f"{type_id}.SETUP", day).clocks for day in (date(2022, 2, 28), date(2022, 3, 1)))
    assert (before.decide_working_days, before.extension_working_days) == (days, 0)
    assert (now.decide_working_days, now.extension_working_days) == (3, 3)
    assert now.basis["decide_working_days"] == "《市场主体登记管理条例》第十九条"


def test_the_company_law_of_2023_sets_five_years_and_lets_one_promoter_found_a_joint_stock_company() -> None:
    norm = catalogue.load()
    for type_id in ("LLC", "LLC_ONE", "LLC_STATE", "FIE_LLC"):
        years = [
            norm.procedure(f"{type_id}.SETUP", day).type.limits.contribution_years
            for day in (date(2024, 6, 30), date(2024, 7, 1))
        ]
        assert years == [0, 5]
    least = [norm.procedure("JSC.SETUP", day).type.limits.members_min for day in (date(2024, 6, 30), TODAY)]
    assert least == [2, 1]


def test_approval_of_foreign_investment_was_always_asked_for_and_is_now_only_within_the_special_measures() -> None:
    for day, when in ((date(2016, 1, 4), ""), (date(2017, 9, 1), "restricted"), (TODAY, "restricted")):
        material = catalogue.load().procedure("FIE_LLC.SETUP", day).material("investment_approval")
        assert material is not None
        assert material.when == when


def test_who_files_a_liquidation_group_is_cancelled_out_of_liquidation() -> None:
    today = {procedure.id: procedure for procedure in catalogue.load().open_on(TODAY)}
    for procedure in today.values():
        if procedure.id.endswith(".DEREG"):
            filed = f"{procedure.type.id}.RECORD.LIQ" in today
            wanted = EnterpriseStatus.IN_LIQUIDATION if filed else EnterpriseStatus.EXISTING
            assert procedure.statuses == (wanted,)


def test_only_what_is_about_a_registered_enterprise_asks_which_one() -> None:
    for rows in catalogue.load().procedures.values():
        for procedure in rows.values():
            assert procedure.is_about_existing == ("subject" in procedure.sections)
            assert procedure.is_about_existing == (procedure.effect not in (Effect.ESTABLISH, Effect.RESERVE_NAME))


def test_a_new_licence_comes_only_from_what_it_shows() -> None:
    without = {
        procedure.id.partition(".")[2]
        for procedure in catalogue.load().open_on(TODAY)
        if procedure.business is Business.CHANGE and not procedure.licence
    }
    assert without == {
        f"CHANGE.{item}"
        for item in (
            "SHAREHOLDER", "SH_NAME", "CONTRIB", "NCO_BRANCH", "PARTNERS", "PARTNER_NAME", "LIABILITY", "FIE_TOTAL"
        )
    }  # fmt: skip
    for procedure in catalogue.load().open_on(TODAY):
        if procedure.business in (Business.FILING, Business.NAME, Business.PLEDGE, Business.CANCELLATION):
            assert not procedure.licence


def test_r21_sections_follow_from_changes_and_materials() -> None:
    for procedure in catalogue.load().open_on(TODAY):
        sections = set(procedure.sections)
        assert sections >= {place.partition(".")[0] for place in procedure.changes}
        assert sections >= {section for material in procedure.materials for section in material.sections}
        assert ("situation" in sections) == bool(situation.circumstances(procedure))
        uploaded = {one.kind for one in procedure.materials if one.source is MaterialSource.UPLOADED}
        assert ("uploads" in sections) == bool(uploaded - {"premises"})
        assert list(procedure.sections) == sorted(procedure.sections, key=SECTIONS.index)


def test_every_condition_that_the_norm_names_is_known() -> None:
    named = {
        name
        for rows in catalogue.load().procedures.values()
        for procedure in rows.values()
        for material in procedure.materials
        for name in re.findall(r"\w+", material.when)
    }
    assert named - {"not"} <= set(situation.CONDITIONS)


def test_every_place_that_a_change_takes_over_exists() -> None:
    for procedure in catalogue.load().open_on(TODAY):
        for place in (*procedure.changes, procedure.type.representative):
            assert value_at(Content(), place) is not None


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
        ("families/nco.yaml", "members_max: 50", "member_max: 50", "types.NCO.limits.member"),
        ("families/company.yaml", "charter: {}", "charter: {signers: [king]}", "procedures.SETUP.materials.charter"),
        ("families/company.yaml", "charter: {}", "chart: {}", "procedures.SETUP.materials.chart"),
        (
            "families/foreign_company.yaml",
            "capital_resolution: {signers: [d",
            "capital_resolution: {signers: [x",
            "types.F",
        ),
        (
            "families/nco.yaml",
            "materials: {contributor_consent: {}, charter: {}}",
            "materials: [charter]",
            "procedures.",
        ),
        ("families/nco.yaml", "type: {procedures: {DEREG_SIMPLE: {}}}", "type: DEREG_SIMPLE", "editions.2016.type"),
        ("families/company.yaml", "SETUP: {}", "SETTUP: {}", "type.procedures.SETTUP"),
        ("families/nco.yaml", "sections: [name, ", "sections: [nam, ", "procedures.SETUP.sections"),
        ("families/nco.yaml", "materials:", "material:", "material"),
        ("families/nco.yaml", '"2016":', '"2006":', "editions.2006"),
        ("materials/common.yaml", "source: uploaded", "source: found", "premises.source"),
        ("families/enterprise.yaml", "accept_working_days: 5", "accept_working_days: -5", "procedure.clocks.accept"),
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


def test_what_does_not_fit_in_an_older_edition_is_told_when_that_edition_is_asked_for(norm: Path) -> None:
    change(norm / "families" / "enterprise.yaml", "decide_working_days: 15", "decide_working_days: soon")
    loaded = catalogue.load_from(norm)
    assert loaded.procedure("LLC.SETUP", TODAY).clocks.decide_working_days == 3
    with pytest.raises(catalogue.CatalogueInvalid, match=r"enterprise\.yaml, line \d+: procedure\.clocks\.decide_work"):
        loaded.procedure("LLC.SETUP", date(2016, 1, 4))


def test_every_edition_of_the_norm_fits() -> None:
    counts = {edition: len(procedures) for edition, procedures in catalogue.load().procedures.items()}
    assert list(counts) == ["2014", "2015", "2016", "2017", "2019", "2022", "2024", "2026"]
    assert counts["2026"] == 461 - 15  # names are no longer approved beforehand


def test_a_material_is_the_same_wherever_nothing_differs() -> None:
    norm = catalogue.load()
    premises = [norm.procedure(f"{name}.CHANGE.DOMICILE", TODAY).material("premises") for name in ("LLC", "GP", "SOLE")]
    assert premises[0] is premises[1] is premises[2]


def test_broken_yaml_is_named_with_its_line(norm: Path) -> None:
    (norm / "materials" / "common.yaml").write_text("charter:\n  label: [\n", encoding="utf-8")
    with pytest.raises(catalogue.CatalogueInvalid, match=r"common\.yaml, line 3"):
        catalogue.load_from(norm)


def test_types_and_titles_are_known_without_putting_every_edition_together() -> None:
    loaded = catalogue.load_from(FOLDER)
    assert len(loaded.types) == 24
    assert loaded.types["LLC"] == loaded.procedure("LLC.SETUP", TODAY).type
    assert loaded.titles["charter"] == "Articles of association"
    assert list(loaded.procedures.put_together) == ["2026"]


def test_an_application_under_an_earlier_norm_keeps_its_name_when_the_business_is_no_more() -> None:
    """The edition of the first submission applies for good (R20)."""
    with pytest.raises(catalogue.UnknownProcedure):
        catalogue.load().procedure("LLC.NAME_PRE", TODAY)
    title = business_title("LLC.NAME_PRE", "2017")
    assert title is not None
    assert title.params["type_text"] == "Limited liability company"


def test_r20_every_note_of_a_material_can_be_read_in_every_language() -> None:
    """The Chinese one is what the norm's file says, so that a jurist corrects one text only."""
    norm = catalogue.load()
    noted = {one.note: one.note_text for procedure in norm.open_on(TODAY) for one in procedure.materials if one.note}
    assert noted
    for note, text in noted.items():
        assert translator("zh_CN")(text) == note
        assert translator("ko")(text) != text
