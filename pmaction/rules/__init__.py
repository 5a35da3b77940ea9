"""Semantic rules: what a schema cannot say about a postmortem.

The registry is explicit and in the order in which `pmaction rules` lists it. To add a rule, write
a check whose docstring is its manual page (see `manual.py`) and name it here, with the status from
which on it asks, and with the class of its options (see `options.py`) if it has any.
"""

from __future__ import annotations

from pmaction.findings import Severity
from pmaction.rules.action_items import (
    DoneWhenOptions,
    measurable_done_when,
    priority_mismatch,
    vague_action_item,
)
from pmaction.rules.audience import (
    ConfidentialOptions,
    PrivateLinkOptions,
    confidential_in_public,
    mention_in_text,
    private_link,
)
from pmaction.rules.balance import CapacityOptions, capacity_exceeded, unconsidered_category
from pmaction.rules.base import Rule
from pmaction.rules.blameless import (
    hindsight,
    human_error_as_cause,
    judging_language,
    person_as_cause,
)
from pmaction.rules.characters import bidirectional_control, invisible_character
from pmaction.rules.completeness import (
    published_incomplete,
    reviewed_incomplete,
    unknown_severity,
)
from pmaction.rules.completion import (
    done_needs_evidence,
    no_action_items,
    uncovered_failure_mode,
    wont_do_needs_reason,
)
from pmaction.rules.cycles import dependency_cycle, recurrence_cycle
from pmaction.rules.detection import (
    DetectionOptions,
    detection_gap,
    monitoring_questions,
    regression_test,
)
from pmaction.rules.due_dates import (
    due_before_incident,
    due_far_off,
    due_required,
    extension_order,
)
from pmaction.rules.files import file_name
from pmaction.rules.former_key import former_key_in_use
from pmaction.rules.future_time import future_time
from pmaction.rules.identifiers import (
    duplicate_failure_mode_id,
    duplicate_item_id,
    duplicate_item_title,
    duplicate_postmortem_id,
)
from pmaction.rules.ignore_comment import ignore_comment
from pmaction.rules.moved_due_date import due_date_moved
from pmaction.rules.owners_known import due_on_skipped_day, unknown_owner
from pmaction.rules.ownership import owner_required, unknown_team
from pmaction.rules.personal_data import PersonalDataOptions, personal_data
from pmaction.rules.placeholders import placeholder_text
from pmaction.rules.publication import late_publication, own_sign_off, publication_order
from pmaction.rules.publication_hours import Deadlines
from pmaction.rules.references import unknown_reference
from pmaction.rules.removal import item_removed
from pmaction.rules.root_cause import FactorOptions, WhyOptions, contributing_factors, five_whys
from pmaction.rules.secrets import secret_in_text
from pmaction.rules.spans import (
    StepOptions,
    TimelineOptions,
    implausible_times,
    timeline_outside_incident,
    underivable_times,
)
from pmaction.rules.timeline import timeline_order
from pmaction.rules.times import time_order

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

