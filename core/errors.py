"""One tree of errors. Each has a code for machines, a message for people, and what to do next.

Nothing here knows of HTTP or of a page; `api` and the applications map codes to what they show.
"""

from __future__ import annotations

from typing import ClassVar

from core.i18n import N_, Message, Param, Translate


class QuanchengError(Exception):
    """Base of all errors that people may meet. Texts may hold ``{places}`` filled from `params`."""

    code: ClassVar[str] = "error"
    text: ClassVar[str] = N_("Something went wrong.")
    remedy: ClassVar[str] = N_("Please try again. If it goes wrong again, ask the help line and give them the time.")

    def __init__(self, **params: Param) -> None:
        self.params = params
        super().__init__(self.code, params)

    def message(self, translate: Translate) -> str:
        """What happened and what to do, in the reader's language."""
        what = Message(self.text, self.params).render(translate)
        gap = "" if what.endswith("。") else " "
        return f"{what}{gap}{Message(self.remedy, self.params).render(translate)}"

    def __str__(self) -> str:
        return f"{self.code}: {self.message(lambda text: text)}"


class NotFound(QuanchengError):
    """The thing is not there, or not for this person: the two are not told apart."""

    code = "not_found"
    text = N_("This could not be found.")
    remedy = N_("Check the address or number, or begin from the home page.")


class NotPermitted(QuanchengError):
    code = "not_permitted"
    text = N_("You may not do this here.")
    remedy = N_("Sign in with the account that may, or ask the person in charge.")


class NotPossibleNow(QuanchengError):
    """The registration's status does not allow the action."""

    code = "not_possible_now"
    text = N_("“{action_text}” is not possible while the registration stands at “{status_text}”.")
    remedy = N_("Reload the page to see what can be done now.")


class ConditionNotMet(QuanchengError):
    """The status allows the action, but what must hold first does not."""

    code = "condition_not_met"
    text = N_("Not yet possible: {reason_text}.")
    remedy = N_("Settle that first, then try again.")


class Conflict(QuanchengError):
    """Somebody else changed the same thing in between."""

    code = "conflict"
    text = N_("Somebody changed this in the meantime.")
    remedy = N_("Reload the page, look at what changed, and try again.")


class BadInput(QuanchengError):
    code = "bad_input"
    text = N_("“{field_text}” cannot be taken as it is: {reason_text}.")
    remedy = N_("Correct it and try again.")


class NotSignedIn(QuanchengError):
    code = "not_signed_in"
    text = N_("You are not signed in, or your session has ended.")
    remedy = N_("Please sign in.")


class SignInFailed(QuanchengError):
    """Deliberately does not say which part was wrong."""

    code = "sign_in_failed"
    text = N_("The sign-in name, the password or the code is not right.")
    remedy = N_("Check them and try again.")


class TooManyTries(QuanchengError):
    code = "too_many_tries"
    text = N_("There were too many tries.")
    remedy = N_("Wait {minutes} minutes, then try again.")


class IdentityNotConfirmed(QuanchengError):
    code = "identity_not_confirmed"
    text = N_("Your identity has not been confirmed yet.")
    remedy = N_("Confirm it on the account page; filling in goes on meanwhile.")


class ServiceUnavailable(QuanchengError):
    """Another service that this step needs does not answer."""

    code = "service_unavailable"
    text = N_("{service_text} does not answer at the moment.")
    remedy = N_("Nothing is lost. Please try again in a few minutes.")


class UploadRefused(QuanchengError):
    code = "upload_refused"
    text = N_("The file was not taken: {reason_text}.")
    remedy = N_("Choose another file (JPEG, PNG or PDF) and try again.")


class SignatureInvalid(QuanchengError):
    code = "signature_invalid"
    text = N_("The signature could not be accepted: {reason_text}.")
    remedy = N_("Open the signing page again and sign anew.")


class TraceUnavailable(QuanchengError):
    """A26: what cannot be traced is not done."""

    code = "trace_unavailable"
    text = N_("The step could not be recorded and was therefore not carried out.")
    remedy = N_("Nothing was changed. Please try again; if it persists, tell the administrator.")


class EnvelopeRejected(QuanchengError):
    code = "envelope_rejected"
    text = N_("A message from the other zone was not accepted: {reason_text}.")
    remedy = N_("It is kept for examination; the sender is asked to send it again.")


class ConfigurationError(QuanchengError):
    """The installation is not set up as it must be; the program stops with this sentence."""

    code = "configuration"
    text = N_("{problem_text}")
    remedy = N_("{advice_text}")


class StoreUnavailable(QuanchengError):
    """The database could not carry out the step; it was rolled back whole."""

    code = "store_unavailable"
    text = N_("The step could not be saved.")
    remedy = N_("Nothing was changed. Please try again; if it persists, tell the administrator.")
