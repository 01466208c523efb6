"""A mail server that others wrote (python3-aiosmtpd), over TLS: writes each letter it is given into a folder.

usage: real_server.py CERT KEY FOLDER tls|starttls
It prints its port, and serves until it is ended.
"""

import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

cert, key, folder, security = sys.argv[1:]
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(cert, key)


class Keep:
    count = 0

    async def handle_DATA(self, server, session, envelope):
        if session.ssl is None and security == "starttls":
            return "530 not encrypted"
        Keep.count += 1
        pathlib.Path(folder, f"{Keep.count}.eml").write_bytes(envelope.original_content)
        recipients = " ".join(envelope.rcpt_tos)
        pathlib.Path(folder, f"{Keep.count}.envelope").write_text(f"{envelope.mail_from} {recipients}")
        return "250 kept"


def log_in(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"termine" and data.password == b"geheim")


def connection():
    ways = {
        "tls": dict(auth_require_tls=False),
        "starttls": dict(tls_context=context, require_starttls=True),
    }
    return SMTP(Keep(), authenticator=log_in, auth_required=True, **ways[security])


async def serve():
    from_the_start = context if security == "tls" else None
    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0, ssl=from_the_start)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve())
