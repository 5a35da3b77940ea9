"""GitHub's published REST description, as a judge of requests and of our own answers."""

from __future__ import annotations

import json
import re
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
formats = FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def is_date_time(value: object) -> bool:
    """Whether a string is a time with a zone, as the description asks for."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@dataclass(frozen=True)
class Operation:
    """One method on one path, with what it takes and what it answers."""

    id: str
    method: str
    path: str
    address: re.Pattern[str]
    parameters: dict[tuple[str, str], dict[str, Any]]  # (in, name) → parameter
    body: dict[str, Any] | None
    body_required: bool
    answers: dict[int, dict[str, Any] | None]


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
        body = one.get("requestBody", {})
        schema = body.get("content", {}).get("application/json", {}).get("schema")
        if schema is not None:
            schema = as_json_schema(schema, closed=True)
            if one["operationId"] in LISTS_TOO:
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
            parameters,
            schema,
            bool(body.get("required")),
            {code: one and as_json_schema(one, closed=False) for code, one in answers.items()},
        )

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
            parameter = operation.parameters.get(("query", name))
            if parameter is None:
                faults.append(f"query parameter {name!r} is not described")
                continue
            value = typed(text, parameter["schema"])
            fault = self._fault(as_json_schema(parameter["schema"], closed=True), value)
            if fault:
                faults.append(f"query parameter {name!r}: {fault}")
        for (place, name), parameter in operation.parameters.items():
            if place == "query" and parameter.get("required") and name not in query:
                faults.append(f"query parameter {name!r} is missing")
        if body is None:
            return [*faults, "the body is missing"] if operation.body_required else faults
        if operation.body is None:
            # PyGithub and others send an empty object where nothing is asked for
            return faults if body == {} else [*faults, "no body is described"]
        fault = self._fault(operation.body, body)
        return [*faults, f"body: {fault}"] if fault else faults

    def fault_of_answer(self, operation: Operation, status: int, body: Any) -> str | None:
        """What the description does not allow in a successful answer."""
        if status not in operation.answers:
            return f"status {status} is not described"
        schema = operation.answers[status]
        if schema is None:
            return None if body is None else "no content is described"
        return self._fault(schema, body)

    def _fault(self, schema: dict[str, Any], value: Any) -> str | None:
        validator = Draft202012Validator(schema, registry=self.registry, format_checker=formats)
        error = best_match(validator.iter_errors(value))
        if error is None:
            return None
        return f"at {error.json_path}: {error.message[:600]}"


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
