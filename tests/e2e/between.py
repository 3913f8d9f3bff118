"""A small server between roster and a demo tenant: keeps what went over the wire, byte for byte, and answers badly when told to."""
import http.client
import http.server
import re
import threading
import urllib.parse

from harness import STRAIGHT

DROPPED = ("transfer-encoding", "connection", "content-length", "content-encoding", "date", "server")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes

    def answer(self):
        between = self.server.between
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        between.requests.append((self.command, self.path, dict(self.headers), body))
        reply = between.instead(self.command, self.path, body) if between.instead else None
        status, headers, text = reply or self.forward(body)
        between.replies.append(text)
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        try:
            self.wfile.write(text)
        except OSError:
            self.close_connection = True  # it has read enough

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer

    def forward(self, body):
        return self.server.between.direct(self.command, self.path, body)

    def log_message(self, *_):
        """Nothing on standard error."""


class Between:
    """In front of `tenant`, whose configuration leads here from now on. `instead(method, path, body)` may return
    (status, headers, body) and nothing else happens."""

    def __init__(self, tenant, instead=None, ssl=None, alias=None):
        self.behind = urllib.parse.urlsplit(tenant.base)
        self.instead, self.requests, self.replies = instead, [], []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.between = self
        if ssl:
            self.server.socket = ssl.wrap_socket(self.server.socket, server_side=True)
        self.base = f"{'https' if ssl else 'http'}://127.0.0.1:{self.server.server_port}"
        # the address that roster knows, in words of the tenant: tokens are asked for by it, references hold it
        pair = (alias or self.base, tenant.base)
        self.names = [tuple(name.encode() for name in pair), tuple(urllib.parse.quote(name, safe="").encode() for name in pair)]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()
        tenant.config.write_text(tenant.config.read_text().replace(tenant.base, self.base))

    def direct(self, method, path, body):
        """What the tenant answers to a request that came; links in it lead here."""
        connection = http.client.HTTPConnection(self.behind.hostname, self.behind.port, timeout=60)
        came = next(one[2] for one in reversed(self.requests) if one[:2] == (method, path))
        headers = {name: value for name, value in came.items() if name.lower() not in ("host", "accept-encoding", "content-length")}
        for known, theirs in self.names:
            body = body.replace(known, theirs)
        connection.request(method, path, body if body or method == "POST" else None, headers)
        reply = connection.getresponse()
        text = reply.read()
        connection.close()
        text = text.replace(b'nextLink":"' + self.names[0][1], b'nextLink":"' + self.names[0][0])
        return reply.status, [(name, value) for name, value in reply.getheaders() if name.lower() not in DROPPED], text

    def writes(self):
        """Requests of roster that change something at whichever service: not the sign-in, not a batch of reads."""
        return [one for one in self.requests if one[2].get("User-Agent") != STRAIGHT and self.is_write(*one)]

    @staticmethod
    def is_write(method, path, _headers, body):
        if "/exchange/" in path:
            return not re.search(rb'"CmdletName":"(Get|Search)-', body)
        if "/sharepoint/" in path:
            return any(word in body for word in (b"SetProperty", b"RequestPersonalSites", b"secondaryAdministratorsFieldsData"))
        return method != "GET" and "/login/" not in path and not ("$batch" in path and b'"method":"GET"' in body)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
