"""Speaks with Twin as an agent does, through the `mcp` package: lists tools, calls one, asks how its run stands. Prints what it
got as one line of JSON.

    mcp_client.py http URL TOKEN
    mcp_client.py stdio COMMAND ARGUMENT…
"""
import asyncio
import json
import sys
from contextlib import asynccontextmanager

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client


@asynccontextmanager
async def streams():
    if sys.argv[1] == "stdio":
        async with stdio_client(StdioServerParameters(command=sys.argv[2], args=sys.argv[3:])) as (read, write, *_):
            yield read, write
    else:
        client = create_mcp_http_client(headers={"Authorization": f"Bearer {sys.argv[3]}"})
        async with client, streamable_http_client(sys.argv[2], http_client=client) as (read, write, *_):
            yield read, write


def plain(model):
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


async def main():
    async with streams() as (read, write), ClientSession(read, write) as session:
        hello = plain(await session.initialize())
        tools = plain(await session.list_tools())["tools"]
        call = plain(await session.call_tool("pay", {"vendor": "Globex"}))
        wrong = plain(await session.call_tool("pay", {"vendor": 7}))
        run = call["structuredContent"]["id"]
        status = plain(await session.call_tool("twin_run_status", {"run": run}))
        try:
            await session.call_tool("approve", {"run": run})
            refused = None
        except Exception as error:
            refused = str(error)
        await session.send_ping()
        print(
            json.dumps(
                {"hello": hello, "tools": tools, "call": call, "wrong": wrong, "status": status, "refused": refused}
            ),
            flush=True,
        )


asyncio.run(main())
