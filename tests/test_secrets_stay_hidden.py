"""Whatever is found in a file, and wherever a secret stands in it: the secret is not repeated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from test_safety_rules import CHANCE, HEX, PASTED, SECRETS

from pmaction.checking import check_files
from pmaction.cli import main
from pmaction.config import Config
from pmaction.document import Document, read_document
from pmaction.findings import Finding, Severity
from pmaction.fixes import fix_file
from pmaction.reading import read_config, read_postmortem
from pmaction.render.as_json import findings_json
from pmaction.render.github import annotation_commands, findings_summary
from pmaction.render.sarif import findings_sarif
from pmaction.render.text import findings_text
from pmaction.secret_source import secrets_in_source, source_without_secrets

NOW = datetime(2026, 1, 10, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
PATH = "postmortems/2025/2025-12-14-email-outage.yaml"
EXAMPLES = Path(__file__).parents[1] / "examples" / "postmortems"
TOKEN = SECRETS["a GitHub token"]
CHOSEN = "Tr0ub4dor" + "3x99"
FORMS = {
    "alone": TOKEN,
    "in a long sentence": f"Rotate the credential that the payment service has used: {TOKEN}",
    "by what surrounds it": f"the password was {CHOSEN}",
    "in an address": "https://hooks.slack" + f".com/services/T01AB2CD3/B04EF5GH6/{CHANCE[:24]}",
}
SECRET_PARTS = [
    text[at : at + 8] for text in (TOKEN[4:], CHOSEN, CHANCE[:24]) for at in range(len(text) - 7)
]

Place = tuple[Any, ...]


def shown(findings: tuple[Finding, ...], source: str) -> str:
    """Give all that is printed of findings, in every format."""
    return "\n".join(
        [
            findings_text(findings, {PATH: source}, 1),
            findings_json(findings, 1),
            annotation_commands(findings),
            findings_summary(findings, 1),
            findings_sarif(findings),
        ]
    )


def findings_of(source: str) -> tuple[Finding, ...]:
    return check_files([read_postmortem(PATH, source.encode())], Config(), NOW)


def assert_hidden(said: str) -> None:
    assert [part for part in SECRET_PARTS if part in said] == []


def data_of(path: Path) -> Any:
    document = read_document(str(path), path.read_bytes())
    assert isinstance(document, Document)
    return json.loads(json.dumps(document.data))


def places_in(data: Any, path: Place = ()) -> Iterator[Place]:
    """Give the path of each value that is no group, and of each name."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield (*path, name, "(name)")
            yield from places_in(value, (*path, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from places_in(value, (*path, index))
    else:
        yield path


def with_text(data: Any, place: Place, text: str) -> Any:
    """Give data with a text in one place."""
    if not place:
        return text
    if place[1:] == ("(name)",):
        return {text if name == place[0] else name: value for name, value in data.items()}
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    changed = {
        key: with_text(one, place[1:], text) if key == place[0] else one for key, one in pairs
    }
    return changed if isinstance(data, dict) else [*changed.values()]


EXAMPLE = EXAMPLES / "2024" / "2024-02-06-connection-pool-leak.yaml"
CONFIG = {
    "time_zone": "Europe/Berlin",
    "postmortems": ["postmortems/**/*.yaml"],
    "due_policy": "realistic",
    "teams": {"Mail": {"lead": "@ana", "members": ["@mei"]}},
    "tracking": {"system": "local", "folder": "issues"},
    "rules": {"file-name": "off", "late-publication": {"severity": "error"}},
}


class TestNoFormatShowsASecret:
    @pytest.mark.parametrize("form", FORMS)
    def test_that_stands_in_any_place_of_a_postmortem(self, form: str) -> None:
        data = data_of(EXAMPLE)
        places = [*places_in(data)]
        assert len(places) > 100
        for place in places:
            source = json.dumps(with_text(data, place, FORMS[form]), indent=1)
            findings = findings_of(source)
            assert "secret-in-text" in {finding.rule for finding in findings}, place
            assert_hidden(shown(findings, source))

    def test_that_is_written_with_escapes(self) -> None:
        data = data_of(EXAMPLE)
        escaped = TOKEN.replace("g", "\\x67").replace("_", "\\u005F")
        for place in places_in(data):
            source = json.dumps(with_text(data, place, TOKEN)).replace(TOKEN, escaped)
            findings = findings_of(source)
            assert "secret-in-text" in {finding.rule for finding in findings}, place
            assert_hidden(shown(findings, source))

    @pytest.mark.parametrize("form", FORMS)
    def test_that_stands_in_the_configuration(self, form: str) -> None:
        for place in places_in(CONFIG):
            source = json.dumps(with_text(CONFIG, place, FORMS[form]), indent=1)
            findings = read_config(PATH, source.encode())
            if isinstance(findings, tuple):
                assert_hidden(shown(findings, source))

    @pytest.mark.parametrize(
        "source",
        [
            f'"{TOKEN}": 1\n"{TOKEN}": 2\n',
            f"title: *{TOKEN}\n",
            f"title: !{TOKEN} x\n",
            f"title: x\n {TOKEN}: y: z\n",
            f'title: "{TOKEN}\n',
            f"title: @{TOKEN}\n",
            f'title: "\\x67{TOKEN[1:]}\\q"\n',
            f'title: "{TOKEN[:20]}\\\n  {TOKEN[20:]}\\q"\n',
            f"id: {TOKEN}\ntitle: [\n",
        ],
    )
    def test_of_a_file_that_is_no_yaml(self, source: str) -> None:
        findings = findings_of(source)
        assert len(findings) >= 2
        # However often it stands there, one thing has to be revoked.
        assert [finding.rule for finding in findings].count("secret-in-text") == 1
        assert_hidden(shown(findings, source))

    def test_in_the_hint_of_another_check(self) -> None:
        finding = Finding("a", 1, 1, "x", Severity.ERROR, f"no `{TOKEN}`", f"Add `{TOKEN}:`", "")
        assert finding.message == f"no `{'*' * len(TOKEN)}`"
        assert finding.hint == f"Add `{'*' * len(TOKEN)}:`"

    def test_in_what_fix_says(self) -> None:
        for text in FORMS.values():
            raw = f"action_items:\n  - title: {json.dumps(text)}\n    status: Done\n".encode()
            file = fix_file(PATH, raw, Config(), lambda _: ())
            assert len(file.fixes) == 2
            assert_hidden("\n".join(fix.what for fix in file.fixes))

    def test_in_what_commands_print(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / ".pmaction.yml").write_text("{}\n")
        file = tmp_path / "postmortems" / "mail.yaml"
        file.parent.mkdir()
        example = {**data_of(EXAMPLE), "status": "reviewed"}
        for item in example["action_items"]:
            item["title"] = f"{item['title']}: {FORMS['by what surrounds it']}, {TOKEN}"
            del item["id"]
        file.write_text(json.dumps(example, indent=1))
        told = ""
        for command in (
            ["fix", "--diff"],
            ["fix"],
            ["validate"],
            ["plan"],
            ["apply", "--now", "2026-01-10T09:00Z"],
        ):
            main(command)
            told += capsys.readouterr().out
        assert "Plan: " in told
        assert "Applied: " in told
        assert f"create  PM-2024-001/A1  {example['action_items'][0]['title'][:9]}" in told
        assert_hidden(told)


class TestSecretsInASource:
    def test_are_starred_and_all_else_stays_where_it_is(self) -> None:
        source = f'a: "\\x67{TOKEN[1:]}"  # {TOKEN}\nb: c\n'
        written = len(TOKEN) + 3
        expected = f'a: "{"*" * written}"  # {"*" * len(TOKEN)}\nb: c\n'
        assert source_without_secrets(source) == expected

    def test_keep_the_ends_of_their_lines(self) -> None:
        key = [
            "-----BEGIN RSA PRIVATE " + "KEY-----",
            HEX,
            HEX,
            "-----END RSA PRIVATE " + "KEY-----",
        ]
        source = "a: |\n  " + "\n  ".join(key) + "\nb: c\n"
        hidden = source_without_secrets(source)
        assert [len(line) for line in hidden.split("\n")] == [
            len(line) for line in source.split("\n")
        ]
        assert hidden.endswith("\nb: c\n")
        assert HEX[:8] not in hidden

    @pytest.mark.parametrize("text", [*PASTED, *SECRETS.values()])
    def test_are_found_whichever_way_they_are_written(self, text: str) -> None:
        def kinds(source: str) -> list[str]:
            return [one.kind for one in secrets_in_source(source)]

        expected = kinds(text)
        assert expected
        escaped = "".join(f"\\u{ord(char):04x}" for char in text)
        assert kinds(f'a: "{escaped}"\n') == expected
        assert (
            kinds("a: " + json.dumps(text.replace("/", "\x01")).replace("\\u0001", "\\/"))
            == expected
        )

    def test_are_none_where_there_are_none(self) -> None:
        for path in EXAMPLES.glob("*/*.yaml"):
            source = path.read_text("utf-8")
            assert source_without_secrets(source) == source


class TestASecret:
    def test_in_a_comment_is_found_where_it_stands(self) -> None:
        source = EXAMPLE.read_text("utf-8") + f"# the key is {TOKEN}\n"
        before = findings_of(EXAMPLE.read_text("utf-8"))
        new = [one for one in findings_of(source) if one not in before]
        line = source.count("\n")
        assert [(one.rule, one.line, one.column) for one in new] == [("secret-in-text", line, 14)]

    def test_behind_a_sign_in_a_text_is_found_once(self) -> None:
        data = {**data_of(EXAMPLE), "notes": f"See\n# {TOKEN}"}
        found = [one for one in findings_of(json.dumps(data)) if one.rule == "secret-in-text"]
        assert [one.pointer for one in found] == ["/notes"]
        written = json.dumps({**data_of(EXAMPLE), "notes": "x"})[:-1]
        block = f"{written}}}\n".replace('"notes": "x"', f'"notes": "See\n# {TOKEN}"')
        found = [one for one in findings_of(block) if one.rule == "secret-in-text"]
        assert [one.pointer for one in found] == ["/notes"]

    def test_in_a_file_with_a_mistake_is_found_with_it(self) -> None:
        source = f"id: PM-2025-001\ntitle: x\nnotes: See {TOKEN}\ncolour: red\n# {TOKEN}\n"
        told = [(one.rule, one.line, one.column) for one in findings_of(source)]
        assert ("unknown-property", 4, 1) in told
        assert told[-1] == ("secret-in-text", 5, 3)
        assert ("secret-in-text", 3, 12) in told

    def test_where_it_is_the_mistake_is_one_finding(self) -> None:
        data = data_of(EXAMPLE)
        for place in (("status",), ("times", "started"), ("action_items", 0, "id")):
            source = json.dumps(with_text(data, place, TOKEN))
            pointer = "".join(f"/{part}" for part in place)
            told = [one.rule for one in findings_of(source) if one.pointer == pointer]
            assert told == ["secret-in-text"]
        source = json.dumps({**data, TOKEN: 1})
        assert [one.rule for one in findings_of(source)] == ["secret-in-text"]

    def test_that_only_warns_leaves_the_mistake_an_error(self) -> None:
        config = read_config(".pmaction.yml", b"rules: {secret-in-text: warning}\n")
        assert isinstance(config, Config)
        file = read_postmortem(PATH, f"id: PM-2025-001\ntitle: x\nstatus: {TOKEN}\n".encode())
        rules = [one.rule for one in check_files([file], config, NOW)]
        assert rules == ["not-allowed", "secret-in-text"]

    def test_is_left_alone_where_a_comment_says_so(self) -> None:
        source = (
            "# pmaction: ignore[secret-in-text] All of them are examples.\n"
            f"id: PM-2025-001\ntitle: See {TOKEN}\ncolour: red  # {TOKEN}\n"
        )
        assert [one.rule for one in findings_of(source)] == ["unknown-property"]

    @pytest.mark.parametrize("ending", ["", "colour: red\n", "a: [\n"])
    def test_is_none_of_our_business_where_the_rule_is_off(self, ending: str) -> None:
        config = read_config(".pmaction.yml", b"rules: {secret-in-text: off}\n")
        assert isinstance(config, Config)
        source = f"id: PM-2025-001\ntitle: See {TOKEN}\n# {TOKEN}\n{ending}"
        found = check_files([read_postmortem(PATH, source.encode())], config, NOW)
        assert "secret-in-text" not in [one.rule for one in found]
