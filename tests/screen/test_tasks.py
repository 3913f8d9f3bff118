"""What is done every day, and how many keys it takes: the numbers are ceilings. A key is a key; of a text each character is one, but for
a name, which whoever does it knows."""
import unittest

from screen import ScreenTest, Tenant, main, screens

NAME = "{name}"


def keys_of(script):
    """The keys of a script; NAME is typed for nothing."""
    count = 0
    for line in script.splitlines():
        word, _, rest = line.partition(" ")
        if word == "keys":
            count += len([key for key in rest.split() if key != "wait"])
        elif word == "type":
            count += len(rest.replace(NAME, ""))
    return count


class Tasks(ScreenTest):
    def setUp(self):
        self.tenant = Tenant("--scenario", "S1")
        self.addCleanup(self.tenant.close)

    def done(self, most, script, name=""):
        """Its screens; it took `most` keys at most."""
        count = keys_of(script)
        self.assertLessEqual(count, most, script)
        print(f"{self.id().rsplit('.', 1)[1]}: {count} keys of {most}")
        return screens(self.tenant, "size 160 45\nwait\n" + script.replace(NAME, name))

    def states(self, action):
        return [entry["state"] for entry in self.tenant.journal() if entry["action"] == action]

    def test_block_twelve_of_a_department(self):
        shown = self.done(20, "keys /\ntype dept:{name}\nkeys Enter * Enter b\nwait\nshow\nkeys y\nwait\nshow\n", "legal")
        self.assertIn("Block sign-in", shown[0])
        self.assertGreaterEqual(self.states("block-sign-in").count("done"), 10, shown[1])

    def test_block_and_take_back(self):
        shown = self.done(9, "keys /\ntype {name}\nkeys Enter Enter b\nwait\nkeys y\nwait\nkeys Esc\nshow\nkeys u\nwait\nkeys y\nwait\nshow\n", "karin.and")
        self.assertIn("u takes it back", shown[0])
        self.assertIn("Sign-in allowed.", shown[1])
        self.assertEqual(self.states("block-sign-in"), ["undone"])

    def test_nothing_to_take_back_is_said(self):
        shown = self.done(1, "keys u\nshow\n")
        self.assertIn("Nothing was done here yet.", shown[0])

    def test_take_back_the_run_of_a_colleague(self):
        users = [user["id"] for user in self.tenant.users("status:enabled synced:no type:member dept:legal") if "breakglass" not in user["userPrincipalName"]][:6]
        self.tenant.run("do", "revoke-sessions", users[0], "--yes")
        self.tenant.run("do", "block-sign-in", *users, "--yes", code=None)
        blocked = self.states("block-sign-in").count("done")
        self.assertGreater(blocked, 3)
        shown = self.done(6, "keys L\nwait\nkeys u\nwait\nshow\nkeys y\nwait\nshow\n")
        self.assertEqual(self.states("block-sign-in").count("undone"), blocked, shown[0] + shown[1])

    def test_guests_of_the_last_days_with_the_date(self):
        shown = self.done(14, "keys 4 /\ntype created:<9w\nshow\n")
        self.assertIn("Created", shown[0])
        wanted = self.tenant.users("type:guest created:<9w")
        for user in wanted:
            self.assertIn(user["mail"].split("@")[0][:12], shown[0])

    def test_who_has_not_signed_in_for_long(self):
        shown = self.done(14, "keys /\ntype signin:>90d\nwait\nshow\n")
        count = len(self.tenant.users("signin:>90d"))
        self.assertGreater(count, 0)
        self.assertRegex(shown[0], rf"filter: signin:>90d +1/{count}\n")


if __name__ == "__main__":
    main()
