"""Checks of what ends a phone's hold on its scopes (chapter 10), and of `moved` (8.3), which needs a change before."""

from mobile_contract.base import CONTRACT
from mobile_contract.sync import DigestReply, WipeReply
from ops.contract.checking import Check, proves, require
from ops.contract.trial import Trial


@proves("8.3", "范围已变时核对答 moved")
def a_scope_that_moved(trial: Trial) -> None:
    """A digest after a change in the scope says moved, and nothing else."""
    player, house = trial.player, trial.house
    player.catch_up()
    before = player.cursor
    visit = player.command("record_visit", root=house.household, household=house.household)
    player.apply(visit)
    trial.wrote("visit", visit["entity"])
    grids = [info.id for info in trial.scopes if info.ref == trial.grid and info.kind == "grid"]
    asked = {"install": player.install, "contract": CONTRACT, "cursor": before, "scope": grids[0]}
    reply = player.caller.post("/v1/sync/digest", asked).of(DigestReply)
    require(reply.moved, "the scope has changed since the cursor, and moved is false")
    require(not (reply.sums or reply.ids or reply.rows), "moved, and sums or rows all the same")


@proves("10.5", "范围清除证明可反复提交")
def a_proof_is_taken(trial: Trial) -> None:
    """The proof that a scope is gone is taken, as often as it is sent."""
    player = trial.player
    player.catch_up()
    scope = min(player.held)
    asked = {"install": player.install, "contract": CONTRACT, "scope": scope, "digest": player.digest_of(scope)}
    for _ in range(2):
        reply = player.caller.post("/v1/sync/wipe", asked | {"at": player.now()}).of(WipeReply)
        require(not reply.reset, f"reset: {reply.reset}")


CHECKS: tuple[Check[Trial], ...] = (a_scope_that_moved,)
LAST: tuple[Check[Trial], ...] = (a_proof_is_taken,)
