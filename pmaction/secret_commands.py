"""Where secrets stand in what people paste: commands, exports, headers, configuration files.

Each place has signs, pieces of lower-case text without which it cannot be there, and a pattern
whose only group is the secret. All patterns are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pmaction.lazy_pattern import LazyPattern
from pmaction.secret_values import is_chosen, is_jumbled, is_odd, is_password
from pmaction.word_sets import word_set

_VALUE = r"['\"]?((?<=')[^'\n]{4,2000}(?=')|(?<=\")[^\"\n]{4,2000}(?=\")|[^\s'\"|;]{4,2000})"
_ON = r"[^\n|;]{0,200}?"
_COMMAND = "a password in a command"


class Place:
    """A place where secrets stand: what it is called, its signs, its pattern, and a test."""

    def __init__(
        self, name: str, signs: str, pattern: str, is_one: Callable[[str], bool], flags: int = 0
    ) -> None:
        """Take the signs as one text with blanks between."""
        self.name = name
        self.signs = tuple(signs.split())
        self.is_one = is_one
        # Its last group is the secret.
        self.pattern = LazyPattern(pattern, flags)


def _is_credential(value: str) -> bool:
    return is_odd(value) or is_jumbled(value)


def _is_no_number(value: str) -> bool:
    return is_password(value) and not value.isdigit()


PLACES: tuple[Place, ...] = (
    Place(
        "a credential in a header",
        "authorization api-key auth-token",
        r"\b(?:Authorization|X-Api-Key|DD-API-KEY|X-Auth-Token)[\"']?\s{0,3}:\s{0,3}"
        r"(?:(?:Basic|Bearer|Token|ApiKey) )?([A-Za-z0-9+/=._~-]{16,4000})",
        _is_credential,
        re.IGNORECASE,
    ),
    Place(
        "a credential in a header",
        "cookie",
        r"\bCookie[\"']?:[^\n]{0,100}?(?:sess\w{0,10}|sid|auth\w{0,10}|token|jwt)="
        r"([^\s;'\"]{12,4000})",
        is_odd,
        re.IGNORECASE,
    ),
    Place(
        _COMMAND,
        "mysql mariadb",
        rf"\b(?:mysql|mariadb)[\w-]{{0,9}} {_ON}(?<= )-p{_VALUE}",
        is_password,
    ),
    Place(
        _COMMAND,
        "curl wget lftp skopeo svn",
        rf"\b(?:curl|wget|lftp|skopeo|svn)\b{_ON} (?:-u|-U|--user|--proxy-user|--(?:src-|dest-)?"
        r"creds)[ =]?['\"]?[^\s:'\"/]{1,100}:([^\s'\"|;]{3,2000})",
        _is_no_number,
    ),
    Place(
        _COMMAND,
        "login sshpass mongo cqlsh rabbitmqadmin",
        r"\b(?:(?:docker|podman|nerdctl|buildah|oc|az|registry|oras|cf) login|sshpass|mongo\w{0,7}"
        rf"|cqlsh|rabbitmqadmin)\b{_ON} -p ?{_VALUE}",
        _is_no_number,
    ),
    Place(_COMMAND, "redis-cli", rf"\bredis-cli\b{_ON} -a {_VALUE}", _is_no_number),
    Place(
        _COMMAND, "ldap", rf"\bldap(?:search|modify|add|delete)\b{_ON} -w {_VALUE}", _is_no_number
    ),
    Place(_COMMAND, "sqlcmd", rf"\bsqlcmd\b{_ON} -P ?{_VALUE}", _is_no_number),
    Place(
        _COMMAND,
        "echo",
        r"\becho\s{1,3}(?:-n\s{1,3})?['\"]?([^\s'\"|]{4,2000})['\"]?\s{0,3}\|\s{0,3}"
        r"(?:sudo -S|(?:docker|podman|helm registry|oras) login|chpasswd)",
        is_password,
    ),
    Place(
        _COMMAND,
        "rabbitmqctl",
        rf"\brabbitmqctl\b{_ON} (?:add_user|change_password) \S{{1,60}} {_VALUE}",
        is_password,
    ),
    Place(_COMMAND, "pass:", rf"-pass(?:in|out)? pass:{_VALUE}", is_password),
    Place(
        _COMMAND,
        "pass token secret key pwd",
        r"(?<![\w-])--?(?:[a-z]{1,20}-){0,3}(?:password|passwd|passphrase|storepass|keypass|pass"
        r"|pwd|token|secret|api-?key|access-?key|secret-?key)(?:=|\s{1,3})" + _VALUE,
        is_chosen,
    ),
    Place(
        "a password in a statement",
        "identified",
        r"\bIDENTIFIED (?:WITH [\w']{1,40} )?BY (?:PASSWORD )?'([^'\s]{4,2000})'",
        is_password,
        re.IGNORECASE,
    ),
    Place(
        "a password in a statement",
        "password",
        r"\bPASSWORD '([^'\s]{4,2000})'",
        is_chosen,
        re.IGNORECASE,
    ),
    Place(
        "a password in a configuration",
        "login requirepass masterauth aws_",
        r"(?:\blogin\s{1,3}\S{1,100}\s{1,3}password|\b(?:requirepass|masterauth"
        r"|aws_secret_access_key|aws_session_token))\s{1,3}" + _VALUE,
        is_chosen,
    ),
    Place(
        "a token in a configuration",
        "_auth",
        r":_auth(?:Token)?\s{0,3}=\s{0,3}['\"]?([^\s'\"]{12,4000})",
        is_password,
    ),
    Place(
        "a token in a configuration",
        "auth",
        r"\"auth\"\s{0,3}:\s{0,3}\"([A-Za-z0-9+/=]{12,4000})\"",
        _is_credential,
    ),
    Place(
        "a key in a configuration",
        "client-key-data",
        r"client-key-data:\s{0,3}([A-Za-z0-9+/=]{40,20000})",
        is_password,
    ),
    Place(
        "a password or key",
        "token= key= secret= sig=",
        r"[?&](?:[a-z]{1,20}[_-])?(?:token|api_?key|key|secret|sig)=([^\s&'\"<>#]{12,2000})",
        is_odd,
        re.IGNORECASE,
    ),
    Place(
        "a password or key",
        "pass pwd secret token key redis credential",
        r"(?<![A-Za-z0-9_])(?:[A-Z0-9_]{0,40}(?:PASSWORD|PASSWD|PASS|PWD|PASSPHRASE|SECRET|TOKEN"
        r"|API_?KEY|ACCESS_?KEY|SECRET_?KEY|CREDENTIALS?)|REDISCLI_AUTH|password|passwd|pwd)="
        + _VALUE,
        is_chosen,
    ),
)
# Where a place is, there is one of these words, or a word with one of these pieces in it.
WORDS = word_set(
    "mysql mysqldump mysqladmin mysqlimport mysqlsh mariadb curl wget lftp skopeo svn mongo docker "
    "podman nerdctl buildah oc az registry oras cf machine mongosh mongodump mongorestore "
    "mongoexport mongoimport cqlsh rabbitmqctl rabbitmqadmin redis ldapsearch ldapmodify ldapadd "
    "ldapdelete sqlcmd echo identified sig"
)
PIECES = ("pass", "pwd", "secret", "token", "key", "auth", "credential", "cookie")
