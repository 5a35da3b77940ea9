"""Search for issues: words in titles and texts, one form of question only."""

from __future__ import annotations

import re

from .call import Call, Reply, serves
from .paging import page_of
from .refusals import NotServed, Refused

QUESTION = re.compile(r'repo:(?P<repository>\S+) is:issue in:title,body "(?P<words>[^"]+)"')
HIDDEN = re.compile(r"<!--.*?-->", re.DOTALL)


@serves("search/issues-and-pull-requests", "issues")
def search_issues(call: Call) -> Reply:
    """Issues of one repository that say these words where people can see them."""
    call.only("q")
    asked = QUESTION.fullmatch(call.request.query["q"])
    if asked is None:
        raise NotServed("the stand-in understands one form of search only")
    repository = call.platform.repositories.get(asked["repository"].lower())
    if repository is None:
        raise Refused(422, "Validation Failed: the repository cannot be searched.")
    words = asked["words"].casefold()
    found = [
        one
        for one in repository.shown()
        if one.pull is None and words in HIDDEN.sub("", f"{one.title}\n{one.body}").casefold()
    ]
    shown, headers = page_of(call, found)
    answer = {
        "total_count": len(found),
        "incomplete_results": False,
        "search_type": "lexical",
        "items": [{**call.views.issue(one), "score": 1.0} for one in shown],
    }
    return Reply(200, answer, headers)
