"""GitHub's published REST description, as a judge of requests and of our own answers."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

SOURCE = Path(__file__).parent.parent / "api.github.json"
# These may hold a bare slash in an address: clients write the label `kind/bug` as it is.
WITH_SLASHES = {"ref", "path", "branch", "basehead", "name"}
# The description says in words that these take a bare list too, and an empty one to clear.
LISTS_TOO = {"issues/add-labels", "issues/set-labels"}
BARE_LIST = {"type": "array", "items": {"type": "string"}}
NO_LABELS: dict[str, list[str]] = {"labels": []}
DATE = re.compile(r"\d{4}-\d\d-\d\dT.*")
formats = FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def is_date_time(value: object) -> bool:
    """Whether a string is a time with a zone, as the description asks for."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@dataclass(frozen=True)
class Query:
    """One query parameter."""

    schema: dict[str, Any]
    judge: Draft202012Validator
    required: bool


@dataclass(frozen=True)
class Operation:
    """One method on one path, with what it takes and what it answers."""

    id: str
    method: str
    path: str
    address: re.Pattern[str]
    queries: dict[str, Query]
    body: Draft202012Validator | None
    body_required: bool
    answers: dict[int, Draft202012Validator | None]


def as_json_schema(node: Any, *, closed: bool) -> Any:
    """An OpenAPI 3.0 schema as JSON Schema; `closed` forbids fields that are not described."""
    if isinstance(node, list):
        return [as_json_schema(one, closed=closed) for one in node]
    if not isinstance(node, dict):
        return node
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key == "properties":
            made[key] = {n: as_json_schema(one, closed=closed) for n, one in value.items()}
        elif key == "$ref":
            made[key] = f"urn:{'closed' if closed else 'open'}{value}"
        elif key == "oneOf":  # branches overlap in places, and nobody is served by that strictness
            made["anyOf"] = as_json_schema(value, closed=closed)
        elif key != "nullable":
            made[key] = as_json_schema(value, closed=closed)
    if closed and "properties" in node:
        made.setdefault("additionalProperties", False)
    return {"anyOf": [{"type": "null"}, made]} if node.get("nullable") else made


