"""Scenario files in the demo tenant: what stands in the file is what the services answer, with times as of now, page by page."""
import base64
import collections
import datetime
import json
import pathlib
import re
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.parse

from harness import BUILD, DEADLINE, SOURCE, Tenant
from straight import Straight

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
ISO = "%Y-%m-%dT%H:%M:%S"
UNKNOWN = {"Prefer": "include-unknown-enum-members"}
# What beta alone tells of a sign-in.
BETA = {"sessionId", "uniqueTokenIdentifier", "autonomousSystemNumber", "authenticationProtocol", "originalTransferMethod", "incomingTokenType",
        "authenticationDetails", "authenticationRequirement", "signInEventTypes"}
BOTH_KINDS = "signInEventTypes/any(t:t eq 'interactiveUser' or t eq 'nonInteractiveUser')"
SETS = {"signIns": ("createdDateTime", "id"), "directoryAudits": ("activityDateTime", "id"), "unifiedAuditLog": ("CreationTime", "Id"),
        "Get-MessageTraceV2": ("Received", "MessageTraceId")}


def moved(text, by):
    return STAMP.sub(lambda found: (datetime.datetime.strptime(found[0], ISO) + by).strftime(ISO), text)


def after(text, seconds):
    return STAMP.sub(lambda found: (datetime.datetime.strptime(found[0], ISO) + datetime.timedelta(seconds=seconds)).strftime(ISO), text)


def unfolded(items, name):
    """The records of a list, ids of clones left out, as README of the format says."""
    time, key = SETS[name]
    for item in items:
        plain = {member: value for member, value in item.items() if not member.startswith("$")}
        if "$repeat" in item:
            for place, when in enumerate(item["$repeat"]):
                yield plain | {time: when} | ({key: None} if place else {})
        elif "$series" in item:
            series = item["$series"]
            for place in range(series["count"]):
                filled = {member: series[pattern] % (place + 1) if "%" in series[pattern] else series[pattern]
                          for pattern, member in (("recipientPattern", "RecipientAddress"), ("objectPattern", "ObjectId")) if pattern in series}
                yield plain | filled | {time: after(plain[time], place * series["stepSeconds"])} | ({key: None} if place else {})
        else:
            yield plain


class File:
    """A scenario as its file has it, moved by the distance that the tenant moved it."""

    def __init__(self, name):
        self.name, self.raw = name, json.loads((SOURCE / "scenarios" / f"{name}.json").read_text())
        self.subject = self.raw["subject"]

    def move_to(self, now, tenant):
        by = now - datetime.datetime.strptime(self.raw["now"], ISO + "Z")
        text = moved(json.dumps(self.raw), datetime.timedelta(seconds=round(by.total_seconds())))
        self.data = json.loads(text.replace(self.raw["tenant"]["id"], tenant))

    def log(self, name, part="graph"):
        return list(unfolded(self.data[part][name] if part else self.data[name], name))


def counted(records, key):
    """Records as texts, however often each comes; ids left out, as clones have new ones."""
    return collections.Counter(json.dumps({name: value for name, value in record.items() if name != key}, sort_keys=True) for record in records)


class Asking(Straight):
    def get(self, url, headers=None):
        try:
            return self.open(url, None, self.token("graph") | (headers or {}))
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{url}: {error.code} {error.read()}") from error

    def pages(self, path, version="v1.0", headers=None):
        """Every page of a list."""
        url = f"{self.at['graph']}/{version}{path}"
        while url:
            page = self.get(url, headers)
            yield page["value"]
            url = page.get("@odata.nextLink")

    def rows(self, path, version="v1.0", headers=None):
        return [row for page in self.pages(path, version, headers) for row in page]

    def code(self, path, version="v1.0"):
        try:
            self.open(f"{self.at['graph']}/{version}{path}", None, self.token("graph"))
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())["error"]["code"]
        return 200, ""


def filtered(path, text, **more):
    return path + "?" + urllib.parse.urlencode({"$filter": text} | {"$" + name: value for name, value in more.items()}, quote_via=urllib.parse.quote)


