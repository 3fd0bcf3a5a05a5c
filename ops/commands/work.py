"""`hexward work`: the background consumers in a process of their own, beside servers that run none."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
import signal
from pathlib import Path

import rich_click as click

from ops.commands.answering import answer, data_option, faults_in_one_line, json_option, remark
from ops.commands.opening import refuse_old_schema
from ops.commands.settings_file import load_settings
from server.app import all_consumers, all_jobs, open_copies, open_door
from server.core.consumers import Workers
from server.notices.opening import open_channels
from server.settings import Settings
from server.uploads.keeping import photo_keeping_job
from server.uploads.looks import look_consumer
from server.uploads.stores import open_blobs


@click.command()
@click.option("--once", is_flag=True, help="Read to the end of the journal, then stop.")
@data_option
@json_option
def work(once: bool, data: Path, as_json: bool) -> None:
    """Follow the journal until SIGTERM or Ctrl-C. Run it once a district, beside `serve --without-consumers`."""
    with faults_in_one_line():
        names = asyncio.run(_work(load_settings(data), once=once))
        answer({"consumers": names}, "The consumers have stopped.", as_json=as_json)


async def _work(settings: Settings, *, once: bool) -> list[str]:
    door, channels = await open_door(settings), open_channels(settings)
    copies = open_copies(settings)
    try:
        await refuse_old_schema(door.database)
        blobs = open_blobs(settings)
        consumers = (*all_consumers(channels), look_consumer(blobs, copies))
        workers = Workers(door, consumers, (*all_jobs(settings, channels), photo_keeping_job(blobs, copies)))
        names = [consumer.name for consumer in workers.consumers]
        if once:
            await workers.catch_up()
            return names
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, workers.stop)
        remark(f"hexward: following the journal ({', '.join(names)})")
        await workers.run()
        return names
    finally:
        await asyncio.to_thread(copies.close)
        await asyncio.gather(*(channel.close() for channel in channels))
        await door.database.close()
