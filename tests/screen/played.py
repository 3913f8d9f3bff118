"""Scripts against the real screen: keys in, screens out as text."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))


def play(tenant, *lines, options=(), code=0):
    """Run roster by a script of these lines; the screens it showed, the last one included."""
    script, dump = tenant.folder / "script", tenant.folder / "dump"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    tenant.run("--script", script, "--dump", dump, *options, code=code, cwd=tenant.folder)
    return dump.read_text(encoding="utf-8").split("----\n")
