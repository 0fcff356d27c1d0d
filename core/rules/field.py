"""What is said of a field, and the citations that many fields share."""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import N_

COMPANY_LAW_46 = N_("Company Law, art. 46")
FORMS = N_("National norm of registration forms")
FILED = N_("Regulations on the Registration of Market Entities, art. 9")
REAL_NAME = N_("Regulations on the Registration of Market Entities, arts. 15, 16 (1) 2")
NAME_6 = N_("Provisions on the Administration of Enterprise Name Registration, art. 6")
SEAT = N_("Regulations on the Registration of Market Entities, art. 11")
SCOPE = N_("Regulations on the Registration of Market Entities, art. 14")
CHANGED = N_("Regulations on the Registration of Market Entities, art. 24")
OFFICES_ABROAD = N_("Regulations on the Registration of Resident Representative Offices of Foreign Enterprises, art. 9")
WOUND_UP = N_("Company Law, arts. 232, 235; Regulations on the Registration of Market Entities, art. 32")
TRANSFERRED = N_("Company Law, arts. 84, 86")
PLEDGED = N_("Civil Code, arts. 427, 443")
MIGRATED = N_("Regulations on the Registration of Market Entities, art. 27")
MERGED = N_("Company Law, arts. 220, 222")
PARTNERS = N_("Partnership Enterprise Law, arts. 14, 18, 26")
PROPRIETOR = N_("Sole Proprietorship Enterprise Law, arts. 8, 10, 18")
COOPERATIVE = N_("Farmers' Professional Cooperatives Law, arts. 12, 19, 20")
BRANCH = N_("Regulations on the Registration of Market Entities, arts. 8, 23")
FOREIGN = N_("Regulations on the Registration of Market Entities, art. 9; Foreign Investment Law, art. 31")
HOUSEHOLD = N_("Regulations on the Promotion of the Development of Individual Businesses, arts. 2, 6")
OPINION_2_1_3 = N_("Opinion on full-process electronic enterprise registration, 2 (1) 3")


@dataclass(frozen=True)
class Field:
    """Texts of one field; all are identifiers of texts."""

    label: str
    help: str
    basis: str
