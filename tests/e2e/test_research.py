"""`roster research` against the worked cases: through the wire they give what the reference gives, whole and with sources closed."""
import concurrent.futures
import datetime
import json
import pathlib
import subprocess
import tempfile
import unittest

from harness import CONTRACT, SOURCE, Tenant, some

EXPECTED = json.loads((SOURCE / "scenarios" / "expected.json").read_text())
FILES = {name: json.loads((SOURCE / "scenarios" / f"{name}.json").read_text()) for name in EXPECTED}
SUBJECT = {name: file["subject"]["userPrincipalName"] for name, file in FILES.items()}
CONTOSO, FABRIKAM = ["S1", "S5", "S7", "S9"], ["S3", "S8"]  # S9 has an application of S1's under another id
# Cases that lack the same sources are researched together.
DEGRADED = [(["signIns", "riskDetections"], ["S1"]), (["unifiedAuditLog"], ["S1", "S5", "S7", "S9"]), (["unifiedAuditLog"], ["S3"]),
            (["Get-InboxRule"], ["S1", "S5"]), (["signIns"], ["S3", "S8"]), (["signIns", "unifiedAuditLog"], ["S3"]),
            (["signIns"], ["S5", "S7", "S9"]), (["directoryAudits"], ["S7"]), (["directoryAudits"], ["S8"]), (["riskDetections"], ["S8"]),
            (["oauth2PermissionGrants"], ["S9"])]
APP = "b1c7e8f4-2a36-4f0d-9e55-6c0a7d81f3e2"
FORBIDDEN = (" clean", "no compromise", "not compromised", " safe ")
EVERYBODYS = "P03"  # new applications are the tenant's: beside other cases there are more of them


def time_of(text):
    return datetime.datetime.strptime(text.rstrip("Z"), "%Y-%m-%dT%H:%M:%S")


def tenant_of(names, *arguments):
    return Tenant("--users", "40", "--audit-delay", "100", *arguments, *[word for name in names for word in ("--scenario", name)])


def research(tenant, names, *options):
    """The report of each case, by its name."""
    reports = tenant.json("research", *options, *[SUBJECT[name] for name in names])
    by_user = {report["target"]["userPrincipalName"]: report for report in (reports if isinstance(reports, list) else [reports])}
    return {name: by_user[SUBJECT[name]] for name in names}


def at_once(runs):
    """Reports and ledger of each run; most of the time of one goes by waiting for what the services allow in ten seconds."""
    def one(run):
        names, arguments = run
        with tenant_of(names, *arguments) as tenant:
            return research(tenant, names), tenant.ledger()
    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        return list(pool.map(one, runs))


def outcome(report):
    return [report["verdict"], report["score"], sorted(report["decisive"])]


def said(findings):
    return sorted((one["id"], one["severity"], one["points"], one["address"] or "") for one in findings if one["id"] != EVERYBODYS)


