"""The manual: every page is clean mdoc, and has each option and each parameter that there is."""
import gzip
import os
import pathlib
import re
import shutil
import subprocess
import sys

build = pathlib.Path(os.environ["ROSTER_BUILD"])
source = pathlib.Path(__file__).resolve().parent.parent.parent
pages = sorted((build / "manual").glob("*/man*/*"))
wrong = []


def told(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=True).stdout


def text_of(path):
    return gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text()


def plain(page):
    """Its words without macros, as a reader of the source has them."""
    return page.replace("\\-", "-").replace("\\&", "").replace("\\(aq", "'").replace('"', "")


texts = {path.name.removesuffix(".gz"): text_of(path) for path in pages}
if len(texts) < 30:
    wrong.append(f"only {len(texts)} pages in {build / 'manual'}")
for name, text in texts.items():
    if not shutil.which("mandoc"):
        break
    run = subprocess.run(["mandoc", "-Tlint", "-W", "style"], input=text, capture_output=True, text=True)
    for line in (run.stdout + run.stderr).splitlines():
        if not re.search(r"referenced manual not found: Xr roster", line):  # it is one of these, and not installed here
            wrong.append(f"{name}: {line}")
    for referred, section in re.findall(r"^\.Xr (\S+) (\d)", text, re.M):
        if f"{referred}.{section}" not in texts:
            wrong.append(f"{name} refers to {referred}({section}), which is not there")
for name, text in texts.items():
    command = re.fullmatch(r"roster-([\w-]+)\.1", name)
    if name == "roster-tenant.1":
        help_text = told(build / "roster-tenant", "--help")
    elif command:
        help_text = told(build / "roster", command[1], "--help")
    else:
        continue
    for option in re.findall(r"^  (-[\w-]+)", help_text, re.M):
        if f".It Fl {option[1:]}" not in plain(text):
            wrong.append(f"{name} has no {option}")
commands = re.findall(r"^(?:usage:|      ) roster ([\w-]+)", told(build / "roster", "--help"), re.M)
for command in commands:
    if f"roster-{command}.1" not in texts or f".It Ic {command}" not in plain(texts["roster.1"]):
        wrong.append(f"{command} has no page")
for action, parameters in re.findall(r"^([a-z][\w-]+) ()", told(build / "roster", "actions"), re.M):
    if f".Ss {action}" not in plain(texts["roster-actions.7"]):
        wrong.append(f"roster-actions.7 has no {action}")
for key in re.findall(r'\{"([\w-]+)",\s+SETTING_', (source / "src/config/setting.c").read_text()):
    if f".It Cm {key}" not in plain(texts["roster-config.5"]):
        wrong.append(f"roster-config.5 has no {key}")
print("\n".join(wrong))
sys.exit(bool(wrong))
