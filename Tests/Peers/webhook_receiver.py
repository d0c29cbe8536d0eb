"""Receives webhooks and checks them with the library `standardwebhooks` (HMAC) or, since that knows no key pairs, with
Ed25519 from `cryptography`. Prints its port, then one line of JSON for each request.

    webhook_receiver.py [whsec_…|whpk_…]     without: the key is the first line of its input, once its address is known
"""
import base64
import http.server
import json
import sys
import time

key = sys.argv[1] if len(sys.argv) > 1 else ""


def verify(body: bytes, headers: dict) -> dict:
    if key.startswith("whsec_"):
        from standardwebhooks import Webhook

        return Webhook(key).verify(body, headers)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.removeprefix("whpk_")))
    version, signature = headers["webhook-signature"].split(",")
    if version != "v1a":
        raise ValueError(f"signed as {version}")
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    public.verify(base64.b64decode(signature), signed)
    if abs(int(headers["webhook-timestamp"]) - time.time()) > 300:
        raise ValueError("too old or too new")
    return json.loads(body)


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            event = verify(body, {name.lower(): value for name, value in self.headers.items()})
            line, status = {"verified": True, "id": self.headers["webhook-id"], "event": event}, 204
        except Exception as error:
            line, status = {"verified": False, "error": f"{type(error).__name__} {error}"}, 400
        self.send_response(status)
        self.end_headers()
        print(json.dumps(line), flush=True)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
key = key or sys.stdin.readline().strip()
server.serve_forever()
