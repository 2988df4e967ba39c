"""The real program behind its limits: what it lets pass, and what its log says."""

from __future__ import annotations

import asyncio
import resource
from pathlib import Path

from bot.http.capacity import MOST, RESERVED, measure
from tests.fakes.limited import head
from tests.fakes.program import Program
from tests.fakes.web.visitor import visiting


async def test_posts_that_break_off_are_no_fault_of_ours(tmp_path: Path) -> None:
    program = Program(tmp_path)
    base = await program.start()
    port = int(base.split(":")[2].partition("/")[0])
    try:
        for path in ("/chat/messages", "/dashboard/unit/tutup", "/chat/messages"):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            said = f"Cookie: tuntun={'A' * 22}\r\nOrigin: http://tuntun\r\nContent-Type: application/json\r\n\r\n{{"
            writer.write(head(path, 900)[:-2] + said.encode())
            await writer.drain()
            writer.transport.abort()
        async with visiting(base.removesuffix("/chat")) as alice:
            await alice.opens()
            assert (await alice.posts(text="Halo")).status == 202
            async with alice.listens() as stream:
                assert (await stream.line())[1]["text"] == "Halo"
    finally:
        program.kill()
        await program.ended()
    assert "Traceback" not in (tmp_path / "log.txt").read_text()


def test_as_many_connections_are_held_as_the_system_lets_files_be_open() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, hard))
    try:
        capacity = measure()
        now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert now == min(hard, MOST + RESERVED) or (hard == resource.RLIM_INFINITY and now == MOST + RESERVED)
    assert capacity.connections == now - RESERVED