class Cases(unittest.TestCase):
    maxDiff = None

    def check(self, name, report):
        expected = EXPECTED[name]
        self.assertEqual(said(report["findings"]), said(expected["findings"]), name)
        self.assertEqual(outcome(report), outcome(expected), name)
        self.assertFalse(report["provisional"])
        moved = {key: sorted(time_of(one["time"]) for one in findings if one["time"] and one["id"][0] in "MPX" and one["id"] != EVERYBODYS)
                 for key, findings in (("found", report["findings"]), ("wanted", expected["findings"]))}
        shifts = [round((found - wanted).total_seconds()) for wanted, found in zip(moved["wanted"], moved["found"])]
        self.assertLessEqual(max(shifts, default=0) - min(shifts, default=0), 1, f"{name}: {moved}")
        for one in report["findings"]:
            self.assertTrue(one["evidence"], one["id"])

    def check_all(self, reports):
        for name, report in reports.items():
            with self.subTest(name=name):
                self.check(name, report)

    def test_each_gives_what_the_reference_gives(self):
        # Side by side in one tenant and one research each gives what it gives alone; pages however small change nothing.
        runs = at_once([(CONTOSO + FABRIKAM, ()), (["S5"], ("--page-size", "3"))])
        for reports, ledger in runs:
            self.check_all(reports)
            self.assertFalse([line["url"] for line in ledger if line["status"] == 429], "the budgets were not kept")
            self.assertEqual({line["method"] for line in ledger}, {"GET", "POST"})

    def test_closed_sources_take_away_what_they_hold_and_no_more(self):
        degraded = some(DEGRADED)
        runs = at_once([(names, tuple(word for source in denied for word in ("--deny", source))) for denied, names in degraded])
        for (denied, names), (reports, _) in zip(degraded, runs):
            for name, report in reports.items():
                expected = next(run for run in EXPECTED[name]["degraded"] if run["deny"] == denied)
                with self.subTest(name=name, denied=denied):
                    self.assertEqual(outcome(report), outcome(expected))
                    self.assertLessEqual(set(expected["remain"]), {one["id"] for one in report["findings"]})
                    closed = {one["id"] for one in report["sources"] if one["state"] not in ("ok", "not tried")}
                    self.assertLessEqual(set(denied), closed)
                    self.assertFalse([word for word in FORBIDDEN if word in json.dumps(report).lower()])
                    if denied == ["directoryAudits"]:  # none of its lists came: that nothing had to be asked further is no part of it
                        audits = next(one for one in report["sources"] if one["id"] == "directoryAudits")
                        self.assertEqual((audits["state"], audits["count"]), ("forbidden", 0))
                    if "Get-InboxRule" in denied:  # an application has Graph's list, which has no hidden rules
                        rules = next(one for one in report["sources"] if one["id"] == "Get-InboxRule")
                        self.assertEqual(rules["state"], "partial")
                        self.assertIn("Graph list used: hidden rules not checked", json.dumps(rules))


class SmallCases(unittest.TestCase):
    """Each small case in a tenant of its own, all of them of one process."""

    @classmethod
    def setUpClass(cls):
        cls.cases = json.loads((SOURCE / "scenarios" / "small.json").read_text())["cases"]
        tenants = "".join(f"  - {{id: 20000000-0000-4000-8000-{number:012d}, domain: {one['case']}.example, users: 1, scenario: 'small:{one['case']}'}}\n"
                          for number, one in enumerate(cls.cases, 1))
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as login:
            pathlib.Path(login.name).write_text(f"apps:\n  - {{id: {APP}, name: roster, secrets: [{{value: known-here}}]}}\ntenants:\n{tenants}")
            cls.tenant = Tenant("--users", "1", "--audit-delay", "100", "--login", login.name, "--client-secret", "known-here")

    @classmethod
    def tearDownClass(cls):
        cls.tenant.close()

    def outcome_of(self, one):
        report = self.tenant.json("--tenant", f"{one['case']}.example", "research", "sam.user@contoso.com")
        return outcome(report), sorted((found["id"], found["severity"], found["points"]) for found in report["findings"])

    def test_each_gives_what_the_reference_gives(self):
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            found = list(pool.map(self.outcome_of, self.cases))
        for one, (ends, findings) in zip(self.cases, found):
            with self.subTest(case=one["case"], title=one["title"]):
                self.assertEqual(findings, sorted(tuple(row[:3]) for row in one["expect"]["findings"]))
                self.assertEqual(ends, outcome(one["expect"]))


def odd(number, user, **more):
    """A scenario of which nothing is as in the six: another time, another address, few lists."""
    subject = {"id": f"0dd00000-0000-4000-8000-{number:012d}", "userPrincipalName": user}
    return {"scenario": f"O{number}", "title": "odd", "now": "2024-02-29T23:59:59Z", "subject": subject, "graph": {}, "exo": {}, "unifiedAuditLog": [],
            "tenant": {"id": "aaaaaaaa-0000-4000-8000-000000000001", "displayName": "Odd", "defaultDomain": "contoso.com",
                       "initialDomain": "contoso.onmicrosoft.com", "acceptedDomains": ["contoso.com", "contoso.onmicrosoft.com"], "licence": "x",
                       "servicePlans": ["AAD_PREMIUM_P2", "EXCHANGE_S_ENTERPRISE"]}} | more