class Scenarios(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tenant = Tenant("--users", "90", "--scenario", "S1", "--scenario", SOURCE / "scenarios" / "S3.json", "--page-size", "3", "--audit-delay", "0",
                            "--throttle-units", "0")
        cls.ask = Asking(cls.tenant)
        cls.files = [File("S1"), File("S3")]
        newest = cls.ask.user(cls.files[0].subject["id"], "createdDateTime")["createdDateTime"]
        was = cls.files[0].raw["graph"]["user"]["createdDateTime"]
        by = datetime.datetime.strptime(newest, ISO + "Z") - datetime.datetime.strptime(was, ISO + "Z")
        for one in cls.files:
            one.move_to(datetime.datetime.strptime(one.raw["now"], ISO + "Z") + by, cls.ask.at["tenant_id"])

    @classmethod
    def tearDownClass(cls):
        cls.tenant.close()

    def sign_ins(self, text, version="beta", headers=UNKNOWN):
        return self.ask.rows(filtered("/auditLogs/signIns", text, top=1000), version, headers)

    def test_subjects_stand_among_the_users(self):
        users = self.ask.all("/users?$select=id,userPrincipalName&$top=999")
        for one in self.files:
            self.assertIn({"id": one.subject["id"], "userPrincipalName": one.subject["userPrincipalName"]}, users)
            for name, value in one.data["graph"]["user"].items():
                self.assertEqual(self.ask.user(one.subject["id"], name)[name], value, name)

    def test_what_is_switched_off_is_a_plan_of_the_product_alone(self):
        off = {"servicePlanId": "2f442157-a11c-46b9-ae5b-6e39ff4e5849", "servicePlanName": "M365_ADVANCED_AUDITING", "provisioningStatus": "Disabled",
               "appliesTo": "User"}
        details, other = (self.ask.rows(f"/users/{one.subject['id']}/licenseDetails")[0] for one in self.files)
        self.assertEqual([plan for plan in details["servicePlans"] if plan["provisioningStatus"] != "Success"], [off])
        self.assertNotIn("M365_ADVANCED_AUDITING", json.dumps(other))
        products = {one["skuPartNumber"]: one["servicePlans"] for one in self.ask.rows("/subscribedSkus")}
        self.assertEqual(products["SPB"], details["servicePlans"])
        self.assertEqual({plan["provisioningStatus"] for plan in products["SPE_E5"] + products["SPE_E3"]}, {"Success"})

    def test_sign_ins_come_in_pages_and_by_version(self):
        for one in self.files:
            mine = [row for row in one.log("signIns") if row["userId"] == one.subject["id"]]
            who = f"userId eq '{one.subject['id']}'"
            self.assertEqual(counted(self.sign_ins(f"{who} and {BOTH_KINDS}"), "id"), counted(mine, "id"))
            self.assertLessEqual(max(len(page) for page in self.ask.pages(filtered("/auditLogs/signIns", who))), 3)
            by_hand = [{name: value for name, value in row.items() if name not in BETA} for row in mine if row["isInteractive"]]
            self.assertEqual(counted(self.sign_ins(who, "v1.0"), "id"), counted(by_hand, "id"))
            ids = [row["id"] for row in self.sign_ins(f"{who} and {BOTH_KINDS}")]
            self.assertEqual(len(ids), len(set(ids)))
            times = [row["createdDateTime"] for row in self.sign_ins(who)]
            self.assertEqual(times, sorted(times, reverse=True))
        plain = self.sign_ins(f"userId eq '{self.files[0].subject['id']}' and {BOTH_KINDS}", headers=None)
        self.assertLessEqual({row["incomingTokenType"] for row in plain}, {"none", "primaryRefreshToken", "unknownFutureValue"})

    def test_an_address_leads_to_everybody_it_tried(self):
        spray = [row for row in self.files[1].log("signIns") if row["ipAddress"] == "203.0.113.140"]
        self.assertGreater(len({row["userId"] for row in spray}), 5)
        found = self.sign_ins(f"ipAddress eq '203.0.113.140' and {BOTH_KINDS}")
        self.assertEqual(counted(found, "id"), counted(spray, "id"))
        for row in spray:
            self.assertEqual(self.ask.user(row["userId"], "userPrincipalName")["userPrincipalName"], row["userPrincipalName"])

    def test_directory_and_risk(self):
        for one in self.files:
            graph, user = one.data["graph"], one.subject["id"]
            on = self.ask.rows(filtered("/auditLogs/directoryAudits", f"targetResources/any(r:r/id eq '{user}')"))
            by = self.ask.rows(filtered("/auditLogs/directoryAudits", f"initiatedBy/user/id eq '{user}'"))
            self.assertEqual({row["id"] for row in on + by}, {row["id"] for row in graph["directoryAudits"]})
            self.assertEqual(self.ask.rows(filtered("/identityProtection/riskDetections", f"userId eq '{user}'")), graph["riskDetections"])
            self.assertEqual(self.ask.rows(f"/users/{user}/authentication/methods"), graph["authenticationMethods"])
            devices = [{name: value for name, value in row.items() if name != "@odata.type"} for row in self.ask.rows(f"/users/{user}/registeredDevices")]
            self.assertEqual(devices, graph["registeredDevices"])
            for principal in graph["servicePrincipals"]:
                self.assertEqual(self.ask.graph(f"/servicePrincipals/{principal['id']}", version="beta") | principal, self.ask.graph(f"/servicePrincipals/{principal['id']}", version="beta"))
            grants = self.ask.rows(f"/users/{user}/oauth2PermissionGrants")
            self.assertEqual(grants, [grant for grant in graph["oauth2PermissionGrants"] if grant["principalId"] == user])
        everybody = self.ask.rows(filtered("/oauth2PermissionGrants", "consentType eq 'AllPrincipals'"))
        self.assertIn("g-exp", [grant["id"] for grant in everybody])

    def test_exchange_reads(self):
        for one in self.files:
            upn, exchange = one.subject["userPrincipalName"], one.data["exo"]
            shown = self.ask.cmdlet("Get-InboxRule", Mailbox=upn)
            whole = self.ask.cmdlet("Get-InboxRule", Mailbox=upn, IncludeHidden=True)
            self.assertEqual([rule["Name"] for rule in shown], [rule["Name"] for rule in exchange["Get-InboxRule"]])
            self.assertEqual([rule["Name"] for rule in whole], [rule["Name"] for rule in exchange["Get-InboxRule"] + exchange["Get-InboxRule:hidden"]])
            for name in ("Get-Mailbox", "Get-CASMailbox", "Get-MailboxJunkEmailConfiguration", "Get-MailboxAutoReplyConfiguration"):
                row = self.ask.cmdlet(name, Identity=upn)[0]
                expected = {key: value for key, value in exchange[name].items() if name != "Get-CASMailbox" or key != "PrimarySmtpAddress"}
                self.assertEqual({key: row[key] for key in expected}, expected)
            blocked = self.ask.cmdlet("Get-BlockedSenderAddress", SenderAddress=upn)
            self.assertEqual(blocked, exchange["Get-BlockedSenderAddress"])

    def test_the_trace_goes_on_by_recipient_and_date(self):
        one = self.files[1]
        sent = [row for row in one.log("Get-MessageTraceV2", "exo") if row["SenderAddress"] == one.subject["userPrincipalName"]]
        received = max(row["Received"] for row in sent)
        first = min(row["Received"] for row in sent if after(row["Received"], 9 * 86400) > received)
        wanted = [row for row in sent if row["Received"] >= first]
        found, more = [], {}
        while True:
            rows = self.ask.whole("Get-MessageTraceV2", SenderAddress=one.subject["userPrincipalName"], StartDate=first, EndDate=received, ResultSize=50, **more)
            found += rows
            if len(rows) < 50:
                break
            more, received = {"StartingRecipientAddress": rows[-1]["RecipientAddress"]}, rows[-1]["Received"]
        self.assertEqual(counted(found, "MessageTraceId"), counted(wanted, "MessageTraceId"))
        self.assertEqual(len({row["MessageTraceId"] for row in found}), len(found))

    # --- the unified audit log, both ways ---

    def window(self, one):
        times = [row["CreationTime"] for row in one.log("unifiedAuditLog", None)]
        return after(min(times), -60) + "Z", after(max(times), 60) + "Z"

    def query(self, version="v1.0", **filters):
        made = self.ask.graph("/security/auditLog/queries", {"displayName": "test", **filters}, version=version)
        self.assertEqual(self.ask.graph(f"/security/auditLog/queries/{made['id']}", version=version)["status"], "succeeded")
        return made["id"]

    def records(self, version, **filters):
        """The records of a search with doubles dropped, and how many there were with them."""
        found = self.ask.rows(f"/security/auditLog/queries/{self.query(version, **filters)}/records?$top=999", version)
        return list({row["id"]: row for row in found}.values()), len(found)

    def test_a_search_of_the_audit_log(self):
        for one in self.files:
            start, end = self.window(one)
            mine = [row for row in one.log("unifiedAuditLog", None) if row["UserId"] == one.subject["userPrincipalName"]]
            for version in ("v1.0", "beta"):
                found, with_doubles = self.records(version, filterStartDateTime=start, filterEndDateTime=end,
                                                   userPrincipalNameFilters=[one.subject["userPrincipalName"]])
                data = [row["auditData"] | row["auditData"].get("dynamicProperties", {}) for row in found]
                plain = [{name: value for name, value in row.items() if name not in ("@odata.type", "dynamicProperties")} for row in data]
                self.assertEqual(counted(plain, "Id"), counted(mine, "Id"), version)
                self.assertGreater(with_doubles, len(found))
                self.assertEqual({"dynamicProperties" in row["auditData"] for row in found}, {version == "v1.0"})
        rules, _ = self.records("v1.0", filterStartDateTime=self.window(self.files[0])[0], filterEndDateTime=self.window(self.files[0])[1],
                                operationFilters=["New-InboxRule"], ipAddressFilters=["192.0.2.201"])
        self.assertEqual([row["clientIp"] for row in rules], ["192.0.2.201:41022"])

    def test_the_cmdlet_goes_on_in_a_session(self):
        for one in self.files:
            start, end = self.window(one)
            mine = [row for row in one.log("unifiedAuditLog", None) if row["UserId"] == one.subject["userPrincipalName"]]
            found, more = {}, True
            while more:
                rows = self.ask.whole("Search-UnifiedAuditLog", StartDate=start, EndDate=end, UserIds=[one.subject["userPrincipalName"]],
                                      SessionId=one.name, SessionCommand="ReturnLargeSet", ResultSize=4)
                found |= {row["Identity"]: json.loads(row["AuditData"]) for row in rows}
                more = bool(rows) and rows[0]["AuditSearchRequestMetadata"]["moreRecordsAvailable"]
            self.assertEqual(counted(found.values(), "Id"), counted(mine, "Id"))

    # --- what is written is read back ---

    def test_writes_act_on_it(self):
        subject = self.files[1].subject["id"]
        phone = next(one for one in self.files[1].data["graph"]["authenticationMethods"] if "phone" in one["@odata.type"])
        self.ask.graph(f"/users/{subject}/authentication/phoneMethods/{phone['id']}", method="DELETE")
        self.assertNotIn(phone["id"], [one["id"] for one in self.ask.rows(f"/users/{subject}/authentication/methods")])
        self.ask.graph(f"/users/{subject}", {"accountEnabled": False}, "PATCH")
        self.assertIs(self.ask.user(subject, "accountEnabled")["accountEnabled"], False)
        upn = self.files[0].subject["userPrincipalName"]
        rule = self.ask.cmdlet("Get-InboxRule", Mailbox=upn)[0]
        self.ask.cmdlet("Disable-InboxRule", Identity=rule["Identity"], Mailbox=upn, Confirm=False)
        self.assertIs(self.ask.cmdlet("Get-InboxRule", Mailbox=upn)[0]["Enabled"], False)
        self.ask.cmdlet("Enable-InboxRule", Identity=rule["Identity"], Mailbox=upn, Confirm=False)


class Refused(unittest.TestCase):
    def test_sources_on_order(self):
        denied = ("signIns", "riskDetections", "unifiedAuditLog", "Get-InboxRule", "oauth2PermissionGrants", "directoryAudits")
        words = [word for name in denied for word in ("--deny", name)]
        with Tenant("--users", "40", "--scenario", "small:k07", *words) as tenant:
            ask = Asking(tenant)
            user = ask.all("/users?$select=id&$filter=startsWith(userPrincipalName,'sam.user')")[0]["id"]
            self.assertEqual(ask.code("/auditLogs/signIns?$top=1", "beta"), (403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant"))
            for path in ("/auditLogs/directoryAudits", f"/identityProtection/riskDetections?$filter=userId%20eq%20'{user}'",
                         f"/users/{user}/oauth2PermissionGrants", "/security/auditLog/queries"):
                self.assertEqual(ask.code(path)[0], 403, path)
            self.assertEqual(ask.code(f"/users/{user}/memberOf")[0], 200)
            for name, more in (("Get-InboxRule", {"Mailbox": "sam.user@contoso.com"}),
                               ("Search-UnifiedAuditLog", {"StartDate": "2026-11-01T00:00:00Z", "EndDate": "2026-11-02T00:00:00Z"})):
                with self.assertRaisesRegex(AssertionError, ": 403 "):
                    ask.cmdlet(name, **more)
            self.assertTrue(ask.cmdlet("Get-Mailbox", Identity="sam.user@contoso.com"))

    def test_a_shared_file_tells_who_may_open_it(self):
        with Tenant("--users", "40", "--scenario", "small:k27") as tenant:
            ask = Asking(tenant)
            token = base64.urlsafe_b64encode(b"https://contoso-my.sharepoint.com/personal/sam/Documents/f0.pdf").decode().rstrip("=")
            found = ask.rows(f"/shares/u!{token}/driveItem/permissions")
            self.assertEqual([one["roles"] for one in found], [["owner"], ["read"]])
            self.assertEqual(found[1]["link"]["scope"], "anonymous")
            self.assertEqual(ask.code("/shares/u!aHR0cHM6Ly94/driveItem/permissions"), (404, "itemNotFound"))

    def test_a_file_with_a_mistake_names_its_place(self):
        whole = json.loads((SOURCE / "scenarios" / "S1.json").read_text())
        mistakes = {"{\n \"scenario\": \"S\",\n oops": r"bad\.json: .*line 3",
                    json.dumps(whole | {"grahp": {}}): r"bad\.json: /grahp: unknown name",
                    json.dumps(whole | {"graph": {"signIns": [whole["graph"]["signIns"][0] | {"ipAdress": "192.0.2.1"}]}}): r"/graph/signIns/0/ipAdress: unknown name",
                    json.dumps(whole | {"graph": {"user": {"nickname": "c"}}}): r"/graph/user/nickname: unknown name",
                    json.dumps(whole | {"exo": {"Get-Mailbox": []}}): r"/exo/Get-Mailbox: an object is wanted"}
        with tempfile.TemporaryDirectory() as folder:
            bad = pathlib.Path(folder) / "bad.json"
            for text, message in mistakes.items():
                bad.write_text(text)
                done = subprocess.run([BUILD / "roster-tenant", "--listen", "127.0.0.1:0", "--scenario", bad], capture_output=True, text=True, timeout=DEADLINE)
                self.assertNotEqual(done.returncode, 0)
                self.assertRegex(done.stderr, message)


if __name__ == "__main__":
    unittest.main()
