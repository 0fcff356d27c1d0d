"""Documents in PDF/A-3u: the pack's from content and catalogue, licence, examination sheet, notices (R05, R21)."""

from core.documents.build import build_document, build_pack, content_hashes
from core.documents.layout import SignatureField
from core.documents.manifest import ManifestEntry, ManifestFacts, build_manifest
from core.documents.pack import DocumentNotPossible, Material, PackDocument, PackFacts

__all__ = [
    "DocumentNotPossible",
    "ManifestEntry",
    "ManifestFacts",
    "Material",
    "PackDocument",
    "PackFacts",
    "SignatureField",
    "build_document",
    "build_manifest",
    "build_pack",
    "content_hashes",
]