class Odd(unittest.TestCase):
    """Files that somebody else writes from the description of the format."""
    NIL, OTTO, GINA = "nil.nothing@contoso.com", "otto.odd@contoso.com", "gina_mail.example#EXT#@contoso.onmicrosoft.com"

    def files(self):
        place = {"ipAddress": "203.0.113.9", "autonomousSystemNumber": 64666, "location": {"countryOrRegion": "BR", "city": None}}
        sign_in = {"createdDateTime": "2024-02-06T08:00:00Z", "userId": "0dd00000-0000-4000-8000-000000000002", "userPrincipalName": self.OTTO,
                   "appId": "d3590ed6-52b3-4102-aeff-aad2292ab01c", "ipAddress": "2001:db8:0:1::5", "autonomousSystemNumber": 64500,
                   "isInteractive": True, "status": {"errorCode": 0}, "location": {"countryOrRegion": "DE"}, "deviceDetail": {}}
        mail = {"MessageTraceId": "22222222-0000-4000-8000-000000000001", "Received": "2024-02-28T03:10:00", "SenderAddress": "other.name@contoso.com",
                "RecipientAddress": "x@y.example", "Subject": "win", "Status": "Delivered", "FromIP": "203.0.113.9", "Size": 1, "MessageId": "<a>"}
        chat = {"CreationTime": "2024-02-27T03:05:00", "Id": "44444444-0000-4000-8000-000000000001", "Operation": "ChatCreated", "RecordType": 25,
                "UserId": "help@evil.example", "CommunicationType": "OneOnOne", "ParticipantInfo": {"HasForeignTenantUsers": True},
                "Members": [{"UPN": "help@evil.example", "DisplayName": "IT Help Desk"}, {"UPN": self.GINA, "DisplayName": "Gina"}]}
        file = {"CreationTime": "2024-02-28T03:05:00", "Id": "33333333-0000-4000-8000-000000000001", "Operation": "FileDownloaded", "RecordType": 6,
                "UserId": self.OTTO, "ClientIP": "203.0.113.9", "ObjectId": "x",
                "$series": {"count": 150, "stepSeconds": 10, "objectPattern": "https://c.example/%d.docx"}}
        yield odd(1, self.NIL)
        yield odd(2, self.OTTO, graph={"signIns": [
            sign_in | {"id": "11111111-0000-4000-8000-000000000001", "$repeat": [f"2024-02-{day:02}T08:00:00.1234567Z" for day in range(2, 8)]},
            sign_in | place | {"id": "11111111-0000-4000-8000-000000000002", "createdDateTime": "2024-02-28T03:00:00Z", "userAgent": "axios/1.7"}]},
            exo={"Get-Mailbox": {"PrimarySmtpAddress": "other.name@contoso.com"}, "Get-InboxRule": [],
                 "Get-InboxRule:hidden": [{"Name": "", "RuleIdentity": "7", "Enabled": True, "DeleteMessage": True}],
                 "Get-MessageTraceV2": [mail | {"$series": {"count": 130, "stepSeconds": 3, "recipientPattern": "r%03d@y.example"}}]},
            unifiedAuditLog=[file])
        yield odd(3, self.GINA, deny=["directoryAudits"], unifiedAuditLog=[chat], graph={
            "user": {"userPrincipalName": self.GINA, "userType": "Guest", "accountEnabled": False},
            "riskyUser": {"riskState": "confirmedCompromised", "riskLevel": "high", "riskDetail": "adminConfirmedUserCompromised",
                          "riskLastUpdatedDateTime": "2024-02-28T00:00:00Z"}})

    def test_each_gives_what_its_records_say_alone_and_beside_others(self):
        with tempfile.TemporaryDirectory() as folder:
            names = [pathlib.Path(folder) / f"{one['scenario']}.json" for one in self.files()]
            for name, one in zip(names, self.files()):
                name.write_text(json.dumps(one))
            with tenant_of(names) as tenant:
                together = {one["target"]["userPrincipalName"]: one for one in tenant.json("research", self.NIL, self.OTTO, self.GINA)}
                alone = {user: tenant.json("research", user) for user in together}
        for user, wanted in ((self.NIL, set()), (self.OTTO, {"A01", "A04", "M01", "M05", "X01", "X05"}), (self.GINA, {"R01", "X07"})):
            self.assertEqual({one["id"] for one in alone[user]["findings"]}, wanted, user)
            self.assertEqual(said(together[user]["findings"]), said(alone[user]["findings"]))
            self.assertEqual(outcome(together[user]), outcome(alone[user]))
        self.assertEqual([alone[user]["verdict"] for user in (self.NIL, self.OTTO, self.GINA)], ["INCONCLUSIVE", "LIKELY COMPROMISED", "SUSPICIOUS"])


