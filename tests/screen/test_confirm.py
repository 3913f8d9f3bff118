"""Actions from the screen: what is asked, what is sent, what is shown afterwards, what stays."""
import csv
import json
import re
import signal
import subprocess
import unittest

from screen import ScreenTest, screens
import harness
from harness import DEADLINE, Tenant, wait_for

MEMBERS = "status:enabled type:member synced:no licence:E"
FIND = ("wait", "keys /", f"type {MEMBERS}", "keys Enter Home")
PASSWORD = re.compile(r"[A-Za-z0-9$%&*#]{14}")
CLOCK = re.compile(r"\d\d:\d\d:\d\d")

QUESTION = r"""
 Contoso Ltd  contoso.com                               200 users   as of HH:MM
 1 A+- Contoso Ltd  Block sign-in: 12 -------------------------------------+200
   D| Block sign-in for 12 users? Sessions that are already open stay      |
   (| open: revoke them too.                                               |...#
   +| in Contoso Ltd, contoso.com                                          |...
   A|                                                                      |...
 * A| ! 3 of 12: Synchronised from Active Directory: the next sync takes   |...
 * A|   this back. Do it there too (Disable-ADAccount).                    |...
 * A| ! 2 of 12: A guest: this has no effect in the account's home tenant. |...
 * A|                                                                      |...
 * A|   Name             Address       now      after    remark            |...
 * A| > Ada Sanders      ada.sanders@  enabled  BLOCKED                    |...
 * A|   Adele ^[[2J^[[3~ adele.clear@  enabled  BLOCKED                    |...
 * A|   Agnes Richter    agnes.richte~ BLOCKED  BLOCKED  Synchronised fro~ |...
 * A|   Aino Sousa       aino.sousa@   enabled  BLOCKED                    |...
 * A|   Aisha Mukherjee  aisha.mukher~ enabled  BLOCKED  A guest: this ha~ |...
 * A|   Albert Baker     albert.baker@ enabled  BLOCKED                    |...
 * A|   Alice Luo        alice.luo_ad~ enabled  BLOCKED  A guest: this ha~ |...
>  A| 1-7 of 12, 0 left out                                                |...
   A|                                                                      |...
   A| [No (n)]  Yes (y)   Requests (p)                                     |...
   A+----------------------------------------------------------------------+...

 y yes  n no  Esc leave  UpDown look through  Space leave one out  Tab next
"""

SMALL = r"""
+- Contoso Ltd  Block sign-in: 12 -----+
| Block sign-in for 12 users? Sessions |
| that are already open stay open:     |
| revoke them too.                     |
| in Contoso Ltd, contoso.com          |
|                                      |
| ! 3 of 12: Synchronised from Active  |
|   Directory: the next sync takes     |
|   this back. Do it there too        v|
|                                      |
| [No (n)]  Yes (y)   Requests (p)     |
+--------------------------------------+
"""

JOURNAL = r"""
 Journal   Contoso Ltd                                              1/1 entries
   When      State    Action           Target    Undo  Who
>  HH:MM:SS  11 done  > Block sign-in  11 users  u     roster




















 Enter open  u undo  Esc back  r read back the unsettled  / find  y copy
"""

RUN = r"""
 Journal: Block sign-in, 11 users   Contoso Ltd                    2/11 entries
   When     State Action        Target                              Undo Who
   HH:MM:SS done  Block sign-in angela.hayes@contoso.com            u    roster
>  HH:MM:SS done  Block sign-in andrea.morris@contoso.com           u    roster
   HH:MM:SS done  Block sign-in amina.martin@contoso.com            u    roster
   HH:MM:SS done  Block sign-in amara.marsh@contoso.com             u    roster
   HH:MM:SS done  Block sign-in alma.deluca@contoso.com             u    roster
   HH:MM:SS done  Block sign-in alice.luo_adatum.example#EXT#@cont~ u    roster
   HH:MM:SS done  Block sign-in albert.baker@contoso.com            u    roster
   HH:MM:SS done  Block sign-in aisha.mukherjee_fabrikam.com#EXT#@~ u    roster
   HH:MM:SS done  Block sign-in aino.sousa@contoso.com              u    roster
   HH:MM:SS done  Block sign-in adele.clear@contoso.com             u    roster
   HH:MM:SS done  Block sign-in ada.sanders@contoso.com             u    roster










 Enter open  u undo  Esc back  r read back the unsettled  / find  y copy
"""


