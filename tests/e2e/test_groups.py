"""Members of groups in bulk: each group is written to by one request at a time, several groups at once; what conflicts is tried again."""
import unittest

import harness
from harness import Tenant, ordinary

LISTS = ("Sales Announcements", "Finance Approvers")


class Groups(unittest.TestCase):
    def setUp(self):
        self.tenant = Tenant("--users", "120", "--throttle-units", "0", "--throttle-writes", "0", "--latency", "5")
        self.users = ordinary(self.tenant, "status:enabled type:member synced:no licence:E", 40)

    def tearDown(self):
        self.tenant.close()

    def ids(self, *names):
        return [group["id"] for group in self.tenant.graph("/groups?$select=id,displayName&$top=999")["value"] if group["displayName"] in names]

    def run_on(self, action, groups):
        sets = [word for group in groups for word in ("--set", f"group={group}")]
        done = self.tenant.json("do", action, *self.users, *sets, "--yes", code=None)
        self.assertEqual({one["state"] for one in done}, {"done"}, [one for one in done if one["state"] != "done"][:2])

    def writes(self):
        return [line for line in self.tenant.ledger() if line["method"] != "GET" and ("/groups/" in line["url"] or "GroupMember" in str(line["body"]))
                and "$batch" not in line["url"]]

    def test_no_two_writes_to_one_group_are_under_way(self):
        groups = self.ids("Lab Bench 40", "Lab Bench 41", "Night Shift")
        for action in ("add-to-group", "remove-from-group"):
            self.run_on(action, groups)
            members = [len(self.tenant.graph(f"/groups/{group}/members?$top=999")["value"]) for group in groups]
            self.assertEqual(members, [len(self.users) if action == "add-to-group" else 0] * len(groups))
        self.assertEqual([line for line in self.writes() if line.get("overlaps")], [])
        carried_out = [line for line in self.writes() if line["status"] == 204]
        self.assertEqual(len(carried_out), 2 * len(groups) * len(self.users))
        sent = [line for line in self.tenant.ledger() if "$batch" in line["url"] and "/members/" in str(line["body"])]
        self.assertLess(len(sent), len(carried_out) // 4)  # chained in batches, not sent one by one

    def test_exchanges_groups_are_changed_one_after_another(self):
        self.users = self.users[:6]
        self.run_on("add-to-group", self.ids(*LISTS))
        self.assertGreaterEqual(str([line["body"] for line in self.tenant.ledger()]).count("Add-DistributionGroupMember"), 12)
        self.assertEqual([line for line in self.tenant.ledger() if line.get("overlaps")], [])

    def test_a_conflict_is_tried_again(self):
        self.tenant.stop()
        self.tenant.start("--fault", "match=POST /groups/*,every=5,status=412")
        self.users = self.users[:10]
        self.run_on("add-to-group", self.ids("Lab Bench 42"))
        self.assertTrue([line for line in self.writes() if line["status"] == 412])

    def test_one_refusal_does_not_stop_those_behind_it(self):
        """What waits for a write that was refused was not carried out, and is sent again."""
        self.tenant.stop()
        self.tenant.start("--fault", "match=POST /groups/*,nth=2,status=404")
        group, = self.ids("Lab Bench 43")
        done = self.tenant.json("do", "add-to-group", *self.users, "--set", f"group={group}", "--yes", code=None)
        self.assertEqual(sorted({one["state"] for one in done}), ["done", "failed"])
        self.assertEqual(len([one for one in done if one["state"] == "failed"]), 1)


if __name__ == "__main__":
    harness.main()
