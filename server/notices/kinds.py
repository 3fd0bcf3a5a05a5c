"""How tokens and choices are kept. A token is sealed by the district's key; no phone holds any of them."""

from server.core.kinds import Kind
from server.notices import tables
from server.notices.entities import NoticeChoice, NoticeWays, PushToken

KINDS = (
    Kind("push_token", PushToken, tables.push_tokens, sealed={"private": ("token",)}, children=("install",)),
    Kind("notice_ways", NoticeWays, tables.notice_ways),
    Kind("notice_choice", NoticeChoice, tables.notice_choices),
)