LOGIN = """
interval: 1
apps:
  - id: %s
    name: roster
    public: true
    secrets: [{value: known-here}]
    delegated: {graph: [User.Read.All, Organization.Read.All, %s], exchange: [Exchange.Manage]}
people:
  - {upn: admin@contoso.com, oid: 11111111-2222-4333-8444-555555555555, roles: [Global Administrator], answer: approve}
"""


class Consent(unittest.TestCase):
    def sources(self, scopes):
        """Of a research by a person whose sign-in has these beside User.Read.All, and its text."""
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as login:
            pathlib.Path(login.name).write_text(LOGIN % (APP, scopes))
            with tenant_of(["S1"], "--audit-needs-directory", "--login", login.name, "--client-secret", "known-here") as tenant:
                text = tenant.config.read_text().replace("tenant: demo", "tenant: device")
                tenant.config.write_text(text.replace("    auth: device_code\n", "    auth: device_code\n    token_store: file\n"))
                tenant.run("login")
                sources = {one["id"]: one for one in tenant.json("research", SUBJECT["S1"])["sources"]}
                return sources, tenant.run("research", SUBJECT["S1"]).stdout

    def test_a_sign_in_without_a_scope_names_it_at_each_source_that_takes_it(self):
        sources, text = self.sources("Directory.Read.All, IdentityRiskEvent.Read.All")
        for source, scope in (("signIns", "AuditLog.Read.All"), ("directoryAudits", "AuditLog.Read.All"), ("authenticationMethods", "UserAuthenticationMethod.Read.All")):
            self.assertEqual(sources[source]["state"], "forbidden", source)
            self.assertIn(f"This sign-in lacks the permission {scope}", json.dumps(sources[source]))
        self.assertIn("only what exists now was read", json.dumps(sources["directoryAudits"]))
        self.assertEqual(sources["riskDetections"]["state"], "ok")
        self.assertNotIn("Your role cannot read", text)
        self.assertIn("AuditLog.Read.All", text)

    def test_of_two_scopes_the_one_that_is_missing_is_named(self):
        sources, _ = self.sources("AuditLog.Read.All")
        self.assertIn("lacks the permission Directory.Read.All", json.dumps(sources["signIns"]))
        self.assertEqual(sources["directoryAudits"]["state"], "ok")


class SwitchedOff(unittest.TestCase):
    def test_a_plan_that_is_switched_off_is_no_licence(self):
        """Neither the role nor a permission is blamed: the tenant shows the plan, and does not have it."""
        user, tenant = "otto.odd@contoso.com", odd(1, "x")["tenant"] | {"servicePlans": ["AAD_PREMIUM:off", "EXCHANGE_S_ENTERPRISE"]}
        with tempfile.TemporaryDirectory() as folder:
            name = pathlib.Path(folder) / "off.json"
            name.write_text(json.dumps(odd(2, user, tenant=tenant)))
            with tenant_of([name]) as tenant:
                sources = {one["id"]: one for one in tenant.json("research", user)["sources"]}
        self.assertEqual(sources["signIns"]["state"], "unlicensed")
        self.assertIn("needs Entra ID P1", json.dumps(sources["signIns"]))


