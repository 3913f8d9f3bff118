"""Every action with each of its exchanges failing in every way, at whichever service: what roster says, what its journal says and
what the tenant shows are one story. Each case has a tenant of its own. ROSTER_SWEEP=1 leaves none out; else one in SHARE is
tried, the same ones each time."""
import collections
import concurrent.futures
import json
import os
import time
import unittest
import zlib

import harness
from actions import QUICK, TABLE, Trial
from harness import Tenant

# Passing trouble: the end must be the same as without it.
PASSING = ("status=429,retry-after=0", "status=503,retry-after=0", "status=504", "cut", "cut-after", "truncate", "garbage", "expire", "delay=50")
LASTING = ("status=403", "status=404")
SHARE = int(os.environ.get("ROSTER_SWEEP", 36 if harness.SANITIZED else 6))
COMMON = "block-sign-in"  # signing in, finding the user and the roles are the same for all: swept with this one
# What makes something that nobody can know when the answer is lost: a pass, a secret, messages to others.
CONSUMES = ("create-tap", "send-mfa-push", "cancel-meetings")
# A lasting failure in between leaves what was done before it, and says so.
SEVERAL = ("remove-link", "reset-mfa-methods", "add-to-group", "remove-from-group", "manage-licences", "disable-all-inbox-rules", "remove-app-credentials", "edit-user")


class Case:
    def __init__(self, name, offset=0, fault=None, nth=0):
        self.name, self.offset, self.fault, self.nth = name, offset, fault, nth

    def options(self):
        return ("--fault", f"match=*,nth={self.offset + self.nth},{self.fault}") if self.fault else ()

    def run(self):
        """Do it, read the state before and after, and settle what is open."""
        with Tenant(*QUICK, *TABLE[self.name].tenant, *self.options()) as tenant:
            trial = Trial(tenant, self.name, TABLE[self.name])
            self.before = trial.read()
            self.prepared = len(tenant.lines())
            done = tenant.run("-o", "json", *trial.words(), "--yes", code=None)
            self.sent = tenant.ledger()
            self.lines = len(tenant.lines()) - self.prepared
            self.outcome = json.loads(done.stdout)[0] if done.stdout else None
            self.state = self.outcome["state"] if self.outcome else "not begun"
            self.code, self.stderr = done.returncode, done.stderr
            self.struck = any(line.get("fault") for line in self.sent) or (self.fault or "").startswith("delay")
            if self.fault and not self.struck:  # it was looked at less often than the first time
                return self
            self.after = trial.read()
            self.journal = [entry["state"] for entry in tenant.journal()]
            self.settled = None
            if self.state == "unsettled":
                tenant.run("settle", code=None)
                self.settled = tenant.journal()[0]["state"]
                self.after = trial.read()  # what settling saw: some changes show only a while after they were accepted
            self.secrets = trial.straight.secrets() if self.name == "send-mfa-push" else []
        return self

    def chosen(self):
        return zlib.crc32(f"{self.name} {self.nth} {self.fault}".encode()) % SHARE == 0

    def fits(self):
        return TABLE[self.name].fits(self.before, self.after)

    def __str__(self):
        at = self.sent[self.nth - 1] if self.fault and self.nth <= len(self.sent) else {}
        where = f"{at.get('method')} {at.get('url', '').split('/', 3)[-1]}" if at else ""
        return f"{self.name}: exchange {self.nth} {self.fault} {where}"


class Sweep(unittest.TestCase):
    maxDiff = None

    def run_all(self, cases):
        with concurrent.futures.ThreadPoolExecutor(10) as pool:  # mostly waiting for a retry's delay
            return list(pool.map(Case.run, cases))

    def probe(self):
        """Each action without faults: it is done, and in so many exchanges."""
        with Tenant(*QUICK) as tenant:  # so that the named users are known, and asked for never again
            for name, what in TABLE.items():
                Trial(tenant, name, what) if not what.before else Trial(tenant, COMMON, TABLE[COMMON]).straight.id(what.user)
        clean = self.run_all([Case(name) for name in TABLE])
        for case in clean:
            self.assertEqual((case.state, case.journal), ("done", ["done"]), case.outcome or case.stderr)
            self.assertTrue(case.fits(), case.name)
        return clean

    def cases(self):
        clean = self.probe()
        shared = next(index for index, line in enumerate(next(case for case in clean if case.name == COMMON).sent) if "roleEligibilityScheduleInstances" in line["url"]) + 1
        return [Case(one.name, one.prepared, fault, nth) for one in clean for fault in PASSING + LASTING
                for nth in range(1 if one.name == COMMON else shared + 1, one.lines + 1)]

    def hold(self, case):
        """One story."""
        told = case.outcome["message"] + case.outcome.get("hint", "") if case.outcome else case.stderr
        story = (case.state, case.journal, case.settled, case.before, case.after, told)
        self.assertLessEqual(len(case.journal), 1, story)
        self.assertEqual(case.code == 0, case.state in ("done", "already"), story)
        self.assertTrue(told, story)
        # nobody knows the one whose making was not answered; one that the service does not find is gone
        unknown = "may stand on the MFA client" in told or (case.fault == "status=404" and "removePassword" in str(case))
        if not unknown:
            self.assertFalse(case.secrets, "a secret was left on the MFA client")
        changed = case.before != case.after
        if case.state == "done":
            self.assertEqual(case.journal, ["done"], story)
            self.assertTrue(unknown or case.fits(), story)
        elif case.state == "unsettled":
            self.assertEqual(case.journal, ["unsettled"], story)
            if case.settled != "unsettled" and TABLE[case.name].changes:
                self.assertTrue(changed if case.settled == "done" else not changed or case.name in SEVERAL, story)
        else:
            self.assertIn(case.journal, ([], ["failed"], ["already"]), story)
            self.assertTrue(not changed or case.name in SEVERAL, story)

    def passing(self, case):
        """What passes is waited for, and asked again; but a page in place of a token is not taken for something that passes, and
        what cannot be known is not."""
        struck = case.sent[case.nth - 1] if case.nth <= len(case.sent) else {"url": "", "method": "GET"}  # what was asked at once comes in any order
        if case.name in CONSUMES and (harness.is_write(struck) or "/mfa/" in struck["url"]):
            self.assertIn(case.state, ("done", "unsettled", "failed"), case.outcome)
        elif case.fault == "garbage" and "/login/" in struck["url"]:
            self.assertIn(case.state, ("not begun", "failed"), case.outcome)
        else:
            self.assertEqual(case.state, "done", case.outcome or case.stderr)

    def test_one_story_whatever_fails(self):
        began = time.monotonic()
        every = self.cases()
        tried = self.run_all([case for case in every if case.chosen()])
        cases = [case for case in tried if case.struck]
        for case in tried:  # only what was not asked for, as it was looked at less often, can be missed
            self.assertTrue(case.struck or case.nth >= len(case.sent), f"{case}: the fault did not strike")
        for case in cases:
            with self.subTest(str(case)):
                self.hold(case)
                if case.fault in PASSING:
                    self.passing(case)
        for fault in PASSING + LASTING:
            self.assertTrue([case for case in cases if case.fault == fault], fault)
        ends = collections.Counter(case.state for case in cases)
        print(f"{len(cases)} of {len(every)} cases in {time.monotonic() - began:.0f} s: {dict(ends)}", flush=True)


if __name__ == "__main__":
    harness.main()
