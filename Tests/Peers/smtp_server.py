"""An SMTP server (aiosmtpd) that prints its port, then each mail as one line of JSON, read by Python's own mail parser.

    smtp_server.py [REPLY]     refuses every mail with this reply, for example "550 no such mailbox"
"""
import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.smtp import SMTP

refusal = sys.argv[1] if len(sys.argv) > 1 else None


class Mailbox:
    async def handle_DATA(self, server, session, envelope):
        if refusal:
            return refusal
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(
            json.dumps(
                {
                    "from": envelope.mail_from,
                    "to": envelope.rcpt_tos,
                    "headers": [[name, str(value)] for name, value in mail.items()],
                    "type": mail.get_content_type(),
                    "text": mail.get_content(),
                }
            ),
            flush=True,
        )
        return "250 kept"


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Mailbox()), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