class Command(unittest.TestCase):
    """What the command says beside its JSON, of one tenant."""

    @classmethod
    def setUpClass(cls):
        cls.tenant = tenant_of(CONTOSO)

    @classmethod
    def tearDownClass(cls):
        cls.tenant.close()

    def test_tells_the_worst_first_and_what_is_new(self):
        first = self.tenant.run("research", "--since-last", SUBJECT["S5"], SUBJECT["S7"]).stdout
        self.assertLess(first.index(SUBJECT["S7"]), first.index(SUBJECT["S5"]))
        self.assertIn("LIKELY COMPROMISED", first)
        self.assertNotIn("[NEW]", first)
        kept = list(pathlib.Path(self.tenant.folder / "state").rglob("research/*.json"))
        self.assertEqual({path.stat().st_mode & 0o777 for path in kept}, {0o600})
        self.assertFalse([path for path in kept if "contoso" in path.read_text() or "203.0" in path.read_text()])
        again = self.tenant.json("research", "--since-last", SUBJECT["S7"])
        self.assertTrue(again["since"])
        self.assertFalse([one["id"] for one in again["findings"] if one["new"] or one["newRecords"]])
        hers = next(path for path in kept if path.stem == again["target"]["id"])
        hers.write_text(json.dumps(json.loads(hers.read_text()) | {"findings": [], "evidence": []}))
        self.assertIn("[NEW]", self.tenant.run("research", "--since-last", "-o", "markdown", SUBJECT["S7"]).stdout)
        rules = [one for one in again["findings"] if one["evidence"] and one["evidence"][0]["source"] == "signIns"]
        self.assertTrue(rules)
        hers.write_text(json.dumps(json.loads(hers.read_text()) | {"findings": [], "evidence": [], "unread": ["signIns"]}))
        unread = {one["key"]: one for one in self.tenant.json("research", "--since-last", SUBJECT["S7"])["findings"]}
        self.assertTrue(all(unread[one["key"]]["notReadLastTime"] for one in rules))
        self.assertFalse(all(one["notReadLastTime"] for one in unread.values()))

    def test_names_others_from_the_suspect_addresses(self):
        spread = self.tenant.json("research", "--spread", SUBJECT["S7"])
        self.assertIsNone(spread["spreadError"])
        self.assertNotIn(SUBJECT["S7"], [one["userPrincipalName"] for one in spread["spread"]])
        text = self.tenant.run("research", "--spread", SUBJECT["S1"]).stdout  # an application that intruders use was let in
        self.assertRegex(text, "(?s)Other users from the suspect addresses.+Other users of the suspect applications")
        asked = [line["url"] for line in self.tenant.ledger() if "appId" in line["url"]]
        self.assertTrue(asked)

    def test_names_what_a_rule_takes_of_the_mail_that_came(self):
        eaten = self.tenant.json("research", "--rule", ".", SUBJECT["S1"])
        self.assertEqual([eaten[key] for key in ("caught", "untold", "notCaught", "error")], [5, 2, 0, None])
        self.assertEqual([one["state"] for one in eaten["messages"]], ["caught"] * 5 + ["untold"] * 2)
        self.assertIn("have your bank details changed?", self.tenant.run("research", "--rule", ".", SUBJECT["S1"]).stdout)
        self.assertIn('there is no inbox rule "x"', self.tenant.run("research", "--rule", "x", SUBJECT["S1"], code=2).stderr)

    def test_keeps_what_is_set_aside_until_it_is_taken_back(self):
        score, verdict = EXPECTED["S1"]["score"], EXPECTED["S1"]["verdict"]
        aside = self.tenant.json("research", "--set-aside", "M01=his own rule, ticket 4711", SUBJECT["S1"])
        self.assertEqual((aside["scoreWithSetAside"], aside["verdictWithSetAside"]), (score, verdict))
        self.assertLess(aside["score"], score)
        text = self.tenant.run("research", SUBJECT["S1"]).stdout  # another process
        self.assertRegex(text, r"M01 .+\[set aside by .+, 20.+Z: his own rule, ticket 4711\]")
        self.assertIn(f"1 finding was set aside; with all of them: {verdict}, score {score}.", text)
        rule = next(one for one in aside["findings"] if one["id"] == "M01")
        again = self.tenant.json("research", "--count-again", rule["key"], SUBJECT["S1"])
        self.assertEqual(again["score"], score)
        self.assertFalse([one for one in again["findings"] if one["setAside"]])
        self.assertIn("KEY=REASON", self.tenant.run("research", "--set-aside", "M01", SUBJECT["S1"], code=2).stderr)

    def test_wrong_window_is_refused(self):
        self.assertIn("--window takes", self.tenant.run("research", "--window", "0", SUBJECT["S5"], code=2).stderr)

    @unittest.skipUnless(CONTRACT, "no schema beside the project")
    def test_asks_as_the_schema_says(self):
        self.tenant.json("research", SUBJECT["S5"])
        done = subprocess.run([CONTRACT, self.tenant.ledger_path], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-1000:])


if __name__ == "__main__":
    unittest.main()
