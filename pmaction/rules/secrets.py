"""The rule about secrets. What it finds it never repeats."""

from __future__ import annotations

from collections.abc import Iterator

from pmaction.model import Postmortem
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.comments import Comments
from pmaction.rules.texts import Texts, texts_of, words_in
from pmaction.secret_forms import can_hold_secrets, kinds_of_secrets, secrets_in

SAID = "{} stands here in plain text"
HINT = (
    "Revoke it now: it stays in the repository's history. Then write a variable, such as $TOKEN, "
    "in its place."
)


def secret_in_text(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """No password, token, private key or other secret stands in the document.

    Why: a command or a log line that is copied into a postmortem often brings one along. Whoever
    can read the repository has it then, and deleting the line does not take it out of the history.

    Fix: revoke the secret first, since it is known from now on. Then write a variable in its
    place, such as `$API_TOKEN`, and take the commit out of the branch before it is merged.
    Comments are looked at too, and files that cannot be read as a postmortem. What pmaction prints
    never repeats a secret. A value that is none can be ignored with a reason.

    Failing:
        resolution:
          immediate_fix: "Ran psql postgres://mail:kT9wzQ41@db.example.com/mail by hand."

    Passing:
        resolution:
          immediate_fix: "Ran psql postgres://mail:$DB_PASSWORD@db.example.com/mail by hand."
    """
    yield from secrets_in_texts(texts_of(postmortem))
    yield from secrets_in_comments(surroundings.comments)


def secrets_in_texts(texts: Texts) -> Iterator[Problem]:
    """Report the secrets that stand in texts, each kind once for each text."""
    if not can_hold_secrets(texts.joined, texts.words) or not kinds_of_secrets(texts.joined):
        return
    for text in texts.all:
        for kind, begins in secrets_in(text.text):
            yield Problem(text.path, SAID.format(kind), HINT, offset=begins)


def secrets_in_comments(comments: Comments) -> Iterator[Problem]:
    """Report the secrets that stand in comments."""
    said = comments.joined
    if said and can_hold_secrets(said, words_in(said)) and kinds_of_secrets(said):
        for at, comment in comments.each():
            for kind, begins in secrets_in(comment):
                yield Problem((), SAID.format(kind), HINT, place=at.later(begins))
