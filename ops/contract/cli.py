"""`hexward contract`: what other people need to build a phone, or to connect a system."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import rich_click as click

from ops.contract.openapi import openapi


@click.group()
def contract() -> None:
    """The contract that phones and other systems are written by."""


contract.add_command(openapi)
