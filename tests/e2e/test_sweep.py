"""Every action with each of its exchanges failing in every way: what roster says, what the journal says and what the tenant shows
are one story. Generated from `roster actions`: an action that is added is swept."""
import collections
import concurrent.futures
import json
import unittest

import harness
from harness import Tenant, target_of

MANY = ("--users", "9000", "--throttle-units", "0", "--throttle-writes", "0")
TARGETS = {
    "enabled": "status:enabled synced:no type:member",
    "blocked": "status:blocked synced:no type:member",
    "synced": "status:enabled synced:yes type:member",
    "guest": "status:enabled type:guest",
}
# Passing trouble: the end must be the same as without it.
PASSING = ("status=429,retry-after=0", "status=503", "status=504", "cut", "cut-after", "truncate", "garbage", "expire", "delay=50")
LASTING = ("status=403", "status=404")
SAYS_DONE = ("done", "already")


def settings(action):
    """Values for the parameters that must be given."""
    words = []
    for parameter in action["parameters"]:
        if parameter["required"] and parameter["default"] is None:
            value = {"number": "1", "boolean": "true", "choice": (parameter["choices"] or [""])[0]}.get(parameter["type"], "sweep")
            words += ["--set", f"{parameter['name']}={value}"]
    return words


class Case:
    def __init__(self, action, kind, fault=None, nth=0):
        self.action, self.kind, self.fault, self.nth = action, kind, fault, nth
        self.user = self.expected = self.code = self.outcome = self.stderr = None

    def rule(self):
        return f"match=* /users/{self.user}*,nth={self.nth},{self.fault}"

    def run(self, tenant):
        done = tenant.run("-o", "json", "do", self.action["name"], self.user, "--yes", *settings(self.action), code=None)
        self.code, self.stderr = done.returncode, done.stderr
        self.outcome = json.loads(done.stdout)[0] if done.stdout else None
        return self

    def name(self):
        return f"{self.action['name']} of {self.kind}: exchange {self.nth} {self.fault}"


class Sweep(unittest.TestCase):
    maxDiff = None

    def run_all(self, tenant, cases):
        with concurrent.futures.ThreadPoolExecutor(12) as pool:  # mostly waiting for a retry's delay
            return list(pool.map(lambda case: case.run(tenant), cases))

    def pools(self, tenant):
        pools = {kind: [user["id"] for user in tenant.users(query) if not user["userPrincipalName"].startswith(harness.PROTECTED)] for kind, query in TARGETS.items()}
        for kind, pool in pools.items():
            self.assertTrue(pool, kind)
        return pools

    def probe(self):
        """Each action on each kind of user without faults: how it ends, and in how many exchanges."""
        with Tenant(*MANY) as tenant:
            pools = self.pools(tenant)
            cases = [Case(action, kind) for action in tenant.json("actions") for kind in TARGETS]
            self.assertTrue(cases)
            for case in cases:
                case.user = pools[case.kind].pop()
            before = tenant.states()
            self.run_all(tenant, cases)
            exchanges = collections.Counter(target_of(line) for line in tenant.ledger())
            self.hold(tenant, cases, before)
            harness.contract(self, tenant.ledger_path)
            return [(case, exchanges[case.user]) for case in cases]

    def hold(self, tenant, cases, before):
        """One story, for every case."""
        after, effects = tenant.states(), tenant.effects()
        entries = collections.defaultdict(list)
        for entry in tenant.journal():
            entries[entry["targetId"]].append(entry)
        for case in cases:
            changed, states = after[case.user] != before[case.user], [entry["state"] for entry in entries[case.user]]
            state = case.outcome["state"] if case.outcome else "not found"
            with self.subTest(case.name(), state=state, changed=changed, journal=states, effects=effects[case.user], said=case.stderr or case.outcome):
                self.assertLessEqual(len(states), 1)
                self.assertEqual(case.code == 0, state in SAYS_DONE)
                if state == "done":
                    self.assertTrue(changed)
                    self.assertEqual(states, ["done"])
                    # a new secret may travel twice: the same one, so that it is known which holds
                    self.assertIn(effects[case.user], (1, 2) if "secret" in case.action["flags"] else (1,))
                elif state == "unsettled":
                    self.assertEqual(states, ["unsettled"])
                    self.assertTrue(case.outcome["message"] and case.outcome["hint"])
                else:
                    self.assertFalse(changed)
                    self.assertIn(states, ([], ["failed"]))
                    self.assertTrue(state == "already" or case.stderr or case.outcome["message"])

    def settled(self, tenant, before):
        """Reading back ends with the truth."""
        tenant.run("settle", code=None)
        after = tenant.states()
        for entry in tenant.journal():
            user = entry["targetId"]
            with self.subTest("settled", action=entry["action"], message=entry["message"]):
                self.assertEqual(entry["state"] == "done", after[user] != before[user], entry["state"])
                self.assertIn(entry["state"], ("done", "failed"))

    def test_one_story_whatever_fails(self):
        cases = []
        for clean, exchanges in self.probe():
            self.assertIn(clean.outcome["state"], ("done", "already", "failed"), clean.name())
            for fault in PASSING + LASTING:
                for nth in range(1, exchanges + 1):
                    case = Case(clean.action, clean.kind, fault, nth)
                    case.expected = clean.outcome["state"] if fault in PASSING else None
                    cases.append(case)
        with Tenant(*MANY) as tenant:
            pools, before = self.pools(tenant), tenant.states()
        for case in cases:
            case.user = pools[case.kind].pop()
        with Tenant(*MANY, *(word for case in cases for word in ("--fault", case.rule()))) as tenant:
            self.run_all(tenant, cases)
            struck = {target_of(line) for line in tenant.ledger() if line.get("fault") and "/users/" in line["url"]}
            self.hold(tenant, cases, before)
            for case in cases:
                with self.subTest(case.name()):
                    self.assertEqual(case.user in struck, not case.fault.startswith("delay"), "the fault did not strike")
                    if case.expected:
                        self.assertEqual(case.outcome and case.outcome["state"], case.expected, case.outcome or case.stderr)
            self.settled(tenant, before)
            harness.contract(self, tenant.ledger_path)
            ends = collections.Counter(case.outcome["state"] if case.outcome else "not found" for case in cases)
            print(f"{len(cases)} cases: {dict(ends)}", flush=True)


if __name__ == "__main__":
    harness.main()
