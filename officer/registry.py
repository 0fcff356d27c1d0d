"""The views by the name that their address has."""

from __future__ import annotations

from collections.abc import Mapping

from officer.case import CasePage
from officer.counter import Counter
from officer.counter_case import CaseAtCounter
from officer.counter_draft import CounterDraftPage
from officer.dashboard import Dashboard
from officer.enterprise import Enterprise
from officer.enterprises import Enterprises
from officer.evaluation import EvaluationPage
from officer.identity import Identity
from officer.processing import Processing
from officer.rollout import Rollout
from officer.settings_page import SettingsPage
from officer.trace_page import TracePage
from officer.view import View
from officer.worklist import Worklist

VIEWS: Mapping[str, type[View]] = {
    "worklist": Worklist,
    "case": CasePage,
    "counter": Counter,
    "counter_draft": CounterDraftPage,
    "counter_case": CaseAtCounter,
    "identity": Identity,
    "enterprises": Enterprises,
    "enterprise": Enterprise,
    "dashboard": Dashboard,
    "e_processing": Processing,
    "evaluation": EvaluationPage,
    "rollout": Rollout,
    "trace": TracePage,
    "settings": SettingsPage,
}