def play(tenant, *lines, options=()):
    return screens(tenant, "\n".join(lines) + "\n", *options)


class Confirmation(unittest.TestCase):
    def setUp(self):
        self.tenant = Tenant("--users", "200")

    def tearDown(self):
        harness.contract(self, self.tenant.ledger_path)
        self.tenant.close()

    def members(self):
        return self.tenant.users(MEMBERS)

    def revoked(self):
        return [line for line in self.tenant.writes("POST", success=False) if line["url"].endswith("revokeSignInSessions")]

    def restart(self, *faults):
        self.tenant.stop()
        self.tenant.start(*faults)

    def test_one_user_is_blocked_and_shown_as_blocked(self):
        user = self.members()[0]
        asked, done, table = play(self.tenant, *FIND, "keys Enter b", "show", "keys wait y", "wait", "show", "keys Esc / Ctrl-U Enter", "wait")
        self.assertIn("Contoso Ltd  Block sign-in", asked)
        self.assertIn(user["userPrincipalName"], asked.replace("\n", ""))
        self.assertIn("[No (n)]", asked)
        self.assertIn("Done", done)
        self.assertIn("Sign-in blocked.", done)
        self.assertIn("BLOCKED", table)
        writes = self.tenant.writes()
        self.assertEqual([write["body"] for write in writes], [{"accountEnabled": False}])
        self.assertIn(user["id"], writes[0]["url"])

    def test_what_came_of_it_is_noted_for_the_ticket_and_taken_back(self):
        path = self.tenant.folder / "note.md"
        note, back, _ = play(self.tenant, "size 160 45", *FIND, "keys Space Space Enter b", "wait", "keys wait y", "wait", "keys t", "show", "keys x Ctrl-U",
                             f"type {path}", "keys Enter Enter", "wait", "keys Esc Esc Esc L", "wait", "keys Esc J Enter u", "wait", "show", "keys wait y", "wait",
                             "keys Esc")
        entries = self.tenant.journal()
        text = path.read_text(encoding="utf-8")
        for entry in (one for one in entries if one["action"] == "block-sign-in"):
            self.assertRegex(text, rf"(?m)^\| {re.escape(entry['targetUserPrincipalName'])} \| done \| Sign-in blocked\. \| {entry['requestId'] or ''} \| #{entry['id']} \|$")
        for word in ("## Block sign-in", "- Tenant: Contoso Ltd (contoso.com, ", "- By: ", "- When: 20", "read back from the service"):
            self.assertIn(word, text)
        self.assertIn("Note for the ticket", note)
        self.assertIn("Take back, Unblock sign-in: 2", back)
        self.assertEqual([entry["state"] for entry in entries], ["done", "done", "undone", "undone"])

    def test_no_and_escape_send_nothing(self):
        asked, *_ = play(self.tenant, *FIND, "keys Enter b ?", "show", "keys Esc", "keys Enter b Enter", "keys Enter b Esc", "keys Enter b n", "keys Enter b p", "wait",
                         "keys Esc Esc", "wait")
        self.assertEqual(self.tenant.writes(success=False), [])
        self.assertIn("\n ? does nothing here: the keys stand below.\n y yes", asked)

    def test_the_plan_shown_is_what_is_sent(self):
        plan, *_ = play(self.tenant, "size 160 45", *FIND, "keys Enter b p", "wait", "show", "keys Esc y", "wait")
        lines = [re.sub(r"^.*?│ ?|│.*$", "", line).rstrip() for line in plan.splitlines() if "│" in line]
        start = next(i for i, line in enumerate(lines) if line.startswith("PATCH"))
        end = next(i for i, line in enumerate(lines) if line.strip() == "}")
        body = next(i for i, line in enumerate(lines) if line.strip() == "{")
        url = "".join(lines[start:body]).removeprefix("PATCH").strip()
        write, = self.tenant.writes()
        self.assertTrue(url.endswith(write["url"]) or write["url"].endswith(url), (url, write["url"]))
        self.assertEqual(json.loads("".join(lines[body:end + 1])), write["body"])

    def test_twelve_marked_are_blocked_each_once_and_unmarked(self):
        users = self.members()[:12]
        asked, done, table = play(self.tenant, *FIND, "keys " + " ".join(["Space"] * 12), "keys Enter b", "show", "keys wait y", "wait", "show", "keys Esc", "wait")
        self.assertIn("for 12 users?", asked)
        self.assertIn("12 of 12: 12 ok, 0 failed, 0 left out", done)
        self.assertNotIn("marked", table)
        writes = self.tenant.writes()
        self.assertEqual(len(writes), 12)
        self.assertEqual(sorted(user["id"] for user in users), sorted(write["url"].rsplit("/", 1)[1] for write in writes))

    def test_more_than_fifty_need_the_number(self):
        refused, done = play(self.tenant, "wait", "keys / ", "type status:enabled type:member synced:no", "keys Enter * Enter k", "wait", "show",
                             "keys Tab y", "type nonsense", "keys Enter y", "keys Ctrl-U", "type 999", "keys Enter y Esc")
        self.assertRegex(refused, r"Type \d+ to confirm:")
        number = re.search(r"Type (\d+) to confirm:", refused)[1]
        self.assertGreater(int(number), 50)
        self.assertEqual(self.revoked(), [])
        warned, last = play(self.tenant, "wait", "keys / ", "type status:enabled type:member synced:no", "keys Enter * Enter k", "wait", "show",
                            f"type {number}", "keys Enter y", "wait")
        left_out, marked = map(int, re.search(r"! (\d+) of (\d+) will be left out", warned).groups())
        self.assertEqual(int(number), marked - left_out)  # only those it is done to are asked about
        self.assertIn(f"{marked} of {marked}: {number} ok, 0 failed, {left_out} left out", last)
        self.assertEqual(len(self.revoked()), int(number))

    def test_a_password_is_shown_once_and_kept_nowhere(self):
        trace = self.tenant.folder / "trace"
        shown, after, jobs = play(self.tenant, *FIND, "keys Enter p wait y", "wait", "show", "keys Esc Esc", "show", "keys J Enter", options=("--trace", trace))
        secret = next(line for line in shown.splitlines() if "│ " in line and re.search(r"│ " + PASSWORD.pattern + r" +│", line))
        secret = PASSWORD.search(secret.split("│ ")[1])[0]
        self.assertIn("  ".join(secret), shown)
        for screen in (after, jobs):
            self.assertNotIn(secret, screen)
        for path in (trace, *(self.tenant.folder / "state").rglob("*")):
            if path.is_file():
                self.assertNotIn(secret.encode(), path.read_bytes(), path)
        self.assertTrue(trace.stat().st_size)

    def test_passwords_of_many_are_a_list(self):
        users = self.members()[:3]
        shown, = play(self.tenant, *FIND, "keys Space Space Space Enter p wait y", "wait")
        self.assertIn("3 secrets, shown once:", shown)
        for user in users:
            self.assertRegex(shown, re.escape(user["userPrincipalName"]) + " +" + PASSWORD.pattern)

    def test_what_failed_stays_marked_and_can_be_tried_again(self):
        self.restart("--fault", "match=PATCH *,every=4,status=403")
        failed, table = play(self.tenant, *FIND, "keys " + " ".join(["Space"] * 12), "keys Enter b wait y", "wait", "show", "keys Esc")
        self.assertIn("12 of 12: 9 ok, 3 failed, 0 left out", failed)
        self.assertIn("Authorization_RequestDenied", failed)
        self.assertIn("request id", failed)
        self.assertIn("3 marked", table)
        self.assertEqual(len(self.tenant.writes()), 9)
        self.restart()
        failed, asked, done = play(self.tenant, *FIND, "keys Space Space Space", "wait", "show", "keys Enter b", "show", "keys wait y", "wait")
        self.assertIn("for 3 users?", asked)
        self.assertIn("3 of 3: 3 ok", done)

    def test_retry_asks_for_the_failed_alone(self):
        self.restart("--fault", "match=PATCH *,nth=2,status=403")
        asked, done, jobs = play(self.tenant, *FIND, "keys Space Space Space Enter b wait y", "wait", "keys Esc J r", "show", "keys wait y", "wait", "show", "keys Esc")
        self.assertIn("Block sign-in for", asked)
        self.assertNotIn("users?", asked.split("Block sign-in for")[1])
        self.assertIn("Done", done)
        self.assertIn("2 ok, 1 FAILED", jobs)
        self.assertEqual(len(self.tenant.writes()), 3)

    def test_undo_from_the_journal(self):
        asked, done, journal = play(self.tenant, *FIND, "keys Enter b wait y", "wait", "keys Esc L", "wait", "keys u", "show", "keys wait y", "wait", "show",
                                    "keys Esc", "wait")
        self.assertIn("Take it back: Unblock sign-in?", re.sub(r"[│\s]+", " ", asked))
        self.assertIn("Sign-in allowed.", done)
        self.assertIn("taken back", journal)
        self.assertEqual([write["body"] for write in self.tenant.writes()], [{"accountEnabled": False}, {"accountEnabled": True}])
        self.assertEqual([entry["state"] for entry in self.tenant.journal()], ["done", "undone"])

    def test_what_is_typed_ahead_answers_nothing(self):
        """A console sends two lines: they open the menu, choose an action, and their y comes before anybody could read the question."""
        asked, after = play(self.tenant, *FIND, "keys Enter b y", "show", "keys wait Esc")
        self.assertIn("you cannot answer Yes yet", asked)
        self.assertNotIn("Done", after)
        self.assertEqual(self.tenant.journal(), [])

    def test_read_only_says_so(self):
        screen, = play(self.tenant, *FIND, "keys Enter b wait y Enter Esc Enter b", options=("--read-only",))
        self.assertIn("[RO]", screen)
        self.assertIn("read-only", screen)
        self.assertEqual(self.tenant.writes(success=False), [])

    def test_the_export_is_what_is_shown(self):
        screen, = play(self.tenant, *FIND, "keys x Ctrl-U", f"type {self.tenant.folder}/out.csv", "keys Enter",
                       "keys x Ctrl-U", f"type {self.tenant.folder}/out.json", "keys Shift-Tab Right Enter")
        users = self.members()
        self.assertIn(f"{len(users)} users written to ", screen)
        path = self.tenant.folder / "out.csv"
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), len(users))
        self.assertFalse([row for row in rows if row["displayName"][:1] in "=+-@"])
        written = json.loads((self.tenant.folder / "out.json").read_text(encoding="utf-8"))
        self.assertEqual({user["id"] for user in written}, {user["id"] for user in users})


