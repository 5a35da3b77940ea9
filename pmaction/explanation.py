"""Why an action item has its dates: what set them, what would have, and when who is reminded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from pmaction.config import Config, Reminders
from pmaction.days import today_of
from pmaction.due import Due, allowances, due_dates, owner_deadline
from pmaction.identity import item_key
from pmaction.model import ActionItem, Postmortem
from pmaction.owners import Ownership, ownership
from pmaction.policy import Terms, length_for, rule_in_force, terms_of
from pmaction.quiet import why_quiet
from pmaction.reminding.audience import Audience, Told, escalation_of, greeted
from pmaction.reminding.steps import Silence, Step, asking_once, latest_step, silence_of, steps


class Spoken(Struct, frozen=True):
    """A day on which an item is spoken of.

    `moved` says why it is not the planned day, empty if it is; `also` are those who hear of it
    beside its owner. It `gives_way` to the one after it if that comes on the same day.
    """

    on: date
    planned: date
    days: int
    because_of: tuple[str, ...]
    moved: str = ""
    also: tuple[str, ...] = ()
    gives_way: bool = False


class Explanation(Struct, frozen=True):
    """The dates of one action item, each with what it came from.

    `otherwise` are the dates that other settings would give, `no_date` says why there is none.
    `greeted` are who is reminded while nobody is assigned in the issue. `reminders` end with the
    first that is repeated, every `repeat` days if that is not 0; `missing` are those who should
    hear of it at some time, and whom nothing names. `asks` are the days on which `asked` are asked
    for an owner, if it `wants_owner`. `no_issue` says why it gets no issue now: without one nobody
    is reminded; `no_reminder` why there is none although it is open and has a date. `silent_rule`
    is the first rule that fits, if that sets no date where it might.
    """

    key: str
    item: ActionItem
    today: date
    due: Due | None
    otherwise: tuple[Due, ...]
    no_date: str
    owner: Ownership
    owner_by: Due | None
    reminders: tuple[Spoken, ...]
    repeat: int
    greeted: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    asks: tuple[Spoken, ...] = ()
    asked: tuple[str, ...] = ()
    no_issue: str = ""
    no_reminder: str = ""
    wants_owner: bool = False
    silent_rule: str = ""


def explain(postmortem: Postmortem, item: ActionItem, config: Config, now: datetime) -> Explanation:
    """Explain an item's dates as they are at a moment."""
    terms = terms_of(config)
    dates = tuple(due_dates(postmortem, item, terms))
    due = dates[0] if dates else None
    is_open = item.status == "open"
    speaks = due is not None and is_open
    owner = ownership(item, config.teams)
    told = tuple(escalation_of(item, config.teams, config.reminders.escalate))
    audience = Audience(greeted(item, owner, postmortem), told)
    owner_by = owner_deadline(postmortem, item, terms) if is_open else None
    wants_owner = is_open and not owner.assignees
    reminders = reminder_days(due.on, audience, config.reminders, terms) if due and speaks else ()
    return Explanation(
        key=item_key(postmortem.id, item.id),
        item=item,
        today=today_of(now, config, item),
        due=due,
        otherwise=dates[1:],
        no_date="" if due is not None else _why_no_date(postmortem, item, terms),
        owner=owner,
        owner_by=owner_by,
        reminders=reminders,
        greeted=audience.persons,
        repeat=config.reminders.repeat,
        missing=tuple(_missing(told, config)) if speaks else (),
        asks=_asks(owner_by.on, config.reminders, terms) if owner_by and wants_owner else (),
        asked=audience.persons,
        no_issue=why_quiet(postmortem, config) if is_open else "",
        no_reminder=why_no_reminder(due.on, config.reminders, terms)
        if due and speaks and not reminders
        else "",
        wants_owner=wants_owner,
        silent_rule=_silent_rule(postmortem, item, terms),
    )


def why_no_reminder(due: date, reminders: Reminders, terms: Terms) -> str:
    """Say why nothing is ever said of a due date."""
    has_steps = next(steps(due, reminders, terms.working_days), None) is not None
    return "never: all days are quiet" if has_steps else "none: `reminders` has no steps"


def _silent_rule(postmortem: Postmortem, item: ActionItem, terms: Terms) -> str:
    """Name the first rule that fits, if it is asked for a date and has none for the item."""
    fitting = rule_in_force(postmortem, item, terms)
    if fitting.rule.due is None or "none" in (fitting.rule.due, postmortem.planning.due_policy):
        return ""
    return fitting.name if length_for(fitting.rule.due, item) is None else ""


def _why_no_date(postmortem: Postmortem, item: ActionItem, terms: Terms) -> str:
    if next(allowances(postmortem, item, terms), None) is not None:
        known = postmortem.times.first_known is not None
        return "the date would be beyond the calendar" if known else "no day to count from is known"
    fitting = rule_in_force(postmortem, item, terms)
    if postmortem.planning.due_policy == "none":
        return "`planning.due_policy` of its postmortem is none"
    if fitting.rule.due == "none":
        return f"{fitting.name} says none"
    if terms.policy.due == "none" and not fitting.rule.due:
        return "the policy is none"
    return f"nothing sets one for {item.priority or 'an item without priority'}"


def _missing(told: tuple[Told, ...], config: Config) -> Iterator[str]:
    """Give the roles that should hear of an item at some time, and that nobody has."""
    for role in ("backup", "lead", "manager"):
        wanted = getattr(config.reminders.escalate, role) is not None
        if wanted and not any(one.role == role for one in told):
            yield role


def _asks(by: date, reminders: Reminders, terms: Terms) -> tuple[Spoken, ...]:
    """Give the days on which somebody is asked for an owner."""
    spoken = reminder_days(by, Audience(), asking_once(reminders), terms)
    # The first one comes by itself, whatever steps there are for due dates.
    first = tuple(replace(one, because_of=("owner_within",)) for one in spoken[:1])
    return first + spoken[1:]


def reminder_days(
    due: date, audience: Audience, reminders: Reminders, terms: Terms
) -> tuple[Spoken, ...]:
    """Give the days on which something is spoken of, up to the first that is repeated."""
    found: list[Spoken] = []
    silence = silence_of(reminders, terms.working_days)
    for step in steps(due, reminders, terms.working_days):
        is_repeated = _is_repeated(step)
        # Where every day is quiet up to the end of the calendar, nothing is ever said.
        if not silence.is_on(step.on):
            # Of several on one day, the latest alone is said.
            if found and found[-1].on == step.on:
                found[-1] = replace(found[-1], gives_way=True)
            said = latest_step(due, reminders, silence, step.on) if is_repeated else None
            found.append(_spoken(said or step, audience, silence, terms))
        if is_repeated:
            break
    return tuple(found)


def _spoken(step: Step, audience: Audience, silence: Silence, terms: Terms) -> Spoken:
    moved = _why_moved(step, silence, terms) if step.is_moved else ""
    also = tuple(f"{one.person} ({one.said})" for one in audience.told_at(step.days))
    return Spoken(step.on, step.planned, step.days, step.because_of, moved, also)


def _is_repeated(step: Step) -> bool:
    return any(setting.startswith("reminders.repeat ") for setting in step.because_of)


def _why_moved(step: Step, silence: Silence, terms: Terms) -> str:
    why = silence.why(step.planned)
    return why if why.startswith("quiet") else terms.working_days.why_free(step.planned)
