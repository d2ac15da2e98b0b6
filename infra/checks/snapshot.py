"""The stacks that the template makes, line by line, as somebody has last looked at them.

The other rules say why a value must be what it is. This one lets no property appear, change or vanish
unseen: after a change that is meant, `check.py --accept TEMPLATE` writes the lines anew, and their
difference is read with the change.
"""
import json
import pathlib

FILE = pathlib.Path(__file__).parent / "template.snap"


def text(stacks):
    """All stacks by name: the first in full, the others as they differ from it."""
    names = list(stacks)
    first = lines(stacks[names[0]])
    written = [f"# {names[0]}", *first]
    for name in names[1:]:
        other = lines(stacks[name])
        firsts, others = set(first), set(other)
        written.append(f"# {name}")
        written += [f"- {line}" for line in first if line not in others]
        written += [f"+ {line}" for line in other if line not in firsts]
    return "\n".join(written) + "\n"


def lines(stack):
    whole = {"Parameters": stack.declared, "Rules": stack.rules, "Resources": stack.resources, "Outputs": stack.outputs}
    return list(leaves("", whole))


def leaves(path, node):
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else None
    if items is None or not node:
        yield f"{path} = {json.dumps(node)}"
        return
    for key, value in items:
        yield from leaves(f"{path}/{key}" if path else key, value)


def differences(stacks):
    before, now = FILE.read_text(encoding="utf-8").splitlines(), text(stacks).splitlines()
    yield from (f"is gone: {line}" for line in sorted(set(before) - set(now)))
    yield from (f"is new: {line}" for line in sorted(set(now) - set(before)))
