"""A real client: Microsoft's MSAL for Python, led to the demo tenant by Microsoft's names, signs in each way and lists the users."""
import hashlib
import json
import pathlib
import shutil
import ssl
import sys
import tempfile
import threading
import unittest
import urllib.error
import urllib.parse
import urllib.request

import harness
from harness import DEADLINE, Tenant
from test_browser import go, query
from test_sign_in import GRAPH_CLIENT, certificate

sys.path.append("/usr/lib/python3/dist-packages")  # where the system has it, whichever Python runs this
try:
    import msal
except ImportError:
    msal = None

GRAPH = "https://graph.microsoft.com"


class Reply:
    def __init__(self, status, text, headers):
        self.status_code, self.text, self.headers = status, text, headers

    def raise_for_status(self):
        if self.status_code >= 400:
            raise AssertionError(f"{self.status_code}: {self.text}")


class Proxy:
    """Microsoft's names lead to the demo tenant; everything else is as the client wrote it."""

    def __init__(self, tenant):
        self.tenant, self.asked = tenant, []
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def send(self, method, url, params=None, data=None, headers=None, **_):
        parts = urllib.parse.urlsplit(url)
        assert parts.scheme == "https", url
        search = "&".join(filter(None, (parts.query, urllib.parse.urlencode(params or {}))))
        where = self.tenant.base + parts.path + ("?" + search if search else "")
        body = urllib.parse.urlencode(data).encode() if isinstance(data, dict) else data
        request = urllib.request.Request(where, body, {**(headers or {}), "Host": parts.netloc}, method=method)
        self.asked.append(url)
        try:
            with self.opener.open(request, timeout=DEADLINE) as reply:
                return Reply(reply.status, reply.read().decode(), dict(reply.headers))
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, error.read().decode(), dict(error.headers))

    def get(self, url, **more):
        return self.send("GET", url, **more)

    def post(self, url, **more):
        return self.send("POST", url, **more)

    def close(self):
        pass


@unittest.skipUnless(msal, "MSAL for Python (python3-msal) is not installed")
class Msal(unittest.TestCase):
    def start(self, login="", *arguments):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="roster-msal-"))
        self.addCleanup(shutil.rmtree, folder)
        self.key, self.public = certificate(folder, "msal")
        path = folder / "login.yaml"
        path.write_text("interval: 1\n" + login.replace("PUBLIC", str(self.public)))
        tenant = Tenant("--users", 250, "--login", path, *arguments)
        self.addCleanup(tenant.close)
        self.proxy = Proxy(tenant)
        return tenant

    def client(self, kind, tenant, client_id=None, **more):
        authority = "https://login.microsoftonline.com/" + tenant.setting("tenant_id")
        return kind(client_id or tenant.setting("client_id"), authority=authority, http_client=self.proxy, **more)

    def lists(self, result):
        """The token lists every user, page by page."""
        self.assertIn("access_token", result, result)
        url, names, pages = f"{GRAPH}/v1.0/users?$select=id,userPrincipalName&$top=100", [], 0
        while url:
            reply = self.proxy.get(url, headers={"Authorization": "Bearer " + result["access_token"]})
            reply.raise_for_status()
            page = json.loads(reply.text)
            names += [user["userPrincipalName"] for user in page["value"]]
            pages += 1
            url = page.get("@odata.nextLink")
            self.assertTrue(not url or url.startswith(GRAPH + "/v1.0/users?"), url)
        self.assertEqual((len(names), len(set(names)), pages), (250, 250, 3))

    def test_a_secret(self):
        tenant = self.start()
        client = self.client(msal.ConfidentialClientApplication, tenant, client_credential=tenant.setting("client_secret"))
        self.lists(client.acquire_token_for_client([GRAPH + "/.default"]))
        wrong = self.client(msal.ConfidentialClientApplication, tenant, client_credential="wrong")
        self.assertEqual(wrong.acquire_token_for_client([GRAPH + "/.default"])["error_codes"], [7000215])

    def test_a_certificate(self):
        tenant = self.start("apps:\n- {id: msal, name: msal, certificates: [PUBLIC], legacy_assertions: true}\n")  # its older releases know SHA-1 alone
        der = ssl.PEM_cert_to_DER_cert(self.public.read_text())
        client = self.client(msal.ConfidentialClientApplication, tenant, "msal", client_credential={
            "private_key": self.key.read_text(), "thumbprint": hashlib.sha1(der).hexdigest()})
        self.lists(client.acquire_token_for_client([GRAPH + "/.default"]))

    def test_a_device_code_and_its_renewal(self):
        tenant = self.start("", "--approve-after", "1")
        client = self.client(msal.PublicClientApplication, tenant, GRAPH_CLIENT)
        flow = client.initiate_device_flow(["User.Read.All"])
        self.assertEqual(flow["verification_uri"], "https://login.microsoftonline.com/device")
        self.lists(client.acquire_token_by_device_flow(flow))
        account = client.get_accounts()[0]
        self.assertEqual(account["username"], "admin@contoso.com")
        renewed = client.acquire_token_silent_with_error(["User.Read.All"], account, force_refresh=True)
        self.lists(renewed)
        self.assertEqual(renewed.get("token_source", "identity_provider"), "identity_provider")

    def test_an_authorization_code(self):
        tenant = self.start("", "--approve-after", "1")
        client = self.client(msal.PublicClientApplication, tenant, GRAPH_CLIENT)
        flow = client.initiate_auth_code_flow(["User.Read.All"], redirect_uri="http://localhost:4321")
        self.assertTrue(flow["auth_uri"].startswith("https://login.microsoftonline.com/"), flow)
        _, _, final = go(flow["auth_uri"].replace("https://login.microsoftonline.com", tenant.base + "/login"), follow=False)
        result = client.acquire_token_by_auth_code_flow(flow, query(final))
        self.lists(result)
        self.assertEqual(result["id_token_claims"]["preferred_username"], "admin@contoso.com")
        self.assertIn("error", client.acquire_token_by_auth_code_flow(flow, query(final)))


if __name__ == "__main__":
    if not msal:
        print("MSAL for Python (python3-msal) is not installed: nothing was tested")
    harness.main()