RULES: tuple[Rule, ...] = (
    Rule("duplicate-postmortem-id", _ERROR, duplicate_postmortem_id),
    Rule("duplicate-item-id", _ERROR, duplicate_item_id),
    Rule("duplicate-failure-mode-id", _ERROR, duplicate_failure_mode_id),
    Rule("item-removed", _ERROR, item_removed, compares=True),
    Rule("former-key-in-use", _ERROR, former_key_in_use),
    Rule("duplicate-item-title", _WARNING, duplicate_item_title),
    Rule("unknown-reference", _ERROR, unknown_reference),
    Rule("dependency-cycle", _ERROR, dependency_cycle),
    Rule("recurrence-cycle", _ERROR, recurrence_cycle),
    Rule("time-order", _ERROR, time_order),
    Rule("timeline-order", _ERROR, timeline_order),
    Rule("future-time", _WARNING, future_time),
    Rule(
        "timeline-outside-incident",
        _WARNING,
        timeline_outside_incident,
        asks_from="reviewed",
        options=TimelineOptions,
    ),
    Rule("implausible-times", _WARNING, implausible_times, options=StepOptions),
    Rule("underivable-times", _WARNING, underivable_times, asks_from="published"),
    Rule("unknown-severity", _ERROR, unknown_severity),
    Rule("reviewed-incomplete", _ERROR, reviewed_incomplete, asks_from="reviewed"),
    Rule("published-incomplete", _ERROR, published_incomplete, asks_from="published"),
    Rule("late-publication", _WARNING, late_publication, options=Deadlines),
    Rule("publication-order", _WARNING, publication_order),
    Rule("own-sign-off", _WARNING, own_sign_off, asks_from="published"),
    Rule("placeholder-text", _WARNING, placeholder_text, asks_from="reviewed"),
    Rule("five-whys", _WARNING, five_whys, asks_from="reviewed", options=WhyOptions),
    Rule(
        "contributing-factors",
        _WARNING,
        contributing_factors,
        asks_from="reviewed",
        options=FactorOptions,
    ),
    Rule("detection-gap", _WARNING, detection_gap, asks_from="reviewed", options=DetectionOptions),
    Rule("monitoring-questions", _WARNING, monitoring_questions, asks_from="reviewed"),
    Rule("regression-test", _WARNING, regression_test, asks_from="reviewed"),
    Rule("owner-required", _ERROR, owner_required, asks_from="reviewed"),
    Rule("unknown-team", _ERROR, unknown_team, asks_from="reviewed"),
    Rule("due-required", _ERROR, due_required, asks_from="reviewed"),
    Rule("due-before-incident", _ERROR, due_before_incident),
    Rule("due-far-off", _WARNING, due_far_off),
    Rule("extension-order", _ERROR, extension_order),
    Rule("due-date-moved", _WARNING, due_date_moved, compares=True),
    Rule("done-needs-evidence", _ERROR, done_needs_evidence),
    Rule("wont-do-needs-reason", _ERROR, wont_do_needs_reason),
    Rule("no-action-items", _ERROR, no_action_items),
    Rule("uncovered-failure-mode", _WARNING, uncovered_failure_mode, asks_from="reviewed"),
    Rule("unknown-owner", _WARNING, unknown_owner, asks_from="reviewed"),
    Rule("due-on-skipped-day", _WARNING, due_on_skipped_day, asks_from="reviewed"),
    Rule("vague-action-item", _WARNING, vague_action_item, asks_from="reviewed"),
    Rule(
        "measurable-done-when",
        _WARNING,
        measurable_done_when,
        asks_from="reviewed",
        options=DoneWhenOptions,
    ),
    Rule("priority-mismatch", _WARNING, priority_mismatch),
    Rule(
        "capacity-exceeded",
        _WARNING,
        capacity_exceeded,
        asks_from="reviewed",
        options=CapacityOptions,
    ),
    Rule("unconsidered-category", _WARNING, unconsidered_category, asks_from="reviewed"),
    Rule("human-error-as-cause", _WARNING, human_error_as_cause),
    Rule("person-as-cause", _WARNING, person_as_cause),
    Rule("judging-language", _WARNING, judging_language),
    Rule("hindsight", _WARNING, hindsight),
    Rule("secret-in-text", _ERROR, secret_in_text),
    Rule("personal-data", _WARNING, personal_data, options=PersonalDataOptions),
    Rule("mention-in-text", _WARNING, mention_in_text),
    Rule("private-link", _WARNING, private_link, options=PrivateLinkOptions),
    Rule("bidirectional-control", _ERROR, bidirectional_control),
    Rule("invisible-character", _WARNING, invisible_character),
    Rule("confidential-in-public", _ERROR, confidential_in_public, options=ConfidentialOptions),
    Rule("file-name", _WARNING, file_name),
    # It looks at what the others made of the comments, so it comes last.
    Rule("ignore-comment", _WARNING, ignore_comment),
)

_BY_ID = {rule.id: rule for rule in RULES}
REMOVAL = _BY_ID["item-removed"]
SHARED_ID = _BY_ID["duplicate-postmortem-id"]
SHARED_ITEM_ID = _BY_ID["duplicate-item-id"]
SECRETS = _BY_ID["secret-in-text"]
RULE_IDS: frozenset[str] = frozenset(_BY_ID)


def rule_by_id(rule_id: str) -> Rule | None:
    """Give the rule of that id, or None where there is none."""
    return _BY_ID.get(rule_id)
