"""The demo tenant asked past roster, as its own administrator: Graph, Exchange and SharePoint, in requests of their own."""
import json
import urllib.error
import urllib.parse
import urllib.request

from harness import STRAIGHT

MFA_CLIENT = "981f26a1-7f43-403b-a875-f8b09b8cd720"
SITE_QUERY = """<Request AddExpandoFieldTypeSuffix="true" SchemaVersion="15.0.0.0" LibraryVersion="16.0.0.0" ApplicationName="straight"
 xmlns="http://schemas.microsoft.com/sharepoint/clientquery/2009"><Actions><ObjectPath Id="2" ObjectPathId="1"/>
<Query Id="3" ObjectPathId="1"><Query SelectAllProperties="true"><Properties/></Query></Query></Actions><ObjectPaths>
<Constructor Id="0" TypeId="{268004ae-ef6b-4e9b-8425-127220d84719}"/><Method Id="1" ParentId="0" Name="GetSitePropertiesByUrl">
<Parameters><Parameter Type="String">%s</Parameter><Parameter Type="Boolean">false</Parameter></Parameters></Method></ObjectPaths></Request>"""
ids = {}  # of named users, the same in every tenant of the same size


class Straight:
    def __init__(self, tenant):
        self.tenant, self.tokens = tenant, {}
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.at = {name: tenant.setting(name) for name in ("login", "graph", "exchange", "sharepoint", "tenant_id", "client_id", "client_secret")}

    def open(self, url, body, headers, method=None):
        request = urllib.request.Request(url, body, headers | {"User-Agent": STRAIGHT}, method=method)
        with self.opener.open(request, timeout=60) as reply:
            text = reply.read()
        return json.loads(text) if text else None

    def token(self, service):
        if service not in self.tokens:
            form = {"grant_type": "client_credentials", "client_id": self.at["client_id"], "client_secret": self.at["client_secret"],
                    "scope": self.at[service] + "/.default"}
            url = f"{self.at['login']}/{self.at['tenant_id']}/oauth2/v2.0/token"
            self.tokens[service] = self.open(url, urllib.parse.urlencode(form).encode(), {})["access_token"]
        return {"Authorization": "Bearer " + self.tokens[service]}

    def graph(self, path, body=None, method=None, version="v1.0"):
        """What Graph answers; None for 404 and for no content."""
        headers = self.token("graph") | {"Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        try:
            return self.open(f"{self.at['graph']}/{version}{path}", data, headers, method or ("POST" if data else "GET"))
        except urllib.error.HTTPError as error:
            if error.code == 404 and not data:
                return None
            raise AssertionError(f"{path}: {error.code} {error.read()}") from error

    def bytes(self, path):
        """What is no JSON."""
        with self.opener.open(urllib.request.Request(self.at["graph"] + "/v1.0" + path, headers=self.token("graph") | {"User-Agent": STRAIGHT}), timeout=60) as reply:
            return reply.read()

    def all(self, path):
        page = self.graph(path)
        found = page["value"]
        while "@odata.nextLink" in page:
            page = self.graph(page["@odata.nextLink"].split("/v1.0", 1)[1])
            found += page["value"]
        return found

    def invoke(self, name, parameters):
        """One page of what a cmdlet gives after another."""
        headers = self.token("exchange") | {"Content-Type": "application/json", "X-CmdletName": name,
                                            "X-AnchorMailbox": "APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@" + self.at["tenant_id"]}
        body = json.dumps({"CmdletInput": {"CmdletName": name, "Parameters": parameters}}).encode()
        url = f"{self.at['exchange']}/adminapi/beta/{self.at['tenant_id']}/InvokeCommand"
        while url:
            page = self.open(url, body, headers)
            yield page["value"] if page else []
            url = page and page.get("@odata.nextLink")

    def whole(self, name, **parameters):
        """All rows a cmdlet gives."""
        return [row for page in self.invoke(name, parameters) for row in page]

    def cmdlet(self, name, **parameters):
        """The rows a cmdlet gives on its first page; None when it says that there is no such thing."""
        try:
            return next(self.invoke(name, parameters))
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            if error.code == 404:
                return None
            raise AssertionError(f"{name}: {error.code} {text}") from error

    def id(self, name):
        """The id of a named user by the first part of the address."""
        key = (tuple(self.tenant.arguments[:2]), name)
        if key not in ids:
            ids[key] = self.all(f"/users?$select=id&$filter=startsWith(userPrincipalName,'{name}')")[0]["id"]
        return ids[key]

    def group(self, name):
        return self.all("/groups?$select=id&$filter=" + urllib.parse.quote(f"displayName eq '{name}'"))[0]["id"]

    # --- what actions change ---

    def user(self, user, names):
        return self.graph(f"/users/{user}?$select={names}")

    def mailbox(self, user):
        rows = self.cmdlet("Get-Mailbox", Identity=user)
        return rows[0] if rows else None

    def replies(self, user):
        names = ("AutoReplyState", "InternalMessage", "ExternalMessage", "ExternalAudience", "StartTime", "EndTime")
        rows = self.cmdlet("Get-MailboxAutoReplyConfiguration", Identity=user)
        return {name: rows[0][name] for name in names} if rows else None

    def methods(self, user):
        return sorted(one["@odata.type"].split(".")[-1] + " " + one["id"] for one in self.graph(f"/users/{user}/authentication/methods", version="beta")["value"])

    def passes(self, user):
        found = self.graph(f"/users/{user}/authentication/temporaryAccessPassMethods")["value"]
        return [(one["id"], one["lifetimeInMinutes"], one["isUsableOnce"]) for one in found]

    def mfa(self, user):
        return self.graph(f"/users/{user}/authentication/requirements", version="beta")["perUserMfaState"]

    def risk(self, user):
        found = self.graph(f"/identityProtection/riskyUsers/{user}")
        return (found["riskState"], found["riskLevel"]) if found else None

    def licences(self, user):
        return sorted((one["skuId"], tuple(sorted(one["disabledPlans"]))) for one in self.user(user, "assignedLicenses")["assignedLicenses"])

    def members(self, group):
        """Who is in a group, asked from the group's side."""
        if group.startswith("5d1f0c6a"):
            return {row["ExternalDirectoryObjectId"] for row in self.cmdlet("Get-DistributionGroupMember", Identity=group)}
        return {one["id"] for one in self.all(f"/groups/{group}/members?$select=id&$top=999")}

    def deleted(self, user):
        return self.graph(f"/directory/deletedItems/{user}?$select=id") is not None

    def drive(self, user):
        found = self.graph(f"/users/{user}/drive?$select=id,webUrl")
        return found["webUrl"] if found else None

    def sharing(self, user):
        site = self.site(user)
        return site and site["SharingCapability"]

    def limit(self, user):
        site = self.site(user)
        return site and (site["StorageMaximumLevel"], site["StorageWarningLevel"])

    def site_admins(self, user):
        site = self.site(user)
        if not site:
            return None
        headers = self.token("sharepoint") | {"Content-Type": "application/json"}
        id = site["SiteId"].removeprefix("/Guid(").removesuffix(")/")
        reply = self.open(f"{self.at['sharepoint']}/_api/SPO.Tenant/GetSiteAdministrators?siteId='{id}'", b"", headers)
        return [one["userPrincipalName"] for one in reply["value"]]

    def site(self, user):
        url = self.drive(user)
        if not url:
            return None
        headers = self.token("sharepoint") | {"Content-Type": "text/xml"}
        reply = self.open(self.at["sharepoint"] + "/_vti_bin/client.svc/ProcessQuery", (SITE_QUERY % url.rsplit("/", 1)[0]).encode(), headers)
        assert reply[0]["ErrorInfo"] is None, reply
        return next(one for one in reply if isinstance(one, dict) and "SharingCapability" in one)

    def shortcuts(self, user):
        found = self.graph(f"/users/{user}/drive/root/children?$select=id,name,remoteItem")
        return sorted(one["name"] for one in found["value"]) if found else None

    def secrets(self):
        """Ids of the secrets on the tenant's MFA client; None: there is no such service principal."""
        found = self.graph(f"/servicePrincipals(appId='{MFA_CLIENT}')?$select=passwordCredentials")
        return [one["keyId"] for one in found["passwordCredentials"]] if found else None
