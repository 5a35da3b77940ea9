"""What a reader finds in documents that each show one more way to write an item or a time."""

from __future__ import annotations

from import_labels import Item, Labels

KINDS = {
    "emoji-statuses.md": Labels(
        "2025-03-04",
        4,
        (
            Item("Restart workers after each role rotation", owner="Hana", status="done"),
            Item("Add an alert for 403 from the bucket", owner="@tomas", status="done"),
            Item("Move to static credentials", status="wont_do"),
            Item("Document the rotation in the runbook", owner="Hana", due="2025-03-28"),
            Item("Canary upload every minute", owner="@tomas", due="2025-04-04"),
            Item("Increase the worker count", status="wont_do"),
        ),
    ),
    "names-that-will.md": Labels(
        "2025-05-12T07:05+02:00",
        4,
        (
            Item("Add the plugin to the node image", owner="Marek", due="2025-05-23"),
            Item(
                "Write a smoke test that compares the first ten results with known ones",
                owner="Elif",
            ),
            Item("Refuse nodes without the plugin", owner="platform team", due="2025-06-06"),
        ),
    ),
    "names-before-colons.md": Labels(
        "2024-08-19",
        4,
        (
            Item("dead-letter queue after 5 attempts", owner="Noor", due="2024-08-30"),
            Item("alert on queue age > 10 min", owner="Sam"),
            Item("game day with a poison message, mid September", owner="Noor"),
            Item("look at whether the other consumers have the same retry setting"),
        ),
    ),
    "none-among-groups.md": Labels(
        "2025-01-14T02:11Z",
        3,
        (Item("Add the status page of the provider to the runbook", owner="Jo Lindqvist"),),
    ),
    "definition-list.md": Labels(
        "2025-02-03",
        3,
        (
            Item(
                "Check the start page after each release", owner="Wanjiru Kamau", due="2025-02-14"
            ),
            Item(
                "Keep the previous release for a fast way back",
                owner="Peter Lund",
                due="2025-02-28",
                status="done",
            ),
        ),
    ),
    "promises-in-prose.md": Labels(
        "2025-06-09",
        0,
        (
            Item("Validate the backend list before a push and refuse an empty one"),
            Item("Adding a canary stage so that a push reaches one balancer first"),
            Item("Rehearse restoring the configuration each quarter"),
        ),
    ),
    "year-elsewhere.md": Labels(
        "2025-08-05",
        3,
        (
            Item("Give a lease an end after 15 minutes", owner="Kim Tran", due="2025-08-29"),
            Item(
                "Write down how leases work, with a diagram", owner="Dede Alvarez", due="2025-09-12"
            ),
            Item(
                "Page when no export has finished within an hour",
                owner="Export crew",
                due="2025-08-22",
            ),
        ),
    ),
    "wiki-tasks.md": Labels(
        "2025-04-22T08:00+02:00",
        3,
        (
            Item(
                "add a count per country to the export mail",
                owner="Agnieszka Nowak",
                due="2025-04-30",
            ),
            Item("make the filter read-only", owner="Tobias Frey", due="2025-05-09"),
            Item("tell HR", owner="Tobias Frey", due="2025-04-22", status="done"),
        ),
    ),
    "brackets-in-a-row.md": Labels(
        "2025-11-03",
        4,
        (
            Item("Crash rate gate at 1% before 5%", owner="Dmitri Volkov", due="2025-11-14"),
            Item("Device lab: add two Android 9 phones", owner="Lakshmi Rao", due="2025-12-01"),
            Item(
                "Write the halt procedure into the release checklist",
                owner="Dmitri Volkov",
                status="done",
            ),
        ),
    ),
    "arrows-and-calendars.md": Labels(
        "2025-04-10",
        3,
        (
            Item("Put the region into the cache key", owner="Sanne de Vries", due="2025-04-17"),
            Item("Contract test for cache keys", owner="Ravi Menon", due="2025-04-30"),
            Item("Revert v212", owner="Sanne de Vries", due="2025-04-10", status="done"),
        ),
    ),
    "numbered-bold-lines.md": Labels(
        "2025-05-15T15:12-04:00",
        3,
        (
            Item("Shard the webhook queue by tenant", owner="Lee Sun-hee", due="2025-06-05"),
            Item("Warn tenants about slow endpoints", owner="Chidinma Eze", status="wont_do"),
            Item("Drop events older than a day", owner="Lee Sun-hee", status="done"),
        ),
    ),
    "names-behind-dashes.md": Labels(
        "2025-06-11T08:00:00Z",
        0,
        (
            Item("Roll the base image back", owner="Mia Berg", status="done"),
            Item("Render the failed PDFs again", owner="Mia Berg", status="done"),
            Item("Pin fonts in our own image", owner="Mia Berg"),
            Item("Add a PDF to the smoke tests", owner="Jonas Klein"),
            Item("Replace the PDF library", status="wont_do"),
        ),
    ),
    "template-with-hints.md": Labels(
        "2025-09-22T00:30Z",
        3,
        (
            Item(
                "Fail the upload job when the file is empty",
                owner="@hkarlsson",
                due="2025-09-26",
                issue="881",
            ),
            Item("Check the download each morning", owner="@pbose", due="2025-10-03", issue="882"),
        ),
    ),
    "columns-of-blanks.md": Labels(
        "2025-06-12T09:00Z",
        3,
        (
            Item(
                "Check the mount at the start of the gateway", owner="Yara Haddad", due="2025-06-20"
            ),
            Item(
                "Open a known attachment each minute as a probe",
                owner="Felix Brandt",
                due="2025-06-27",
            ),
        ),
        severity="P2",
    ),
    "zone-in-a-sentence.md": Labels(
        "2025-01-27",
        3,
        (
            Item(
                "Validate the record in the pipeline Resolve the record "
                "from outside after a rotation",
                owner="Gita Sharma",
            ),
            Item("Add an owner to each DNS record", owner="Messaging team"),
        ),
    ),
    "korean.md": Labels(
        "2025-03-12T14:05+09:00",
        3,
        (
            Item("커넥션 풀 사용률 알림 추가", owner="김민수", due="2025-03-19", status="done"),
            Item("부하 테스트에 결제 승인 포함", owner="이서연", due="2025-03-31"),
        ),
        severity="P1",
    ),
    "deutsch.md": Labels(
        "2025-11-05T07:55+01:00",
        3,
        (
            Item(
                "Alarm bei 80 % Füllstand einrichten",
                owner="Heike Sommer",
                due="2025-11-14",
                status="done",
            ),
            Item("Alte Einträge monatlich löschen", owner="Jörg Brandt", due="2025-11-30"),
        ),
    ),
    "parts-on-a-second-line.md": Labels(
        "2025-07-21T03:00Z",
        0,
        (
            Item(
                "Refund the double shipments",
                owner="Customer care",
                due="2025-07-23",
                status="done",
            ),
            Item("Extend the lock to 2 h", owner="Priyanka", due="2025-07-21", status="done"),
            Item(
                "Make the label job idempotent",
                owner="Priyanka",
                due="2025-08-15",
                issue="SHIP-310",
            ),
            Item(
                "Alert on more than one label per order",
                owner="Oskar",
                due="2025-08-08",
                issue="SHIP-311",
            ),
            Item("Call customers by phone — too many", status="wont_do"),
        ),
    ),
    "chat-export.md": Labels(
        "2025-09-04T10:40+01:00",
        3,
        (
            Item("report-only mode for new headers", owner="Niamh", due="2025-09-12"),
            Item("synthetic check that loads the widget on a blank page", owner="Gareth"),
            Item("write up CSP do's and don'ts", owner="Niamh"),
            Item("drop CSP altogether", status="wont_do"),
        ),
    ),
    "numbered-sections.md": Labels(
        "2025-06-17",
        0,
        (
            Item("Reserve the address in DHCP", owner="Network team", due="2025-06-24"),
            Item("Alarm on address conflicts", owner="Milan Horvat", due="2025-07-15"),
            Item("Update the floor plan", owner="Facilities", status="done"),
        ),
    ),
    "category-leads.md": Labels(
        "2025-05-28",
        4,
        (
            Item("run the login tests on Safari too", owner="@eunji"),
            Item(
                "alarm on more than three logins per user and minute",
                owner="@carlos",
                due="2025-06-06",
            ),
        ),
    ),
    "grid-table.md": Labels(
        "2025-07-09",
        3,
        (
            Item(
                "Check the language of the index before it goes live",
                owner="Bente Sørensen",
                due="2025-07-18",
            ),
            Item("Keep the last three indexes", owner="Ole Dahl", due="2025-07-31"),
        ),
        severity="P2",
    ),
    "counted-headings.md": Labels(
        "2025-10-11T06:00+02:00",
        0,
        (
            Item("Reconcile points with orders every hour", owner="Zsofia Nagy", due="2025-10-24"),
            Item("Make the batch restartable", owner="Batch team", due="2025-11-28"),
            Item("Tell members about missing points", owner="Marketing", status="done"),
        ),
    ),
    "names-in-capitals.md": Labels(
        "2025-02-18",
        4,
        (
            Item("bake a boot test into the AMI pipeline", owner="Kwabena", due="2025-02-28"),
            Item("alarm: queue older than 10 min", owner="Lotte", due="2025-02-21"),
            Item("enable docker on boot", owner="Kwabena", status="done"),
            Item("ask the cloud team for staged AMI rollout", owner="Lotte"),
        ),
    ),
    "groups-of-boxes.md": Labels(
        "2025-06-19T13:00Z",
        3,
        (
            Item("check the registry address at start-up", owner="@lwestin"),
            Item("canary for config changes", owner="@dkato", due="2025-07-11"),
            Item("alert on the share of empty recommendations", owner="@lwestin", status="done"),
            Item("clean up the old registry - only after 2025-08-01", owner="@dkato"),
        ),
    ),
    "mail-with-names-to-do.md": Labels(
        "2025-11-04",
        0,
        (
            Item("restore log rotation on both servers, today", owner="Henrietta"),
            Item("add disk alarms at 80%", owner="Jasper", due="2025-11-07"),
            Item("document the VPN failover", owner="Network team"),
        ),
    ),
    "title-in-front.md": Labels(
        "2025-05-13",
        3,
        (
            Item("Pin the time zone in the job", owner="@mrossi", due="2025-05-14", status="done"),
            Item(
                "Compare balances with the ledger before publishing",
                owner="@tlee",
                due="2025-05-30",
            ),
            Item("Alert when the job starts at an unusual hour", owner="@mrossi", due="2025-06-06"),
        ),
    ),
    "problem-record.md": Labels(
        "2025-04-02",
        4,
        (
            Item(
                "Move the interface user to a managed identity",
                owner="Malgorzata Wilk",
                due="2025-05-16",
            ),
            Item(
                "Warn 14 days before passwords of interface users expire",
                owner="Piotr Sobczak",
                due="2025-04-30",
            ),
            Item("Update the KB article", owner="Malgorzata Wilk", due="2025-04-09", status="done"),
        ),
    ),
    "zone-in-a-hint.md": Labels(
        "2025-09-30",
        3,
        (
            Item("Migrate values together with flags", owner="@solveig", due="2025-10-10"),
            Item(
                "Alert if no welcome mail leaves within 6 hours", owner="@gustav", due="2025-10-07"
            ),
            Item("Send the mails that are missing", owner="@solveig", status="done"),
        ),
    ),
    "promises-with-leads.md": Labels(
        "2025-04-26",
        0,
        (
            Item(
                "Run a load test with ten times the traffic of a normal Saturday",
                owner="booking team",
            ),
            Item("Move the waiting room in front of the search as well"),
            Item("Own a rehearsal before each sale, starting in June", owner="Dana Wu"),
        ),
    ),
}
