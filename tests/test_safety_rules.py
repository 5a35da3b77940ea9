"""What must not land is found, is never repeated, and is not seen where it is not."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time

import pytest
from rule_checks import check, only, rules_in

from pmaction.cli import main
from pmaction.findings import Finding, Severity
from pmaction.rules.base import Repository
from pmaction.secret_forms import kinds_of_secrets, without_secrets

# Put together here, so that no file of this repository holds anything that looks like a secret.
CHANCE = "k7Qz0Lm3Xv9Rt5Yb1Nc8Wd2Fg6Hj4PsAeUiOq7Tz3Kx9Vw5Bn1Mr8Cd2Gf6Jh4Lp0ZsEuIaOyQwRt"
HEX = "3f9a1c7e5b2d8046" * 4


def made(prefix: str, length: int, chance: str = CHANCE) -> str:
    return prefix + chance[:length]


SECRETS = {
    "an AWS access key": made("AK" + "IA", 16, "Q3ZL7TX5BN2WV9RMY4KD"),
    "a GitHub token": made("gh" + "p_", 36),
    "a GitLab token": made("glp" + "at-", 20),
    "a Slack token": made("xo" + "xb-", 40, "483920174652-583920174655-" + CHANCE),
    "the address of a Slack webhook": "https://hooks.slack"
    + ".com/services/T01AB2CD3/B04EF5GH6/"
    + made("", 24),
    "a Stripe key": made("sk_" + "live_", 24),
    "a Google API key": made("AI" + "za", 35),
    "an npm token": made("np" + "m_", 36),
    "a PyPI token": made("py" + "pi-Ag", 60),
    "a SendGrid key": "S" + "G." + CHANCE[:22] + "." + CHANCE[:43],
    "a DigitalOcean token": made("do" + "p_v1_", 64, HEX),
    "an Anthropic key": made("sk-" + "ant-", 40),
    "a JSON Web Token": "ey" + f"J{CHANCE[:20]}.ey" + f"J{CHANCE[:30]}.{CHANCE[:40]}",
    "a private key": "-----BEGIN RSA PRIVATE " + "KEY-----",
    "an address with a password": "postgres://mail:" + CHANCE[:12] + "@db.internal:5432/mail",
    "a credential in a header": "curl -H 'Authorization: Bearer " + CHANCE[:30] + "' https://x",
    "a password or key": "DB_PASSWORD=" + CHANCE[:14],
}
MORE_SECRETS = [
    "password: " + "hunter2hunter2",
    '{"api_key": "' + HEX[:32] + '"}',
    "client_secret = '" + CHANCE[:24] + "'",
    "the password was " + "Tr0ub4dor&3x",
    "DD-API-KEY: " + HEX[:32],
    "redis://:" + CHANCE[:16] + "@cache:6379",
    "-----BEGIN OPENSSH PRIVATE " + "KEY-----",
    "-----BEGIN PRIVATE " + "KEY-----",
]
CHOSEN = "Winter" + "2024"
PASTED = [
    f"mysql -u root -p{CHOSEN}",
    f"mysqldump -h db-1 -uroot -p'{CHOSEN} orders' > dump.sql",
    f"mysql --user=root --password={CHOSEN} orders",
    f"MYSQL_PWD={CHOSEN} mysql -u root",
    f"PGPASSWORD={CHOSEN} psql -h db-1",
    f"export PGPASSWORD='{CHOSEN}'",
    f"curl -u admin:{CHOSEN} https://x.example.org",
    f"curl -s --user deploy:{CHOSEN} https://x.example.org",
    f"wget --user=deploy --password={CHOSEN} https://x.example.org",
    f"sshpass -p '{CHOSEN}' ssh root@10.0.0.1",
    f"docker login -u ci -p {CHOSEN} registry.internal",
    f"echo {CHOSEN} | docker login -u ci --password-stdin",
    f"echo '{CHOSEN}' | sudo -S systemctl restart nginx",
    f"az login -u ci -p {CHOSEN}",
    f"redis-cli -h cache -p 6379 -a {CHOSEN} flushall",
    f"REDISCLI_AUTH={CHOSEN} redis-cli",
    f"mongosh -u root -p {CHOSEN} admin",
    f"ldapsearch -D cn=admin -w {CHOSEN} -b dc=x",
    f"sqlcmd -S db-1 -U sa -P {CHOSEN}",
    f"rabbitmqctl change_password app {CHOSEN}",
    f"openssl rsa -in key.pem -passin pass:{CHOSEN}",
    f"keytool -list -storepass {CHOSEN}",
    f"./deploy.sh --db-password {CHOSEN}",
    f"kubeadm join 10.0.0.1:6443 --token {CHANCE[:6]}.{CHANCE[6:22]}",
    f"export AWS_SECRET_ACCESS_KEY={CHANCE[:40]}",
    f"aws configure set aws_secret_access_key {CHANCE[:40]}",
    f"curl -H 'PRIVATE-TOKEN: {CHANCE[:20]}'",
    "curl -H 'Authorization: Basic YWRtaW46V2ludGVyMjAyNA=='",
    f"curl -H 'Cookie: lang=en; sessionid={CHANCE[:18]}'",
    f"Server=db-1;Database=x;User Id=sa;Password={CHOSEN};",
    f"jdbc:mysql://db-1/x?user=app&password={CHOSEN}",
    f"amqp://app:{CHOSEN}@mq",
    f"//npm.example.org/:_authToken={HEX[:8]}-{HEX[8:12]}-{HEX[12:16]}-{HEX[16:20]}-{HEX[20:32]}",
    f"machine ci.internal login bot password {CHOSEN}",
    f"client-key-data: {CHANCE}",
    '"auth": "YWRtaW46V2ludGVyMjAyNA=="',
    f"CREATE USER app IDENTIFIED BY '{CHOSEN}'",
    f"ALTER ROLE app PASSWORD '{CHOSEN}'",
    f"requirepass {CHOSEN}",
    f"GET https://x.example.org/a?page=2&access_token={CHANCE[:24]}&b=1",
    f"https://x.blob.example.org/a?sv=2022&sig={CHANCE[:40]}%3D",
]
PLACES_OF_SECRETS = [
    "mysql -u root -p",
    "mysql -u root -p orders",
    "mysql -u root -p<password>",
    "mysql -u root -p$PASS",
    "mysql -u root -p${MYSQL_PASSWORD}",
    "mysql -u root -p****",
    "mysql -u root -ppassword",
    "mysql -u root -pexample123",
    "curl -u admin:$PASS https://x.example.org",
    'curl -u "$USER:$PASS" https://x.example.org',
    "curl -u <user>:<password> https://x.example.org",
    "curl https://x.example.org:8443/a",
    "docker run -u 1000:1000 -p 8080:80 nginx",
    "docker login -u ci -p $CI_PASSWORD",
    "docker login -u ci --password-stdin",
    "echo $PASS | docker login -u ci --password-stdin",
    'echo "done" | tee log',
    "PGPASSWORD=$PASS psql",
    "PGPASSWORD=${PGPASSWORD:-} psql",
    "PGPASSWORD=**** psql",
    "PGPASSWORD=example psql",
    "PGPASSWORD=$(cat /run/secrets/pg) psql",
    "PWD=/home/app1",
    "--password <password>",
    "--password=${PASS}",
    "the option --password was removed in 5.0",
    "Authorization: Bearer $TOKEN",
    "Authorization: Bearer <token>",
    "Authorization: Bearer ${{ secrets.TOKEN }}",
    "the Authorization header was missing",
    "redis-cli -p 6379 -a $REDIS_PASSWORD info",
    "sshpass -f /etc/pw ssh x",
    "//npm.example.org/:_authToken=${NPM_TOKEN}",
    "IDENTIFIED BY '<password>'",
    "machine x login y password $Z",
    "the login and password reset page",
    "client-key-data: <redacted>",
    "TOKEN_TTL=3600s",
    "the cookie session=expired was sent",
    "set requirepass in redis.conf",
    "kubectl create secret generic db --from-literal=password=$PASS",
    "export TOKEN=$(vault read x)",
    "psql -p 5432 -h db-1",
    "ssh -p 2222 deploy@db-1.internal",
    "https://x.example.org/a?page=2&token=$TOKEN&key=customer-id",
]
NO_SECRETS = [
    "kubectl rollout restart deployment -n production",
    "password: $DB_PASSWORD",
    "password=${DB_PASSWORD}",
    "token: {{ secrets.TOKEN }}",
    "api_key: <your-api-key>",
    "API_KEY=********",
    "secret: changeme123",
    "postgres://mail:password@localhost/mail",
    "postgres://mail:$PASSWORD@db/mail",
    "The token expired at 2025-12-14T10:00:00Z.",
    "token: 2025-12-14T10:00:00+03:00",
    "secret: prod/datadog/api-key-2",
    "The access key: rotated on 2025-01-13",
    "max_tokens=4096",
    "the token was refreshed every 300s",
    "key: value, monkey: banana99",
    "commit 3f9a1c7e5b2d80463f9a1c7e5b2d80463f9a1c7e",
    "image sha256:" + HEX,
    "request id 7d4b9c1e-2f60-4a83-b51d-9e0c7f3a6b28",
    "https://wiki.example.com/secrets/rotation-2025",
    "sk-learn is a library, task-force-alpha-bravo-charlie-delta-echo a name",
    "AKIAIOSFODNN7EXAMPLE",
    "The secret is out.",
    "Password: reset by support on 12.01.2025",
    "token is valid",
    "see the private key: docs/keys/rotation-v2.md",
]


class TestSecrets:
    @pytest.mark.parametrize("kind", SECRETS)
    def test_a_secret_is_named_by_its_kind(self, kind: str) -> None:
        assert kinds_of_secrets(f"Ran it with {SECRETS[kind]} by hand.") == (kind,)

    @pytest.mark.parametrize("text", MORE_SECRETS)
    def test_a_secret_is_found_in_what_surrounds_it(self, text: str) -> None:
        assert len(kinds_of_secrets(text)) == 1

    def test_a_chosen_password_has_six_characters_or_more(self) -> None:
        for password in ("Tr0ub4", "hunter2", "Tr0ub4do"):
            assert kinds_of_secrets(f"export PASSWORD={password} here") == ("a password or key",)
        for text in ("Tr0ub", "a1b2c", "ok1"):
            assert kinds_of_secrets(f"export PASSWORD={text} here") == ()

    @pytest.mark.parametrize("text", NO_SECRETS)
    def test_variables_names_and_times_are_no_secrets(self, text: str) -> None:
        assert kinds_of_secrets(text) == ()

    @pytest.mark.parametrize("text", PASTED)
    def test_a_secret_is_found_in_what_people_paste(self, text: str) -> None:
        assert len(kinds_of_secrets(text)) == 1

    @pytest.mark.parametrize("text", [*PASTED, *MORE_SECRETS, *SECRETS.values()])
    def test_a_secret_in_a_document_is_reported_and_shown_nowhere(self, text: str) -> None:
        finding = only(check(f"notes: {json.dumps(text)}\n"))
        assert finding.rule == "secret-in-text"
        for secret in (CHOSEN, CHANCE[:12], HEX[:12], "V2ludGVyMjAy"):
            assert secret not in finding.message + finding.hint + without_secrets(text)

    @pytest.mark.parametrize("text", PLACES_OF_SECRETS)
    def test_what_holds_the_place_of_a_secret_is_none(self, text: str) -> None:
        assert kinds_of_secrets(text) == ()

    @pytest.mark.parametrize(
        "kind",
        [kind for kind in SECRETS if CHANCE[:12] in SECRETS[kind] and "SendGrid" not in kind],
    )
    def test_no_end_of_a_long_secret_is_shown(self, kind: str) -> None:
        text = SECRETS[kind].replace(CHANCE[:12], CHANCE[:12] + HEX * 5)
        assert HEX[-12:] not in without_secrets(f"Ran it with {text} by hand.")

    def test_of_a_private_key_nothing_is_shown(self) -> None:
        begin, end = ("-----" + word + " RSA PRIVATE " + "KEY-----" for word in ("BEGIN", "END"))
        for between in ("\n", "\\n", " "):
            text = between.join([f"key: {begin}", CHANCE[:64], CHANCE[8:], end, "was shown"])
            assert kinds_of_secrets(text) == ("a private key",)
            shown = without_secrets(text)
            assert CHANCE[8:20] not in shown
            assert shown.startswith("key: *")
            assert shown.endswith("was shown")

    def test_a_known_token_that_is_assigned_is_one_secret(self) -> None:
        text = f"export GITHUB_TOKEN={SECRETS['a GitHub token']}"
        assert kinds_of_secrets(text) == ("a GitHub token",)

    @pytest.mark.parametrize("kind", SECRETS)
    def test_it_is_an_error_that_never_repeats_the_secret(self, kind: str) -> None:
        text = SECRETS[kind]
        finding = only(check(f"notes: {json.dumps(text)}\n"))
        assert (finding.rule, finding.pointer) == ("secret-in-text", "/notes")
        assert finding.severity is Severity.ERROR
        assert finding.message == f"{kind} stands here in plain text"
        pieces = [text[at : at + 8] for at in range(len(text) - 8)]
        assert not any(piece in finding.message + finding.hint for piece in pieces)

    def test_code_is_looked_at_too(self) -> None:
        text = f"```\nexport TOKEN={SECRETS['a GitHub token']}\n```"
        assert rules_in(check(f"notes: {json.dumps(text)}\n")) == ["secret-in-text"]

    @pytest.mark.parametrize("place", ["title: {}\n", "references: [{{type: other, url: {}}}]\n"])
    def test_no_property_is_left_out(self, place: str) -> None:
        text = json.dumps("https://example.com/?t=" + SECRETS["a GitHub token"])
        assert "secret-in-text" in rules_in(check(place.format(text)))

    @pytest.mark.parametrize(
        "text",
        [
            "password=" * 2_200,
            "eyJ" * 6_600,
            "a://" * 5_000,
            "://a:" * 4_000,
            "token: " * 2_800,
            "x" * 20_000,
            "password " + " " * 19_000,
            "Authorization: " * 1_300,
            "eyJaaaaaaaaaaaa." * 1_250,
            "mysql -p " * 2_200,
            "mysql -p'aaaa " * 1_400,
            "curl -u a:" * 2_000,
            "docker login -p " * 1_250,
            "echo aaaa " * 2_000,
            "--password-" * 1_800,
            "login a password " * 1_100,
            "Cookie: sess" * 1_600,
            "IDENTIFIED WITH a " * 1_100,
            "A_TOKEN=" * 2_500,
            "-----BEGIN PRIVATE " + "KEY-----a " * 1_900,
        ],
    )
    def test_time_grows_with_the_length_of_a_text_and_no_faster(self, text: str) -> None:
        started = process_time()
        kinds_of_secrets(text)
        assert process_time() - started < 1


def quoted(text: str) -> str:
    """Write a text as YAML has it, any character of it as an escape where it is not ASCII."""
    return (
        '"'
        + "".join(c if c.isascii() and c not in '"\\\n' else f"\\U{ord(c):08X}" for c in text)
        + '"'
    )


def of(rule: str, text: str, config: str = "") -> list[Finding]:
    found = check(f"notes: {quoted(text)}\n", config=config)
    assert {finding.rule for finding in found} <= {rule}
    return found


class TestPersonalData:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("erika.mustermann@posteo.de wrote first", "an e-mail address"),
            ("Call <jane_doe+ops@mail.corp.co.uk>.", "an e-mail address"),
            ("Ask jane.doe [at] posteo.de for it", "an e-mail address"),
            ("Ask jane.doe (at) mail (dot) posteo [dot] de", "an e-mail address"),
            ("Reached her at +49 30 901820 at noon", "a phone number"),
            ("Reached him at +1 (415) 555-0132", "a phone number"),
            ("Reached him at (415) 555-0132.", "a phone number"),
            ("Reached him at 415-555-0132.", "a phone number"),
            ("The number 123-45-6789 was in the log.", "a social security number"),
            ("Paid with 4111 1111 1111 1111 twice.", "the number of a credit card"),
            ("Refund to DE89 3704 0044 0532 0130 00.", "the number of a bank account"),
            ("The user's address 84.112.9.17 was blocked.", "the IP address of a customer or user"),
        ],
    )
    def test_what_leads_to_a_person_is_named_by_its_kind(self, text: str, kind: str) -> None:
        finding = only(of("personal-data", text))
        assert finding.message == f"{kind} stands here, which is personal data"

    @pytest.mark.parametrize(
        "text",
        [
            "support@posteo.de and no-reply@posteo.de answered.",
            "support [at] posteo.de and jane [at] example.com",
            "Looked (at) the graph. See [at] 10.0.0.1",
            "Wrote to jane@example.com and jane@mail.example.org.",
            "git@github.com:example-org/email.git",
            "12345+ana@users.noreply.github.com",
            "logo@2x.png and react@18.2.js",
            "ssh deploy@db-1.internal",
            "postgres://mail:$PASSWORD@db.corp.de/mail",
            "The node 10.128.0.7 sent it to 84.112.9.17.",
            "User 10.0.0.5 and client 192.168.1.1 are test machines.",
            "The users' traffic comes from 203.0.113.5.",
            "The user agent was Chrome 120.0.6099.109 then.",
            "From 2025-12-14 10:00 to 2025-12-14 10:12, +03:00",
            "1695042194935169 is the id of a message",
            "Build 4111 1111 1111 1112 failed.",
            "Raised from 100-200-3000 to 555.123.",
            "Offset +0300, +1 000 000 requests",
            "GB00 is no account; DE89 3704 0044 0532 0130 01 has a wrong digit.",
            "Version 1.20.300-4000",
            "It cost +12 500 EUR",
        ],
    )
    def test_functions_machines_and_figures_are_no_persons(self, text: str) -> None:
        assert [f for f in of("personal-data", text) if f.rule == "personal-data"] == []

    def test_ones_own_domain_can_be_allowed(self) -> None:
        config = "rules: {personal-data: {allowed_domains: [posteo.de]}}\n"
        assert of("personal-data", "erika@posteo.de", config) == []
        assert of("personal-data", "erika@mail.posteo.de", config) == []
        assert len(of("personal-data", "erika@notposteo.de", config)) == 1

    def test_handles_are_fine(self) -> None:
        assert check('authors: ["@ana-petrova", Ana Petrova]\n') == []

    def test_the_data_is_not_repeated(self) -> None:
        finding = only(of("personal-data", "erika.mustermann@posteo.de wrote first"))
        assert "erika" not in finding.message + finding.hint

    @pytest.mark.parametrize(
        "text",
        [
            "a@" * 10_000,
            "a.b-c" * 4_000,
            "1 " * 10_000,
            "+1 22 " * 3_300,
            "123-" * 5_000,
            "customer " * 2_200,
            "AB12 CDEF " * 2_000,
            "4111 " * 4_000,
            "a@b." + "c." * 9_000,
        ],
    )
    def test_time_grows_with_the_length_of_a_text_and_no_faster(self, text: str) -> None:
        started = process_time()
        check(f"notes: {json.dumps(text[:20_000])}\n")
        assert process_time() - started < 2


class TestCharacters:
    @pytest.mark.parametrize("char", "\u202a\u202b\u202d\u202e\u2066\u2069")
    def test_a_character_that_turns_the_direction_is_an_error(self, char: str) -> None:
        finding = only(of("bidirectional-control", f"Ran the script {char}gpj.sh once."))
        assert finding.severity is Severity.ERROR
        assert f"U+{ord(char):04X}" in finding.message
        assert "after “script”" in finding.message

    @pytest.mark.parametrize("char", "\u200b\u2060\ufeff\u00ad\u200c\u200e\U000e0041")
    def test_an_invisible_character_is_reported(self, char: str) -> None:
        finding = only(of("invisible-character", f"email{char}service"))
        assert f"U+{ord(char):04X}" in finding.message

    @pytest.mark.parametrize(
        "text",
        [
            "Überlast — „alles“ gut … 80 % €",
            "🧑‍💻 👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️",
            "می‌خواهم",
            "שלום עולם",
            "क्‍ष",
        ],
    )
    def test_other_scripts_and_emoji_are_fine(self, text: str) -> None:
        assert check(f"notes: {json.dumps(text, ensure_ascii=False)}\n") == []


class TestComments:
    @pytest.mark.parametrize(
        ("comment", "rule", "column"),
        [
            (f"# The key is {SECRETS['a GitHub token']}", "secret-in-text", 14),
            ("# \u202egpj.sh\u202c", "bidirectional-control", 3),
            ("# Ask erika.mustermann@posteo.de", "personal-data", 7),
        ],
    )
    def test_what_must_not_land_is_found_there_too(
        self, comment: str, rule: str, column: int
    ) -> None:
        for head in ("", "# Two lines\n"):
            finding = only(check("", head=f"{head}{comment}\n"))
            line = head.count("\n") + 1
            assert (finding.rule, finding.line, finding.column) == (rule, line, column)
            assert finding.pointer == ""
        behind = only(check(f"notes: Nothing.  {comment}\n"))
        assert (behind.rule, behind.column) == (rule, column + len("notes: Nothing.  "))

    @pytest.mark.parametrize("rule", ["secret-in-text", "bidirectional-control", "personal-data"])
    def test_what_begins_with_their_sign_in_a_text_is_none(self, rule: str) -> None:
        text = f"# {SECRETS['a GitHub token']} \u202e erika.mustermann@posteo.de"
        found = check(f"notes: |\n  See\n  {text}\n")
        assert [one.pointer for one in found if one.rule == rule] == ["/notes"]

    def test_they_can_be_left_alone(self) -> None:
        ignore = "# pmaction: ignore[secret-in-text] All of them are examples.\n"
        assert check("", head=f"{ignore}# {SECRETS['a GitHub token']}\n") == []


class TestMentions:
    def test_the_host_behind_stars_is_nobody(self) -> None:
        assert check('notes: "Ran psql postgres://app:***@db/prod by hand."\n') == []
        assert rules_in(check('notes: "Thanks, **@ana**"\n')) == ["mention-in-text"]

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("Thanks to @ana-petrova.", "@ana-petrova"),
            ("(@example-org/email-team) took over", "@example-org/email-team"),
            ("Thanks to @BenTheElder for the fix", "@BenTheElder"),
            ("@channel and @here were called", "@channel, @here"),
        ],
    )
    def test_a_name_in_free_text_is_reported(self, text: str, named: str) -> None:
        finding = only(of("mention-in-text", text))
        assert finding.message.startswith(f"{named} would be called")

    @pytest.mark.parametrize(
        "text",
        [
            "Thanks to `@ana-petrova`.",
            "```\nkubectl annotate @example\n```",
            "user@example.com",
            "git@github.com:example/x.git and HEAD@{1}",
            "https://example.com/@ana/post",
            "2 @ 3 GHz, 5 requests@10:02",
            "@Transactional and @Inject were missing.",
            "the annotations @Retries and @Limited",
            "@types/node and @angular/core were pinned",
        ],
    )
    def test_addresses_and_code_mention_nobody(self, text: str) -> None:
        found = of("mention-in-text", text)
        assert found == []

    def test_handles_where_they_belong_are_fine(self) -> None:
        assert check('timeline: [{at: 2025-12-14, event: x, actor: "@ana-petrova"}]\n') == []


class TestLinks:
    CONFIG = "rules: {private-link: {hosts: [corp.example.com, .internal]}}\n"

    @pytest.mark.parametrize(
        "url",
        [
            "https://wiki.corp.example.com/x",
            "https://corp.example.com",
            "http://user@grafana.internal:3000/d/1",
            "HTTPS://WIKI.CORP.EXAMPLE.COM/",
        ],
    )
    def test_a_link_to_a_configured_host_is_reported(self, url: str) -> None:
        assert len(of("private-link", f"See {url}.", self.CONFIG)) == 1

    @pytest.mark.parametrize(
        "url", ["https://notcorp.example.com/", "https://example.com/corp.example.com"]
    )
    def test_other_links_are_fine(self, url: str) -> None:
        assert of("private-link", f"See {url}.", self.CONFIG) == []

    def test_without_configuration_no_link_is_private(self) -> None:
        assert of("private-link", "See https://grafana.internal/d/1.") == []


class TestConfidential:
    @pytest.mark.parametrize(
        ("is_public", "config", "reported"),
        [
            (True, "", True),
            (False, "rules: {confidential-in-public: {public: true}}\n", False),
            (None, "", False),
            (None, "rules: {confidential-in-public: {public: true}}\n", True),
        ],
    )
    def test_the_workflow_says_whether_it_is_public_and_else_the_option(
        self, is_public: bool | None, config: str, reported: bool
    ) -> None:
        around = Repository(is_public=is_public)
        found = check("confidential: true\n", config=config, repository=around)
        assert rules_in(found) == (["confidential-in-public"] if reported else [])
        assert check("confidential: false\n", config=config, repository=around) == []


class TestTogether:
    @pytest.mark.parametrize("form", ["text", "github", "json", "sarif"])
    def test_no_form_of_output_repeats_a_secret(
        self,
        form: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        secret = SECRETS["a GitHub token"]
        folder = tmp_path / "postmortems" / "2025"
        folder.mkdir(parents=True)
        (folder / "2025-12-14-x.yaml").write_text(
            f"id: PM-2025-001\ntitle: x\nstatus: draft\nnotes: Ran it with {secret} twice.\n"
        )
        (tmp_path / ".pmaction.yml").write_text("")
        summary = tmp_path / "summary.md"
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
        monkeypatch.chdir(tmp_path)
        assert main(["validate", "--format", form, "--now", "2026-01-05T09:00:00Z"]) == 1
        printed = capsys.readouterr()
        said = printed.out + printed.err + (summary.read_text() if summary.exists() else "")
        assert "secret-in-text" in said
        assert secret not in said
        assert secret[4:24] not in said


class TestInARepository:
    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        (tmp_path / ".pmaction.yml").write_text("")
        (tmp_path / "postmortems" / "2025").mkdir(parents=True)
        monkeypatch.chdir(tmp_path)
        return tmp_path

    def rules(self, folder: Path, text: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
        path = folder / "postmortems" / "2025" / "2025-12-14-x.yaml"
        path.write_text(f"id: PM-2025-001\ntitle: x\n{text}")
        main(["validate", "--format", "json", "--now", "2026-01-05T09:00:00Z"])
        return [one["rule"] for one in json.loads(capsys.readouterr().out)["findings"]]

    @pytest.mark.parametrize(
        ("event", "reported"),
        [
            ({"repository": {"private": False, "visibility": "public"}}, True),
            ({"repository": {"private": False}}, True),
            ({"repository": {"private": True, "visibility": "internal"}}, False),
            ({"repository": {"private": True}}, False),
            ({"repository": {}}, False),
            ({"repository": []}, False),
            ([], False),
            (None, False),
        ],
    )
    def test_the_event_of_a_workflow_says_who_can_read_it(
        self,
        event: object,
        reported: bool,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        path = folder / "event.json"
        path.write_text(json.dumps(event) if event is not None else "no JSON")
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(path))
        found = self.rules(folder, "status: draft\nconfidential: true\n", capsys)
        assert found == (["confidential-in-public"] if reported else [])

    @pytest.mark.parametrize("place", [".github", ".", "docs"])
    def test_code_owners_are_read_where_github_reads_them(
        self, place: str, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (folder / place).mkdir(exist_ok=True)
        (folder / place / "CODEOWNERS").write_text("* @ana-petrova\n")
        item = "action_items: [{id: A1, title: One, priority: P2, owner: '@%s'}]\n"
        found = self.rules(folder, "status: reviewed\n" + item % "ana-petrva", capsys)
        assert "unknown-owner" in found
        found = self.rules(folder, "status: reviewed\n" + item % "ana-petrova", capsys)
        assert "unknown-owner" not in found
