"""Servers that misbehave, by name. Each plays once against one phone, and tells what that did wrong by clause."""

from ops.contract import lies, losses
from ops.contract.acting import LAWS, TORN_ROWS, Script
from ops.contract.district import District

_AGAIN = (losses.sends_again, losses.asks_again, losses.boots_on)

SCRIPTS: tuple[Script, ...] = (
    Script("lost-answers", "The first answer of each kind is lost", "应答丢失", (*_AGAIN, *LAWS),
        after=losses.lose_first(0)),
    Script(
        "cut-in-the-middle", "The first answer of each kind ends in its middle", "应答中途断线", (*_AGAIN, *LAWS),
        after=losses.lose_first(1),
    ),
    Script(
        "repeated-answers", "Old answers come once more", "旧应答重来",
        (losses.keeps_what_was_not_answered, losses.discards_an_old_page, *LAWS), after=losses.repeat,
    ),
    Script(
        "torn-pages", "Small pages in the wrong order, with old versions, one of them torn", "页序错乱与残页",
        (lies.keeps_the_higher_version, *LAWS), before=lies.others_edit, after=lies.tear,
        make=lambda: District(page_rows=TORN_ROWS),
    ),
    Script(
        "silent-restore", "The district is set back and tells nobody", "静默回退",
        (losses.sends_what_was_lost, losses.pushes_before_it_boots, *LAWS),
        before=losses.save_first, after=losses.set_back,
    ),
    Script(
        "late-receipts", "Receipts say retry, then held, and come later as rows", "回执迟到",
        (lies.waits_with_a_retry, lies.lets_go_of_what_is_held, *LAWS), before=lies.delay, after=lies.late,
    ),
    Script(
        "wrong-digests", "A page leaves out a row, and the digests differ", "摘要不符",
        (lies.goes_down_to_the_row, lies.tells_of_it, *LAWS), before=lies.others_edit, after=lies.skip,
    ),
    Script(
        "rate-limits", "Not now, too many, too large", "限流与过大",
        (lies.pulls_though_refused, lies.sends_fewer, *LAWS), before=lies.refuse,
    ),
)  # fmt: skip
