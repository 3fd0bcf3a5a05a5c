"""All that the emitters tell: the tree, and the tables beside it."""

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from mobile_contract import accounts, kinds, media, receipts, rescue, sync
from mobile_contract.base import CONTRACT, Record
from mobile_contract.commands import AnyCommand
from mobile_contract.emit.tree import Tree, tree_of
from mobile_contract.offline import ONLINE_ONLY
from mobile_contract.policies import Policy, policies_of
from mobile_contract.problem_titles import TITLES
from mobile_contract.problems import ProblemCode

MESSAGES: tuple[Any, ...] = (
    accounts.LoginRequest,
    accounts.EnrolRequest,
    accounts.RejoinRequest,
    accounts.Enrolled,
    accounts.Me,
    rescue.SignedOutbox,
    rescue.Outbox,
    sync.PushRequest,
    sync.PushReply,
    sync.PullRequest,
    sync.PullReply,
    sync.BootRequest,
    sync.BootReply,
    sync.DigestRequest,
    sync.DigestReply,
    sync.WipeProof,
    sync.WipeReply,
    sync.Wake,
    media.NewUpload,
    media.UploadView,
    receipts.Receipt,
)
"""Every message that a phone sends or gets."""


class Facts(NamedTuple):
    """The contract: `commands` by tag and `kinds` by number name their shapes, `policies` go by record and field.

    `online_only` are tags of commands; `problems` are HTTP status, English and Chinese title by code.
    """

    contract: int
    tree: Tree
    commands: Mapping[str, str]
    kinds: Mapping[int, str]
    policies: Mapping[str, Mapping[str, str]]
    policy_names: tuple[str, ...]
    online_only: tuple[str, ...]
    problems: Mapping[str, tuple[int, str, str]]


def read_facts() -> Facts:
    """The contract of this checkout."""
    tree = tree_of((AnyCommand, *MESSAGES, *kinds.KINDS.values(), ProblemCode))
    commands = {tree.shapes[one.__name__].tag: one.__name__ for one in get_args(AnyCommand)}
    told = {record.__name__: _policies(record) for record in kinds.KINDS.values()}
    return Facts(
        contract=CONTRACT,
        tree=tree,
        commands=dict(sorted(commands.items())),
        kinds={number: record.__name__ for number, record in sorted(kinds.KINDS.items())},
        policies={name: fields for name, fields in sorted(told.items()) if fields},
        policy_names=tuple(one.value for one in Policy if one is not Policy.SERVER),
        online_only=tuple(sorted(tree.shapes[one.__name__].tag for one in ONLINE_ONLY)),
        problems={code.value: TITLES[code] for code in ProblemCode},
    )


def _policies(record: type[Record]) -> dict[str, str]:
    return {name: chosen.value for name, chosen in policies_of(record).items() if chosen is not Policy.SERVER}
