"""French first, English on demand, and nothing left unsaid."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import foodlink
from foodlink.pages import catalogue
from foodlink.pages.sentences import SENTENCES
from foodlink.pages.told import is_known
from tests.pages.conftest import Browse, Browser

SOURCES = Path(foodlink.__file__).parent
REFUSALS = {"Invalid", "Conflict", "NotFound", "Forbidden", "ValidationError"}


def test_a_stranger_reads_french_and_may_choose_english(stranger: Browser) -> None:
    assert "Se connecter" in stranger.open("/sign-in")
    back = stranger.send("/language", language="en", back="/sign-in")
    assert back.location == "/sign-in"
    assert "Sign in" in stranger.open("/sign-in")


def test_the_choice_of_who_is_signed_in_follows_the_account(browse: Browse) -> None:
    browser = browse("alice")
    assert "Qu’avez-vous à donner" in browser.open("/producer/")
    browser.send("/language", language="en", back="/producer/")
    assert "What do you have to give" in browse("alice").open("/producer/")


def test_a_language_that_nobody_here_speaks_changes_nothing_and_leads_nowhere_else(stranger: Browser) -> None:
    back = stranger.send("/language", language="tlh", back="https://evil.example/")
    assert back.location == "/"
    assert "Se connecter" in stranger.open("/sign-in")


def test_every_text_of_the_pages_is_said_in_french_and_none_is_left_over() -> None:
    said = {catalogue.Text(message.context, message.id): message.string for message in catalogue.french() if message.id}
    assert set(said) == catalogue.texts()
    assert [text for text, french in said.items() if not (all(french) if isinstance(french, tuple) else french)] == []


def test_french_keeps_every_figure_of_a_text() -> None:
    assert [message.id for message in catalogue.french() if message.id and list(message.check())] == []


def test_a_sign_that_french_sets_apart_never_begins_a_line(stranger: Browser) -> None:
    page = stranger.open("/sign-in")
    assert "Pas de compte, ou mot de passe perdu\u00a0?" in page
    assert re.search(r">[^<>]*\w [:;!?][^<>]*<", page) is None


def test_what_a_solver_says_of_a_plan_that_failed_can_be_told_in_french() -> None:
    for file in ("clients/solver.py", "services/solve_plan.py"):
        tree = ast.parse((SOURCES / file).read_text(encoding="utf-8"))
        told = {text for node in ast.walk(tree) if isinstance(node, ast.Call) for text in _texts(node)}
        sentences = {text for text in told if text[:1].isupper() and text.endswith(".") and " " in text}
        assert sentences
        assert sorted(text for text in sentences if not is_known(text)) == []


def test_the_compiled_catalogue_is_that_of_the_file() -> None:
    assert catalogue.FRENCH.with_suffix(".mo").read_bytes() == catalogue.compiled(catalogue.french())


def test_every_sentence_that_is_refused_with_can_be_told_in_french() -> None:
    refused = {
        sentence
        for folder in ("services", "schemas", "domain")
        for file in sorted((SOURCES / folder).glob("*.py"))
        for sentence in _sentences(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert len(refused) > 20
    assert sorted(sentence for sentence in refused if not is_known(sentence)) == []
    assert SENTENCES


def _sentences(tree: ast.AST) -> set[str]:
    """The sentences, written out in full, with which something is refused."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) in REFUSALS]
    texts = [part for call in calls for part in _texts(call)]
    return {text for text in texts if text[:1].isupper() and text.endswith(".")}


def _texts(call: ast.Call) -> list[str]:
    """The texts among what a refusal is made of, but the parts of f-strings, which carry figures."""
    inside = {id(part) for node in ast.walk(call) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    constants = [node for node in ast.walk(call) if isinstance(node, ast.Constant) and id(node) not in inside]
    return [node.value for node in constants if isinstance(node.value, str)]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