class Whole(ScreenTest):
    def test_question_and_journal_as_a_whole(self):
        with Tenant("--users", "200") as tenant:
            question, small, journal, run, back, undone, _ = play(tenant, "wait", "keys j j j " + " ".join(["Space"] * 12), "keys Enter b", "wait", "show", "size 40 12", "show",
                                               "size 80 24", "keys wait y", "wait", "keys Esc L", "wait", "show", "keys Enter j", "show", "keys Esc u", "wait",
                                                                       "show", "keys wait y", "wait", "keys Esc", "wait", "show", options=("--ascii",))
            self.assert_screen(question, QUESTION)
            self.assert_screen(small, SMALL)
            self.assert_screen(CLOCK.sub("HH:MM:SS", journal), JOURNAL)
            self.assert_screen(CLOCK.sub("HH:MM:SS", run), RUN)
            self.assertIn("Take back, Unblock sign-in: 11", back)  # the whole run
            self.assertRegex(undone, r"11 done +> Unblock sign-in +11 users")
            self.assertRegex(undone, r"11 undone +> Block sign-in +11 users")
            self.assertEqual([entry["state"] for entry in tenant.journal()], ["done"] * 11 + ["undone"] * 11)
            self.assertEqual(len({entry["run"] for entry in tenant.journal()}), 2)


class Unsettled(unittest.TestCase):
    def test_what_an_earlier_run_left_is_told_and_read_back(self):
        with Tenant("--users", "60", "--fault", "match=PATCH *,hold=HERE") as tenant:
            user = tenant.users("status:enabled synced:no type:member")[0]
            tenant.hold()
            process = subprocess.Popen(tenant.command("do", "block-sign-in", user["id"], "--yes"), env=tenant.environment,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_for(tenant.journal, "the intent")
            process.send_signal(signal.SIGKILL)
            process.wait(DEADLINE)
            tenant.release()
            wait_for(tenant.writes, "the write")
            start, journal, settled, after = play(tenant, "wait", "show", "keys L", "wait", "show", "keys r", "wait", "show", "keys Esc", "wait")
            self.assertIn("1 change of an earlier run is unsettled: L, then r reads it back.", start)
            self.assertIn("UNSETTLED", journal)
            self.assertIn("Done", settled)
            self.assertNotIn("UNSETTLED", after)
            self.assertEqual(tenant.journal()[0]["state"], "done")
            self.assertEqual(len(tenant.writes()), 1)


if __name__ == "__main__":
    harness.main()
