"""Documents in the styles of the wild, each labelled by hand before it was first imported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from import_kinds import KINDS
from import_labels import EXPORTS, Item, Labels

from pmaction.importing.markdown import Imported, Wishes, import_markdown
from pmaction.importing.source import read_source

FOLDER = Path(__file__).parent / "import_styles"


LABELS = (
    EXPORTS
    | KINDS
    | {
        "google-docs-export.md": Labels(
            "2025-03-04",
            4,
            (
                Item(
                    "Check lifecycle rules against a list of live prefixes before they are applied",
                    "hana",
                ),
                Item(
                    "Page when the 404 rate of the resizer is above 2 % for 5 minutes",
                    "ruben",
                    status="done",
                ),
                Item("Write down how to restore a prefix from the archive"),
            ),
        ),
        "atlassian-template.md": Labels(
            "2025-05-20",
            4,
            (
                Item("Store the offset before sending", "Olu Ade", "2025-06-02", issue="HOT-205"),
                Item(
                    "Kill the sender at random in the nightly test",
                    "Mila Novak",
                    "2025-06-15",
                    issue="HOT-206",
                ),
                Item(
                    "Put the on-call rota into the support handbook",
                    "@sipho",
                    "2025-06-06",
                    issue="HOT-207",
                ),
            ),
        ),
        "pagerduty-template.md": Labels(
            "2025-02-05",
            4,
            (
                Item("Template the keep-alive setting", issue="PAY-911"),
                Item("Let the canary take 5 % of the traffic", issue="PAY-912"),
                Item("Lock deploys while a rollback runs", "Sam Abebe", issue="PAY-915"),
            ),
        ),
        "etsy-morgue.md": Labels(
            "2025-01-14T17:32-05:00",
            5,
            (
                Item("Let the indexer reload its schema", issue="SRCH-1190"),
                Item("Graph the age of the newest document", "dlee", issue="SRCH-1191"),
                Item("Alert if that age is over 10 minutes", issue="OPS-402"),
                Item("Rewrite the indexer", status="wont_do", issue="SRCH-1192"),
            ),
        ),
        "gitlab-issue.md": Labels(
            "2025-06-11",
            0,
            (
                Item(
                    'Limit how many replicas repack at once ~"severity::2"',
                    "@tvrabel",
                    issue="gitaly/-/issues/6101",
                ),
                Item("Apdex of clones apart from fetches", issue="gitaly/-/issues/6102"),
                Item("Describe how to stop a repack", issue="runbooks/-/issues/233"),
            ),
        ),
        "confluence-tables.md": Labels(
            "2025-01-22T06:15Z",
            3,
            (
                Item(
                    "Give each tenant a queue of its own", "Aiko Tan", "2025-02-28", issue="MAIL-41"
                ),
                Item(
                    "Alert on the age of the oldest mail",
                    "Ravi Rao",
                    "2025-02-07",
                    "done",
                    "MAIL-42",
                ),
                Item("Buy a second mail relay", status="wont_do", issue="MAIL-43"),
                Item("Say in the status page how long mails take", "Support"),
            ),
        ),
        "notion-export.md": Labels(
            "2025-04-02",
            4,
            (
                Item("Test logins on the beta of the next iOS", "Fatou Diop", "2025-05-02"),
                Item("Release to 5 % of the users first", status="done"),
                Item('Watch the store\'s reviews for words such as "login"'),
                Item("Add a kill switch for the new session store", "Ben Arendt", "2025-04-18"),
            ),
        ),
        "bot-export.md": Labels(
            "2025-07-08",
            4,
            (
                Item("Fill the cache before a failover is completed", "Karim Haddad"),
                Item("Show the hit rate of the cache on the dashboard"),
                Item("Raise the time limit of the price service", "Nora Weiss", status="done"),
            ),
        ),
        "jira-table.md": Labels(
            "2025-02-03T04:10Z",
            0,
            (
                Item(
                    "Let the job fail if it reads nothing", "Eva Lund", "2025-02-14", issue="BI-301"
                ),
                Item(
                    "Alert if a report is older than a day",
                    due="2025-02-10",
                    status="done",
                    issue="BI-302",
                ),
                Item(
                    "Move the job to the new scheduler",
                    "Omar Said",
                    status="wont_do",
                    issue="BI-303",
                ),
            ),
        ),
        "headings-per-action.md": Labels(
            "2025-08-19",
            3,
            (
                Item("Ask for a yes before records are deleted", "@petra", "2025-09-05"),
                Item("Keep each zone in Git", "Platform team", "2025-09-30"),
                Item("Alert on NXDOMAIN for names that were asked for an hour before", "@jan-erik"),
            ),
            severity="P2",
        ),
        "front-matter.md": Labels(
            "2025-04-28",
            3,
            (
                Item("Upgrade one pool after the other", "mira"),
                Item("Alert on the age of the oldest job, not on the length of the queue"),
                Item(
                    "Keep two runners outside of Kubernetes for the deployment "
                    "of the cluster itself"
                ),
            ),
        ),
        "francais.md": Labels(
            "2025-03-12",
            3,
            (
                Item("Compresser les journaux chaque heure", "Élise Morel", "2025-03-20", "done"),
                Item("Alerter quand le disque est plein à 80 %", "Équipe SRE", "2025-03-31"),
                Item("Documenter la procédure de purge", "Karim Benali", "2025-04-15"),
            ),
            severity="P2",
        ),
        "espanol.md": Labels(
            "2025-05-07",
            3,
            (
                Item(
                    "Probar cada versión en un nodo antes de seguir",
                    "Lucía Fernández",
                    "2025-05-21",
                ),
                Item("Bajar el tiempo de espera de la alerta", status="done"),
                Item("Escribir una guía para volver atrás", "Equipo de plataforma"),
            ),
            severity="P1",
        ),
        "nederlands.md": Labels(
            "2025-06-03",
            3,
            (
                Item("Certificaten automatisch vernieuwen", "Sanne de Vries", "2025-06-17"),
                Item("Alarm 30 dagen voor het verlopen", "Team Platform", "2025-06-10", "done"),
            ),
            severity="P1",
        ),
        "public-report.md": Labels(
            "2024-09-10",
            3,
            (
                Item("We have added two more paths to the region", status="done"),
                Item("We are adding an alert on the number of paths in use"),
                Item("In the longer term, we will move traffic away by itself"),
            ),
        ),
        "paragraphs-per-action.md": Labels(
            "2025-10-02",
            3,
            (
                Item("Send an idempotency key with each charge", "Lena Fischer", "2025-10-10"),
                Item("Pay back what was charged twice", "Finance team", "2025-10-04", "done"),
                Item("Compare charges with orders each night", "@tom-b", "2025-11-01"),
            ),
        ),
        "teams-and-boxes.md": Labels(
            "2025-11-17T19:20Z",
            0,
            (
                Item("Restart one pod after the other", "Gateway team"),
                Item("Write a test for the readiness probe", "@wanjiru", "2025-12-01"),
                Item("Add an alert on restarts", "@deepak", "2025-11-28"),
                Item("Keep logs of restarted pods", "Observability team", status="done"),
                Item("Move to another gateway", status="wont_do"),
            ),
        ),
        "workbook-tables.md": Labels(
            "2024-10-17",
            3,
            (
                Item("Refuse drain requests with an empty list", "greta-l", issue="OPS-9001"),
                Item(
                    "Limit a drain to 5 % of the appliances at once", "anders-p", issue="OPS-9002"
                ),
                Item("Write a playbook for refilling a region", issue="OPS-9003"),
            ),
        ),
        "nested-fields-us-dates.md": Labels(
            "2025-05-14T09:40-07:00",
            0,
            (
                Item("Renew certificates by a job", "Gregor Pohl", "2025-05-30", issue="MOB-881"),
                Item(
                    "Alert 21 days before a certificate expires",
                    "mobile-infra",
                    "2025-06-06",
                    issue="MOB-882",
                ),
                Item("Put all certificates on one page"),
            ),
        ),
        "blog-report.md": Labels(
            "2025-01-09",
            3,
            (
                Item("Release settings region by region"),
                Item("Keep the last good copy"),
                Item("Practise a full restart of the dashboard each quarter"),
            ),
        ),
        "issue-form.md": Labels(
            "2025-05-06T08:15Z",
            3,
            (
                Item("#4411"),
                Item("example-org/exports#97 Stream exports instead of building them in memory"),
                Item("Raise the memory limit (#4409)", status="done"),
            ),
            severity="P2",
        ),
        "who-to-do.md": Labels(
            "2025-09-02",
            0,
            (
                Item("add a second node for sessions", "Ada", "2025-09-09"),
                Item("write down how to fail over", "Linus"),
                Item("test the failover", "Grace", "2025-10-01"),
                # 12/09/2025 may be in September or in December.
                Item("ask the vendor about limits", "Ada"),
                Item("All: read the runbook"),
            ),
        ),
        "devops-wiki.md": Labels(
            None,
            0,
            (
                Item(
                    "Move poison messages to a dead letter queue",
                    "Tariq Aziz",
                    "2024-12-02",
                    issue="70211",
                ),
                Item(
                    "Alert if a consumer restarts more than 3 times",
                    "Ola Nordmann",
                    "2024-11-25",
                    "done",
                    "70212",
                ),
                Item("Document how to skip a message", issue="70213"),
            ),
        ),
        "portugues.md": Labels(
            "2025-03-18",
            3,
            (
                Item("Limpar arquivos antigos todo dia", "João Souza", "2025-03-25"),
                Item("Alertar quando o disco passar de 80 %", "Inês Prado", "2025-04-01"),
                Item("Aumentar o disco", status="done"),
            ),
            severity="P3",
        ),
        "nothing-to-find.md": Labels(None, 0, ()),
        "chips-and-emoji.md": Labels(
            "2025-03-14",
            3,
            (
                Item("Roll the storage client back", "Yara Haddad", "2025-03-14", "done"),
                Item("Pin the storage client", "Milan Petrović", "2025-03-28"),
                Item("Add a canary that uploads a video", "Video team", "2025-04-11"),
                Item("Keep uploads on disk for a day", status="wont_do"),
            ),
            severity="P1",
        ),
        "mixed-separators.md": Labels(
            "2024-08-29",
            0,
            (
                Item("Rebuild the price index on each import", "@nils", "2024-09-06"),
                Item("Compare 100 prices with the source every hour", "Search team", "2024-09-13"),
                Item("Show the age of the index on the dashboard", "@nils", "2024-09-20"),
                Item("Tell support whom to call"),
                Item("Drop the nightly import", "@jo", status="done"),
                Item("Rename `price-index` to `prices`", due="2024-09-27", issue="SEARCH-1204"),
                Item("Do we need two indexes? (Nils to find out)"),
                # Its date stands where the others have their due date.
                Item("Stop the old importer", "Jo", "2024-08-30", "done"),
            ),
            severity="P2",
        ),
        "quarterly-review.md": Labels(
            "2025-06-19",
            3,
            (
                Item(
                    "Check templates for local paths before they go live",
                    "S. Idrissi",
                    "2025-07-11",
                ),
                Item(
                    "Print one invoice by hand after each change",
                    "P. Holm",
                    "2025-06-27",
                    "done",
                ),
                Item("Keep pictures in the template's repository", "Print team"),
            ),
        ),
        "meeting-notes.md": Labels(
            "2025-11-04",
            0,
            (
                Item("put the limit in the config", "Noa"),
                Item("alert at 80 % of the limit", "Idris", "2025-11-14"),
                Item("tell support", "Marta", status="done"),
                Item("talk to the vendor about a higher limit", "@marta"),
            ),
        ),
        "long-prose-items.md": Labels(
            "2025-08-03",
            0,
            (
                Item("Watch the lag", "Database team"),
                Item("Send reads to the primary when replicas lag", "@svenja", "2025-08-22"),
                Item("Smaller batches", "@omar", status="done"),
            ),
        ),
        "statuspage-export.md": Labels(
            "2025-02-27",
            0,
            (
                Item("Moved sessions of the largest tenant to a table of their own", status="done"),
                Item("Spread session keys over 64 partitions", due="2025-03-31"),
                Item("Move sessions out of the main database"),
            ),
        ),
    }
)


def imported(name: str) -> Imported:
    return import_markdown(read_source(name, (FOLDER / name).read_bytes()), Wishes())


def read(found: dict[str, Any], wanted: Item) -> Item:
    """Give what was found, with the issue as short as the label has it."""
    issue = found.get("issue")
    is_it = wanted.issue is not None and str(issue).endswith(wanted.issue)
    return Item(
        found["title"].rstrip("."),
        found.get("owner"),
        found.get("due"),
        found.get("status"),
        wanted.issue if is_it else None,
    )


def test_every_document_is_labelled() -> None:
    assert set(LABELS) == {path.name for path in FOLDER.iterdir()}


@pytest.mark.parametrize("name", LABELS)
def test_the_items_are_found_with_what_is_said_of_them(name: str) -> None:
    items = imported(name).data.get("action_items", [])
    wanted = LABELS[name].items
    assert [one["title"].rstrip(".") for one in items] == [one.title for one in wanted]
    assert tuple(map(read, items, wanted)) == wanted


@pytest.mark.parametrize("name", LABELS)
def test_start_severity_and_timeline_are_found(name: str) -> None:
    data = imported(name).data
    labels = LABELS[name]
    assert data.get("times", {}).get("started") == labels.started
    assert data.get("severity") == labels.severity
    assert len(data.get("timeline", [])) == labels.entries
