"""Documents in PDF/A-3u: the pack's from content and catalogue, licence, examination sheet, notices (R05, R21)."""

from core.documents.build import build_document, build_pack, content_hashes
from core.documents.layout import SealPlace, SignatureField
from core.documents.licence import LicenceFacts, licence_data, licence_facts
from core.documents.licence_sheet import LICENCE_SEAL_BOX, build_licence, build_paper_licence
from core.documents.manifest import ManifestEntry, ManifestFacts, build_manifest
from core.documents.notice import NoticeChange, NoticeFacts, NoticeKind, NoticeReason, build_notice, wording_of
from core.documents.pack import DocumentNotPossible, PackDocument, PackFacts
from core.documents.sheet import SheetFacts, SheetFinding, SheetSignature, SheetStep, build_examination_sheet

__all__ = [
    "LICENCE_SEAL_BOX",
    "DocumentNotPossible",
    "LicenceFacts",
    "ManifestEntry",
    "ManifestFacts",
    "NoticeChange",
    "NoticeFacts",
    "NoticeKind",
    "NoticeReason",
    "PackDocument",
    "PackFacts",
    "SealPlace",
    "SheetFacts",
    "SheetFinding",
    "SheetSignature",
    "SheetStep",
    "SignatureField",
    "build_document",
    "build_examination_sheet",
    "build_licence",
    "build_manifest",
    "build_notice",
    "build_pack",
    "build_paper_licence",
    "content_hashes",
    "licence_data",
    "licence_facts",
    "wording_of",
]
