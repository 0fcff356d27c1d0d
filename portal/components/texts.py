"""The texts of the browser component, by kind; each is sent only where it is used."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_, Translate

_ALWAYS = {
    "noAnswer": N_("The server does not answer. Please check the connection and try again."),
    "tooLarge": N_("The file is larger than 20 MB. Choose a smaller one."),
    "needed": N_("Please fill this in."),
}
_PASSKEY = {
    "passkeyFailed": N_("The passkey was not used: it was cancelled, or this device has none for this site."),
    "passkeyKnown": N_("This device already has a passkey for your account."),
}
_CODE = {"code": N_("One-time code"), "codeHelp": N_("6 digits"), "sendCode": N_("Send the code")}
_PASSWORD_HELP = {"passwordHelp": N_("At least 10 characters, 5 of them different.")}
_PASSWORD = {"phone": N_("Mobile number"), "password": N_("Password")}
_PERSON = {
    "phone": N_("Mobile number"),
    "name": N_("Name"),
    "nameHelp": N_("As on your identity document."),
    "identityNumber": N_("Resident identity number"),
    "identityNumberHelp": N_("18 characters. Birth date, sex and region are read from it."),
    "phoneHelp": N_("You sign in with it. It must be registered in your own name."),
    "incomplete": N_("Something is still missing; it is marked above."),
    "portrait": N_("Portrait"),
    "portraitHelp": N_("Your face from the front. It is compared with the population register and kept encrypted."),
    "portraitNeeded": N_("Please take or choose a picture of your face."),
    "portraitFile": N_("Choose a picture"),
    "portraitCamera": N_("Use the camera"),
    "portraitSnap": N_("Take the picture"),
    "portraitTaken": N_("The portrait is ready."),
    "portraitUnreadable": N_("This file is not a picture that can be read. Choose another one."),
    "portraitNoCamera": N_("The camera cannot be used. Allow it in the browser, or choose a picture."),
}

TEXTS: Mapping[str, Mapping[str, str]] = {
    "sign_in": {
        **_PASSWORD,
        **_PASSKEY,
        "signIn": N_("Sign in"),
        "or": N_("or"),
        "signInPasskey": N_("Sign in with a passkey"),
    },
    "sign_out": {"signOut": N_("Sign out")},
    "register": {
        **_PASSWORD,
        **_PASSWORD_HELP,
        **_PERSON,
        "email": N_("E-mail"),
        "emailHelp": N_("One-time codes and notices go there."),
        "register": N_("Register as a user"),
    },
    "forgotten": {
        **_CODE,
        **_PASSWORD_HELP,
        **_PERSON,
        "wanted": N_("New password"),
        "change": N_("Change the password"),
        "codeSent": N_(
            "If these are the data of an account, a code is on the way to its e-mail address. "
            "It is valid for ten minutes."
        ),
    },
    "add_passkey": {
        **_PASSKEY,
        "password": _PASSWORD["password"],
        "passwordAgain": N_("Once more, so that nobody else adds a passkey on a device that you left open."),
        "passkeyLabel": N_("Name of the passkey"),
        "passkeyDefault": N_("My device"),
        "passkeyHelp": N_("So that you recognise it later, for example “my phone”."),
        "passkeyAdd": N_("Add a passkey of this device"),
        "noPasskeys": N_("This browser cannot make passkeys."),
    },
    "change_password": {
        **_PASSWORD_HELP,
        "present": N_("Present password"),
        "wanted": N_("New password"),
        "change": N_("Change the password"),
    },
    "upload": {
        "choose": N_("Choose a file or take a picture"),
        "hint": N_("PDF, JPEG or PNG, at most 20 MB. You can also drop the file here."),
        "sending": N_("Sending"),
        "sendingFile": N_("Sending {name} …"),
        "taken": N_("The file has arrived."),
    },
    "signing": {
        **_PASSKEY,
        **_CODE,
        "password": _PASSWORD["password"],
        "signing": N_("Signing"),
        "toIntent": N_("I have read everything: go on to signing"),
        "unread": N_("Documents still to be opened and read to their end: {count}"),
        "allRead": N_("You have opened every document."),
        "readMark": N_("Read ✓"),
        "pages": N_("Pages: {count}"),
        "pageOf": N_("Page {number} of {total}"),
        "enlarge": N_("Enlarge"),
        "close": N_("Close"),
        "download": N_("Download as PDF"),
        "handwriting": N_("Field for your handwriting"),
        "handwritingTitle": N_("Add your handwritten signature (optional)"),
        "handwritingHelp": N_("Write your name with finger, pen or mouse. It appears in the visible stamp."),
        "clear": N_("Clear"),
        "intentTitle": N_("Your statement"),
        "agree": N_("I have read the documents and sign them of my own true will."),
        "backToReading": N_("Back to the documents"),
        "confirmPasskey": N_("Confirm with a passkey and sign"),
        "confirmPasskeyHelp": N_("Finger, face or PIN of your device. The strongest way."),
        "confirmByCode": N_("Confirm with password and one-time code"),
        "confirmByCodeHelp": N_("Have a code sent to your e-mail, then enter it with your password."),
        "codeSent": N_("The code is on its way. It is valid for ten minutes."),
        "confirmCode": N_("Confirm and sign"),
        "signingOne": N_("Signing {number} of {total}: {title} …"),
        "signed": N_("Everything is signed."),
        "insecure": N_("Signing needs a secure connection (https). Open the portal by its secure address."),
    },
}


def texts_of(kind: str, translate: Translate) -> dict[str, str]:
    """The texts of one kind in a language."""
    return {name: translate(text) for name, text in {**_ALWAYS, **TEXTS[kind]}.items()}