class Description:
    """Which operations there are, and what is wrong with a request or an answer."""

    def __init__(self, source: Path = SOURCE) -> None:
        self.document = json.loads(source.read_text("utf-8"))
        registry: Registry[Any] = Registry()
        for name, closed in (("urn:closed", True), ("urn:open", False)):
            schemas = self.document["components"]["schemas"].items()
            made = {key: as_json_schema(one, closed=closed) for key, one in schemas}
            contents = {"components": {"schemas": made}}
            resource = DRAFT202012.create_resource(contents)
            registry = registry.with_resource(name, resource)
        self.registry = registry
        self.words = frozenset(enumerated(self.document))
        self.right_answers: set[Hashable] = set()
        self.operations = [
            self._operation(path, method, one)
            for path, methods in self.document["paths"].items()
            for method, one in methods.items()
        ]
        # the most literal path first, so that `issues/comments` is no issue number
        self.operations.sort(key=lambda one: one.path.count("{"))

    def _operation(self, path: str, method: str, one: dict[str, Any]) -> Operation:
        parameters = {}
        for parameter in one.get("parameters", []):
            parameter = self._resolved(parameter)
            parameters[parameter["in"], parameter["name"]] = parameter
        queries = {
            name: Query(
                one["schema"], self._judge(one["schema"], closed=True), bool(one.get("required"))
            )
            for (place, name), one in parameters.items()
            if place == "query"
        }
        body = one.get("requestBody", {})
        schema = body.get("content", {}).get("application/json", {}).get("schema")
        if schema is not None and one["operationId"] in LISTS_TOO:
            schema = {"anyOf": [schema, BARE_LIST, {"const": NO_LABELS}]}
        answers = {
            int(code): answer.get("content", {}).get("application/json", {}).get("schema")
            for code, answer in one["responses"].items()
        }
        return Operation(
            one["operationId"],
            method.upper(),
            path,
            address_of(path, parameters),
            queries,
            schema and self._judge(schema, closed=True),
            bool(body.get("required")),
            {code: one and self._judge(one, closed=False) for code, one in answers.items()},
        )

    def _judge(self, schema: dict[str, Any], *, closed: bool) -> Draft202012Validator:
        made = as_json_schema(schema, closed=closed)
        return Draft202012Validator(made, registry=self.registry, format_checker=formats)

    def _resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in node:
            return node
        _, _, kind, name = node["$ref"].split("/")
        found: dict[str, Any] = self.document["components"][kind][name]
        return found

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation for a method and a still encoded path, with the path's parameters."""
        for one in self.operations:
            if one.method == method and (found := one.address.fullmatch(path)):
                return one, {key: unquote(value) for key, value in found.groupdict().items()}
        return None

    def faults_of_request(
        self, operation: Operation, query: dict[str, str], body: Any
    ) -> list[str]:
        """What the description does not allow in a query and a body."""
        faults = []
        for name, text in query.items():
            parameter = operation.queries.get(name)
            if parameter is None:
                faults.append(f"query parameter {name!r} is not described")
            elif found := fault(parameter.judge, typed(text, parameter.schema)):
                faults.append(f"query parameter {name!r}: {found}")
        for name, parameter in operation.queries.items():
            if parameter.required and name not in query:
                faults.append(f"query parameter {name!r} is missing")
        if body is None:
            return [*faults, "the body is missing"] if operation.body_required else faults
        if operation.body is None:
            # PyGithub and others send an empty object where nothing is asked for
            return faults if body == {} else [*faults, "no body is described"]
        found = fault(operation.body, body)
        return [*faults, f"body: {found}"] if found else faults

    def fault_of_answer(
        self, operation: Operation, status: int, body: Any, parts: Sequence[bytes] = ()
    ) -> str | None:
        """What the description does not allow in a successful answer.

        Answers of one shape are judged once: all of them are made by the same code of ours. So are
        the entries of a list; `parts` is their JSON, one by one.
        """
        if status not in operation.answers:
            return f"status {status} is not described"
        judge = operation.answers[status]
        if judge is None:
            return None if body is None else "no content is described"
        if not parts:
            return self._judged(judge, (operation.id, status, self._shape(body)), body)
        for value, part in zip(body, parts, strict=True):
            # Issues change less than they are listed.
            seen = (operation.id, status, part)
            if seen in self.right_answers:
                continue
            if found := self._judged(
                judge, (operation.id, status, list, self._shape(value)), [value]
            ):
                return found
            self.right_answers.add(seen)
        return None

    def _judged(self, judge: Draft202012Validator, seen: Hashable, value: Any) -> str | None:
        if seen in self.right_answers:
            return None
        found = fault(judge, value)
        if found is None:
            self.right_answers.add(seen)
        return found

    def _shape(self, value: Any) -> Hashable:
        """What a judge could see of a value: names, types, dates, and the words of any `enum`."""
        if isinstance(value, dict):
            return frozenset((key, self._shape(one)) for key, one in value.items())
        if isinstance(value, list):
            return (list, frozenset(self._shape(one) for one in value))
        if isinstance(value, str):
            return value if value in self.words else (str, bool(DATE.fullmatch(value)))
        return type(value)


def fault(judge: Draft202012Validator, value: Any) -> str | None:
    """What is wrong with a value, if something is."""
    error = best_match(judge.iter_errors(value))
    return None if error is None else f"at {error.json_path}: {error.message[:600]}"


def enumerated(node: Any) -> Iterator[str]:
    """Every word that is one of a list of allowed ones, anywhere in the description."""
    for one in node.values() if isinstance(node, dict) else node:
        if isinstance(one, dict | list):
            yield from enumerated(one)
    if isinstance(node, dict) and isinstance(found := node.get("enum"), list):
        yield from (one for one in found if isinstance(one, str))


def address_of(path: str, parameters: dict[tuple[str, str], dict[str, Any]]) -> re.Pattern[str]:
    """The pattern of a path; a parameter that is a number is digits only."""
    pattern = ""
    for part in re.split(r"(\{\w+\})", path):
        if not part.startswith("{"):
            pattern += re.escape(part)
            continue
        name = part[1:-1]
        number = parameters["path", name]["schema"].get("type") == "integer"
        inside = r"\d+" if number else ".*" if name in WITH_SLASHES else "[^/]+"
        pattern += f"(?P<{name}>{inside})"
    return re.compile(pattern)


def typed(text: str, schema: dict[str, Any]) -> Any:
    """A query parameter's text as the type that its schema asks for, where it can be."""
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if schema.get("type") == "boolean" and text in {"true", "false"}:
        return text == "true"
    return text


@cache
def published() -> Description:
    """The committed description, read once."""
    return Description()
