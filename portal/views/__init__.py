"""The portal's pages: each module has `render(services)`, which draws one page by calling use cases."""

from portal.views import (
    account,
    application,
    applications,
    choose,
    enterprise,
    forgotten,
    help,
    home,
    inbox,
    notices,
    register,
    sign,
    sign_in,
    sign_up,
    verify,
)

__all__ = [
    "account",
    "application",
    "applications",
    "choose",
    "enterprise",
    "forgotten",
    "help",
    "home",
    "inbox",
    "notices",
    "register",
    "sign",
    "sign_in",
    "sign_up",
    "verify",
]
