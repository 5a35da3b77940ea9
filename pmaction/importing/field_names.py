"""The names under which the fields of an action item are found in labels and columns."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pmaction.importing.meanings import name_of

_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "id": "id, no, nr, n, lfd nr, number, key, ref, item id, action id, ai",
        "action": """
        action, action item, action items, actions, what, description, task, tasks, item,
        items, todo, title, summary, focus, improvement, improvements, recommendation,
        recommendations, follow up, follow ups, step, steps, measure, measures, corrective
        action, corrective actions, preventive action, action to take, activity, work item,
        deliverable, action description, task description, name, proposed action,
        remediation, short description, opportunity, opportunities, to do, issue title,
        action required, what to do, next step, fix,
        действие, действия, задача, описание, что сделать, мера, maßnahme, aufgabe,
        beschreibung, schritt, acción, tarea, descripción, medida, tâche, mesure, ação, tarefa,
        actie, taak, maatregel, omschrijving, azione, attività, descrizione,
        内容, 対応, アクション, 行动, 行动项, 任务, 措施, 描述, 내용, 조치, 조치 사항, 작업, 할 일
    """,
        "owner": """
        owner, owners, assignee, assignees, assigned to, assigned, responsible, resp, responsible
        person, responsible party, dri, who, lead, team, teams, person, poc, contact,
        accountable, driver, owned by, action owner, responsibility, owner s, assignee s,
        owner team, owning team, team owner, point of contact, champion, owner dri,
        ответственный, владелец, исполнитель, команда, кто, verantwortlich,
        verantwortlicher, verantwortliche, zuständig, zuständigkeit, wer, bearbeiter, responsable,
        pilote, porteur, qui, équipe, propietario, equipo, asignado a, quién, encargado,
        responsável, dono, equipe, verantwoordelijke, eigenaar, wie, team, responsabile, 担当,
        担当者, 負責人, 负责人, 責任者, 담당자, 담당, 책임자
    """,
        "due": """
        due, due date, deadline, target date, eta, target, by when, when, due by, due on,
        by, until, target completion, target completion date, estimated completion, expected
        completion, completion target, ecd, estimated completion date, expected completion date,
        check in, date due, timeline, timeframe, date, planned date,
        expected date, due week, срок, дедлайн, до, срок выполнения, когда, frist, fällig,
        fällig am, fällig bis, fälligkeit, fälligkeitsdatum, termin, bis wann, bis, zieldatum,
        fecha límite, plazo, fecha, vencimiento, échéance, date limite, délai, pour le, prazo,
        data limite, vencimento, vervaldatum, streefdatum, einddatum, scadenza, eta date,
        期限, 期日, 截止日期, 截止时间, 完成时间, 기한, 마감일, 완료 예정일
    """,
        "done_when": """
        done when, acceptance, success criteria, acceptance criteria, definition of done,
        exit criteria, success criterion, success metric, completion criteria, dod, критерии успеха,
        критерии приемки
    """,
        "priority": "priority, prio, severity, urgency, importance, p, приоритет, priorität,"
        " prioridad, priorité, prioridade, prioriteit, priorità, 優先度, 优先级, 우선순위",
        "status": """
        status, state, progress, done, completed, complete, current status, done y n,
        resolution, rag, rag status, статус, состояние, stand, zustand, estado, statut, état, stato,
        ステータス, 状態, 状态, 상태, 진행 상태
    """,
        "category": "category, type, kind, action type, area, категория, тип, kategorie, typ,"
        " categoría, tipo, catégorie, categorie, 分類, 种别, 类型",
        "effort": "effort, size, estimate, t shirt size, estimated effort, complexity, aufwand",
        "impact": "impact, benefit, value",
        "horizon": "horizon, term, time horizon",
        "issue": """
        issue, ticket, bug, tracking, link, jira, github issue, tracking issue, ticket link,
        issue link, links, tracking ticket, jira ticket, ticket id, tracking bug, url,
        issues, bugs, tickets, github, linear, tracker, pr, pull request, issue pr,
        reference, references, тикет, задача в jira, チケット, 工单
    """,
        "rationale": "rationale, why, justification, reasoning, motivation, purpose, почему, warum",
        "verification": "verification, validation, how to verify, verified by, test",
        "done_at": "done at, done on, completed on, completed at, completion date, closed "
        "on, date completed, finished",
        "evidence": "evidence, proof, result, outcome",
        "reason": "reason, reason not done, why not",
        "backup": "backup, backup owner",
        "coordinator": "coordinator",
        "collaborators": "collaborators, helpers, supported by, support, collaborator, reviewers,"
        " reviewer",
        "sponsor": "sponsor, executive sponsor",
        "addresses": "addresses, failure mode, failure modes, addresses failure modes",
        "depends_on": "depends on, dependencies, dependency, blocked by, prerequisites, after",
        "dora_metric": "dora metric, dora",
        "previously": "previously, formerly",
        "note": "notes, note, comment, comments, remark, remarks, details, context, description,"
        " комментарий, примечание, bemerkung, 备注, 備考",
    }
)
# Of two fields with one name, the first one in the table has it.
_BY_NAME = {
    name_of(name): key
    for key, names in reversed(list(_FIELDS.items()))
    for name in " ".join(names.split()).split(",")
}
KNOWN_LABELS = frozenset({*_BY_NAME, *_FIELDS.values()})


def field_of(label: str) -> str | None:
    """Give the field that a label or the header of a column stands for."""
    return _BY_NAME.get(name_of(label))
