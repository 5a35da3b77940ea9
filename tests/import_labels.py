"""What a reader finds in documents in the styles of the wild, written down before their import."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """What a reader says of an action item; `issue` is the end of its key or address."""

    title: str
    owner: str | None = None
    due: str | None = None
    status: str | None = None
    issue: str | None = None


@dataclass(frozen=True)
class Labels:
    """What a reader finds in a document."""

    started: str | None
    entries: int
    items: tuple[Item, ...]
    severity: str | None = None


EXPORTS = {
    "confluence-html-export.md": Labels(
        "2025-04-03T07:40Z",
        3,
        (
            Item(
                "Send the whole chain from the gateway",
                owner="Priya Raman",
                due="2025-04-04",
                status="done",
            ),
            Item(
                "Probe the endpoint with an old trust store", owner="Chidi Okafor", due="2025-04-30"
            ),
            Item("Document how to rotate the certificate"),
        ),
    ),
    "notion-database.md": Labels(
        "2025-05-29T11:20-04:00",
        4,
        (
            Item(
                "Alert when a snapshot is older than 5 minutes",
                owner="Dana Whitfield",
                due="2025-06-13",
            ),
            Item(
                "Restart the relay when it loses its connection", owner="Luis Ortega", status="done"
            ),
            Item("Show the age of the snapshot in the admin page"),
            Item("Replace the relay by the vendor's proxy"),
        ),
    ),
    "gdocs-tables.md": Labels(
        "2025-02-18",
        4,
        (
            Item(
                "Take a lock before the run starts",
                owner="Ola Berg",
                due="2025-02-28",
                issue="INV-881",
            ),
            Item(
                "Alert on two runs in one night",
                owner="Hanne Vik",
                due="2025-03-07",
                issue="INV-882",
            ),
            Item("Write to the customers", owner="Support", status="done"),
        ),
        severity="P2",
    ),
    "jira-wiki.md": Labels(
        "2025-01-28T03:15Z",
        3,
        (
            Item(
                "Alert at 70 % of the limit", owner="@mkowalski", due="2025-02-14", issue="OPS-5131"
            ),
            Item(
                "Test acknowledgements in staging",
                owner="@asingh",
                due="2025-02-21",
                issue="OPS-5132",
            ),
            Item(
                "Raise the limit of the queue",
                owner="@mkowalski",
                due="2025-01-31",
                issue="OPS-5133",
            ),
        ),
        severity="P1",
    ),
    "github-form.md": Labels(
        "2025-07-16T18:22Z",
        4,
        (
            # `#2210` may be a pull request.
            Item("#2210 Refuse a manifest without a health check", owner="@lina-m"),
            Item("Roll back automatically if the error rate rises", owner="@tobi", status="done"),
            Item("Tell the on-call how to drain a pod"),
        ),
    ),
    "incident-io-follow-ups.md": Labels(
        "2025-09-09",
        4,
        (
            Item(
                "Send codes through the second provider after 60 seconds",
                owner="Yuki Mori",
                issue="AUTH-310",
            ),
            Item(
                "Alert on the time from request to delivery",
                owner="Pavel Novotny",
                status="done",
                issue="AUTH-311",
            ),
            Item("Ask for a higher limit", status="wont_do"),
        ),
    ),
    "firehydrant-retro.md": Labels(
        "2025-03-20T16:02:00Z",
        4,
        (
            Item(
                "Delete thumbnails that are older than 90 days", owner="Imani W.", due="2025-04-18"
            ),
            Item("Send the quota alert to the pager", owner="Goran P.", status="done"),
            Item("Move thumbnails to another bucket", owner="Imani W.", status="wont_do"),
        ),
    ),
    "pagerduty-report.md": Labels(
        "2025-02-11T09:02-08:00",
        3,
        (
            Item("Limit the memory of reindex jobs", owner="Rosa Delgado", issue="SEARCH-77"),
            Item("Run reindex jobs on nodes of their own", owner="Femi Ade", issue="SEARCH-78"),
            Item("Add a graph of memory by job"),
        ),
    ),
    "rootly-export.md": Labels(
        "2025-10-09T21:50Z",
        4,
        (
            Item(
                "Write to customers whose bill was late",
                owner="Ngozi Eze",
                due="2025-10-13",
                status="done",
            ),
            Item("Give `usage-agg` 24 partitions", owner="Tom Brandt", due="2025-10-31"),
            Item("Alert when lag grows for 10 minutes", owner="Ngozi Eze", due="2025-10-24"),
            Item("Move billing to hourly batches", status="wont_do"),
        ),
    ),
    "blameless-nested.md": Labels(
        "2025-08-21",
        3,
        (
            Item(
                "Set the size of the pool by the number of pods",
                owner="Beatriz Nunes",
                due="2025-09-15",
                issue="REP-140",
            ),
            Item(
                "Page when downloads take over 30 seconds",
                owner="Kwame Asante",
                status="done",
                issue="REP-141",
            ),
            Item("Tell users how long a download may take"),
        ),
    ),
    "government-status.md": Labels(
        "2025-03-24",
        4,
        (
            Item("get an alert 30 days before a rule expires"),
            Item("review who can change the firewall"),
            Item("test the sign-in page from outside our network every minute"),
        ),
    ),
    "university-it.md": Labels(
        "2025-01-15T08:50-06:00",
        4,
        (
            Item("Turn off debug logging", owner="M. Halvorsen", status="done"),
            Item("Monitor disk space on RADIUS servers", owner="Systems group", due="2025-02-01"),
            Item(
                "Add a third RADIUS server at the medical campus",
                owner="R. Castellanos",
                due="2025-06-30",
            ),
        ),
    ),
    "research-computing.md": Labels(
        "2025-02-11",
        5,
        (
            Item(
                "Check batteries of all controllers each month", owner="storage", due="2025-03-01"
            ),
            Item(
                "Notify users through the login banner within 30 minutes",
                owner="I. Moreau",
                due="2025-02-20",
                status="done",
            ),
            # `head of operations` is no name: it is in the description.
            Item("Buy a spare controller"),
        ),
    ),
    "mail-plain-text.md": Labels(
        "2025-05-06",
        4,
        (
            Item(
                "Check the rendered file with the resolver's own checker before it is pushed",
                owner="wei",
                due="2025-05-16",
            ),
            Item("Push to one resolver first", owner="wei", due="2025-05-30"),
            Item("Keep the last good config on disk", owner="kofi", status="done"),
        ),
    ),
    "cloud-pir.md": Labels(
        "2025-05-14",
        4,
        (
            Item(
                "We have stopped all changes of routes until the checks below are in place",
                status="done",
            ),
            Item("We are adding a check that compares reachability before and after a change"),
            Item("We will stage such changes by rack", due="2025-08-31"),
        ),
    ),
    "wiki-library.md": Labels(
        "2025-01-21T10:07Z",
        4,
        (
            Item("Let silences end after 30 days", issue="T384130"),
            Item("Rotate the logs of mailman3 daily", status="done", issue="T384131"),
            Item("Ask for more disk in the next budget (TODO: create task)"),
        ),
    ),
    "capa-cards.md": Labels(
        "2025-06-24",
        3,
        (
            Item(
                "Compare clinic codes with the register before letters are printed",
                owner="J. Aaltonen",
                due="2025-07-15",
            ),
            Item(
                "Call all patients with a letter of 24 June",
                owner="Call centre",
                due="2025-06-26",
                status="done",
            ),
        ),
        severity="P1",
    ),
    "slack-canvas.md": Labels(
        "2025-08-12T09:10Z",
        4,
        (
            Item("refuse to send a webhook without signature", owner="mira.k", due="2025-08-22"),
            Item("contract test with the signature check of the SDK", owner="@joao"),
            Item(
                "tell partners which events to fetch again", owner="@support-leads", status="done"
            ),
        ),
    ),
    "spanish-table-html.md": Labels(
        "2025-04-09",
        3,
        (
            Item(
                "Ajustar la comprobación de salud",
                owner="Marta Gil",
                due="2025-04-16",
                status="done",
            ),
            Item("Añadir una alerta de nodos caídos", owner="Equipo de redes", due="2025-04-30"),
        ),
        severity="P1",
    ),
    "agenda-minutes.md": Labels(
        "2025-09-29",
        0,
        (
            Item(
                "add a check that no view is dropped that is used", owner="Kofi", due="2025-10-10"
            ),
            Item("alert on exports with no rows", owner="Lena", due="2025-10-17"),
            Item("write down who approves migrations", owner="Tadeo"),
        ),
    ),
    "runbook-style.md": Labels(
        "2025-03-05",
        3,
        (
            Item("Run `ledger-sum` on a copy before a migration", owner="@aino", due="2025-03-19"),
            Item("Make migrations of `entries` reversible", owner="@bo-h"),
            Item("Run `ledger-sum` every 5 minutes, not every hour", owner="@aino", status="done"),
            Item("Freeze accounts during migrations", status="wont_do"),
        ),
        severity="P2",
    ),
    "newsroom.md": Labels(
        "2025-11-03",
        0,
        (
            Item("All licences now have two named owners", status="done"),
            Item("By the end of November we will monitor expiry dates of all licences"),
            Item("Our vendors will send reminders to a shared mailbox"),
        ),
    ),
    "trello-export.md": Labels(
        # `started 2025-07-02 11:20 UTC` has no colon: only the day is read.
        "2025-07-02",
        3,
        (
            Item(
                "Keep the last cache until the new one is warm", owner="@rafael", due="2025-07-18"
            ),
            Item("Graph the hit rate of the cache", owner="@yoko"),
            Item("Clear the cache tile by tile", owner="@rafael", due="2025-07-11"),
            Item("Stop the nightly job", owner="@yoko", status="done"),
        ),
    ),
    "french-ci.md": Labels(
        # `heure de Paris` is none of the zones that are known.
        "2025-06-17",
        3,
        (
            Item(
                "Vérifier l'âge de la sauvegarde avant de restaurer",
                owner="Solène Guérin",
                due="2025-07-01",
            ),
            Item(
                "Exiger deux personnes pour une restauration",
                owner="Équipe système",
                due="2025-07-15",
            ),
            Item(
                "Supprimer les sauvegardes de plus d'un an",
                owner="Paul Marchand",
                due="2025-06-20",
                status="done",
            ),
        ),
    ),
    "long-title-headings.md": Labels(
        "2025-02-27",
        4,
        (
            Item(
                "Let the limiter only log for its first week", owner="Hugo Silva", due="2025-03-14"
            ),
            Item("Count per user and not per address", owner="Amara Obi", due="2025-03-28"),
            Item("Alert when more than 1 % of requests is refused", status="done"),
        ),
    ),
    "terse-oncall.md": Labels(
        "2025-11-29",
        0,
        (
            Item("two cron hosts w/ lock", owner="zed"),
            Item("dead man's switch per job", owner="zed", due="2025-12-15"),
            Item("rerun billing", owner="ann", status="done"),
            Item("buy raid: cloud disks, pointless", status="wont_do"),
        ),
    ),
    "bank-ops.md": Labels(
        "2025-03-19T08:12Z",
        4,
        (
            Item(
                "Import all gateway certificates into the inventory",
                owner="Security engineering",
                due="2025-04-30",
            ),
            Item("Test the renewal process every half year", owner="Gareth Pugh", due="2025-05-31"),
            Item(
                "Add the scheme's hotline to the run book",
                owner="Command centre",
                due="2025-03-21",
                status="done",
            ),
        ),
        severity="P1",
    ),
    "startup-linear.md": Labels(
        "2025-08-04",
        4,
        (
            Item("Restart workers when a secret changes", owner="Jules", issue="ENG-1403"),
            Item(
                "Alert when there is no signup for 30 minutes",
                owner="Bea",
                due="2025-08-15",
                issue="ENG-1404",
            ),
            # `done ✅ ENG-1402` is the evidence.
            Item("Retry mails that were refused", status="done"),
        ),
    ),
    "open-source-infra.md": Labels(
        "2025-05-30",
        3,
        (
            Item("We are going to read the index in pieces", issue="issues/883"),
            Item("We added an alert that fires when the mirror is older than 6 hours (#884)"),
            Item("We plan to publish the age of the mirror on the status page"),
        ),
    ),
    "hospital-word.md": Labels(
        "2025-04-07T06:50+02:00",
        4,
        (
            Item(
                "Tell vendors a week before a certificate changes",
                owner="Directory team",
                due="2025-04-30",
            ),
            Item("Keep an emergency viewer on each ward", owner="Dr. Lindqvist", due="2025-06-15"),
            Item("Import the certificate", owner="Vendor", due="2025-04-07", status="done"),
        ),
    ),
    "game-studio.md": Labels(
        "2025-10-21T17:00Z",
        4,
        (
            Item("Batch profile lookups", owner="@marco", due="2025-10-24", issue="GAME-991"),
            Item("Load test with parties of 5", owner="@nadia", issue="GAME-992"),
            Item("Put a limit on queue length", owner="@marco"),
            Item("Prettier dashboard"),
        ),
    ),
    "ngo-prose.md": Labels(
        "2025-12-09",
        0,
        # The first sentence tells what is done already.
        (
            Item(
                "Test the form every five minutes from outside; "
                "this is to be ready before Christmas"
            ),
            Item("Review each January which interfaces our providers are going to switch off"),
        ),
    ),
    "gitlab-details.md": Labels(
        "2025-06-17",
        3,
        (
            Item("Clean images every hour", owner="@kbauer", issue="issues/4410"),
            Item("Alert at 85 %", owner="@msoto", issue="issues/4411"),
            Item("Double the disks", owner="@kbauer", status="done"),
        ),
    ),
    "checklist-mix.md": Labels(
        "2025-09-11T07:00+02:00",
        0,
        (
            Item("move the report to 05:00", owner="Olga", due="2025-09-15", status="done"),
            Item(
                "let the import fail after 5 minutes of waiting", owner="Stefan", due="2025-09-26"
            ),
            Item("one calendar for all jobs", owner="Stefan", due="2025-10-31"),
        ),
    ),
    "retail-report.md": Labels(
        "2025-05-12",
        4,
        (
            Item(
                "Test permission changes against a list of known consumers",
                owner="Farah Aziz",
                due="2025-05-30",
            ),
            Item(
                "Alert when a consumer retries more than 100 times",
                owner="Platform",
                due="2025-05-20",
                status="done",
            ),
            Item("Write to the customers concerned", owner="Customer care"),
        ),
    ),
    "two-tables.md": Labels(
        "2025-08-28T06:50Z",
        3,
        (
            Item(
                "Build indexes only at night",
                owner="@nkemelu",
                due="2025-09-05",
                issue="issues/510",
            ),
            Item(
                "Limit the memory of index builds",
                owner="@sgrant",
                due="2025-09-12",
                issue="issues/511",
            ),
        ),
        severity="P2",
    ),
    "telco-plain-text.md": Labels(
        # `Opened` is when the report was, and the timeline names no zone.
        "2025-07-02",
        4,
        (
            Item("Update the firmware of all shelves", owner="Storage team", due="2025-07-31"),
            Item("Keep a spare shelf at each site", owner="Logistics", due="2025-09-30"),
            Item("Subscribe to the vendor's bulletins", owner="Storage team", status="done"),
        ),
    ),
    "learning-platform.md": Labels(
        "2025-03-18",
        3,
        (
            Item("Monitor logins with a test account", owner="Dev team"),
            # Only in a whole list of names in brackets would this be one.
            Item("Update plugins in the vacation only (Learning Technology)"),
        ),
    ),
    "boxes-in-a-column.md": Labels(
        "2025-05-06",
        3,
        (
            Item(
                "Check account numbers when they are entered", owner="Ines Duarte", due="2025-05-20"
            ),
            Item(
                "Strip blanks before the file is written",
                owner="Kofi Mensah",
                due="2025-05-07",
                status="done",
            ),
            Item("Ask the bank for a test system", owner="Ines Duarte"),
        ),
    ),
    "short-with-bold-leads.md": Labels(
        "2025-04-15",
        3,
        (
            Item("Separate config for test and prod", owner="@akira"),
            Item("Canary gateway config", owner="@lou", issue="991"),
            Item("Page at 2 % of 429s, not at 10 %", owner="@akira", status="done", issue="992"),
        ),
    ),
}
