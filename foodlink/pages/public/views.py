"""Views for everybody."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from foodlink import clock
from foodlink.domain.account import Role
from foodlink.domain.errors import TooManyTries, WrongPassword
from foodlink.pages.door import a_door, own_home
from foodlink.pages.form import Form, load
from foodlink.pages.frame import on_demonstration
from foodlink.pages.language import LANGUAGES, remember
from foodlink.pages.public.notices import told_notices
from foodlink.pages.visitor import actor, db, let_in, let_out, passwords, visitor
from foodlink.schemas.accounts import CredentialsSchema
from foodlink.services.invite import set_password
from foodlink.services.notices import mark_read
from foodlink.services.sign_in import sign_in, sign_out
from foodlink.services.speak import speak

public = a_door("public", __name__)

Answer = str | Response | tuple[str, int]

_credentials = CredentialsSchema()
DEMONSTRATION_PASSWORD = "demo-foodlink"
DEMONSTRATION_SIGN_INS = (
    ("producteur@demo.example", Role.PRODUCER),
    ("association@demo.example", Role.ASSOCIATION),
    ("benevole@demo.example", Role.DRIVER),
    ("coordination@demo.example", Role.COORDINATOR),
    ("producteur2@demo.example", Role.PRODUCER),
    ("association2@demo.example", Role.ASSOCIATION),
)
"""The sign-ins of every demonstration, by contract, in the order in which one meets them."""


@public.get("/")
def find_own_page() -> Answer:
    """Lead to the sign-in page, or to the page of one's role."""
    return redirect(own_home(), 303)


@public.get("/sign-in")
def show_sign_in() -> Answer:
    """The sign-in page; who is signed in already goes on to where they were going."""
    if visitor() is not None:
        return redirect(_safe_next() or own_home(), 303)
    return _sign_in_page(Form())


@public.post("/sign-in")
def enter() -> Answer:
    """Sign in and go on to where one was going."""
    form = Form.sent()
    with form.refusals():
        try:
            known = load(_credentials, {name: form.text(name) for name in ("email",)} | _password_of(form))
            signed_in = sign_in(db(), passwords(), at=clock.machine_now(), **known)
        except WrongPassword:
            form.refuse("", _("This email and this password do not belong together."))
        except TooManyTries as error:
            form.refuse("", _("Too many wrong tries. Try again in %(seconds)s s.", seconds=error.retry_after_s))
    if form.errors:
        return _sign_in_page(form), 422
    response = redirect(_safe_next() or url_for("public.find_own_page"), 303)
    let_in(response, signed_in)
    return response


@public.post("/sign-out")
def leave() -> Answer:
    """Sign out: the session is worth nothing any more."""
    known = visitor()
    if known is not None:
        sign_out(db(), known.token)
    response = redirect(url_for("public.show_sign_in"), 303)
    let_out(response)
    return response


@public.get("/password/<secret>")
def show_password(secret: str) -> Answer:
    """The page of an invitation's link; whether the link is still good is told when the password is sent."""
    del secret  # a link is looked up, and used up, by the service alone
    return _password_page(Form())


@public.post("/password/<secret>")
def choose_password(secret: str) -> Answer:
    """Set the password by an invitation's link, which is used up."""
    form = Form.sent()
    if form.values.get("password", "") != form.values.get("again", ""):
        form.refuse("again", _("The two are not the same."))
        return _password_page(form), 422
    with form.refusals():
        set_password(
            db(), secret, password=form.values.get("password", ""), passwords=passwords(), at=clock.machine_now()
        )
    if form.errors:
        return _password_page(form), 422
    response = redirect(url_for("public.show_sign_in", done="password"), 303)
    let_out(response)
    return response


@public.post("/language")
def choose_language() -> Answer:
    """Remember the language and go back to the page."""
    chosen = request.form.get("language", "")
    response = redirect(_local(request.form.get("back", "")) or url_for("public.find_own_page"), 303)
    if chosen in LANGUAGES:
        remember(response, chosen)
        if visitor() is not None:
            speak(db(), chosen, by=actor())
    return response


@public.get("/notices")
def show_notices() -> Answer:
    """What one should know, newest first."""
    if visitor() is None:
        return redirect(url_for("public.show_sign_in", next=request.path), 303)
    return render_template("public/notices.html", notices=told_notices(db(), actor()))


@public.post("/notices/read")
def mark_all_read() -> Answer:
    """Mark all of one's notices as read."""
    if visitor() is not None:
        mark_read(db(), notice_ids=None, by=actor(), at=clock.now())
    return redirect(url_for("public.show_notices"), 303)


def _sign_in_page(form: Form) -> str:
    sign_ins = DEMONSTRATION_SIGN_INS if on_demonstration() else ()
    return render_template(
        "public/sign_in.html", form=form, sign_ins=sign_ins, password=DEMONSTRATION_PASSWORD, next=_safe_next()
    )


def _password_page(form: Form) -> str:
    return render_template("public/password.html", form=form)


def _password_of(form: Form) -> dict[str, Any]:
    return {"password": form.values.get("password", "")}


def _safe_next() -> str:
    return _local(request.values.get("next", ""))


def _local(address: str) -> str:
    """The address if it is a path of ours, else nothing: no sign-in leads to another host."""
    parts = urlsplit(address)
    ours = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return address if ours and all(mark.isprintable() for mark in address) else ""
