"""`roster research` against the worked cases: through the wire they give what the reference gives, whole and with sources closed."""
import datetime
import json
import unittest

from harness import SOURCE, Tenant

EXPECTED = json.loads((SOURCE / "scenarios" / "expected.json").read_text())
FILES = {name: json.loads((SOURCE / "scenarios" / f"{name}.json").read_text()) for name in EXPECTED}
SUBJECT = {name: file["subject"]["userPrincipalName"] for name, file in FILES.items()}
TOGETHER = {"Contoso": ["S1", "S5", "S7", "S9"], "Fabrikam": ["S3", "S8"]}
FORBIDDEN = (" clean", "compromise was found", "not compromised", " safe ")


def time_of(text):
    return datetime.datetime.strptime(text.rstrip("Z"), "%Y-%m-%dT%H:%M:%S") if text else None


def tenant_of(names, *arguments):
    return Tenant("--users", "40", "--audit-delay", "100", *arguments, *[word for name in names for word in ("--scenario", name)])


def research(tenant, names, *options):
    """The report of each case, by its name."""
    reports = tenant.json("research", *options, *[SUBJECT[name] for name in names])
    reports = reports if isinstance(reports, list) else [reports]
    by_user = {report["target"]["userPrincipalName"]: report for report in reports}
    return {name: by_user[SUBJECT[name]] for name in names}


class Whole(unittest.TestCase):
    maxDiff = None

    def check(self, name, report):
        expected = EXPECTED[name]
        self.assertEqual([report["verdict"], report["score"], report["decisive"]],
                         [expected["verdict"], expected["score"], expected["decisive"]], name)
        self.assertFalse(report["provisional"])
        found = sorted((one["id"], one["severity"], one["points"], one["address"] or "") for one in report["findings"])
        wanted = sorted((one["id"], one["severity"], one["points"], one["address"] or "") for one in expected["findings"])
        self.assertEqual(found, wanted, name)
        moved = {key: sorted(filter(None, (time_of(one["time"]) for one in findings if one["id"] not in UNDATED)))
                 for key, findings in (("found", report["findings"]), ("wanted", expected["findings"]))}
        shifts = {b - a for a, b in zip(moved["wanted"], moved["found"])}
        self.assertLessEqual(max(shifts, default=datetime.timedelta()) - min(shifts, default=datetime.timedelta()),
                             datetime.timedelta(seconds=1), f"{name}: {moved}")
        for one in report["findings"]:
            self.assertTrue(one["evidence"], one["id"])

    def check_all(self, names, *arguments):
        with tenant_of(names, *arguments) as tenant:
            reports = research(tenant, names)
            for name, report in reports.items():
                with self.subTest(name=name):
                    self.check(name, report)

    def test_cases_of_one_tenant_together(self):
        for names in TOGETHER.values():
            self.check_all(names)


UNDATED = ()

if __name__ == "__main__":
    unittest.main()
