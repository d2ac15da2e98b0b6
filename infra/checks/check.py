"""Checks a template by the rules of this folder.

usage: check.py TEMPLATE; it ends with 1 if a rule is broken.
"""
import sys

import api
import auth
import existing_pool
import interface
import same_origin
import site_rules
from resolve import load, resolve

# Each way of using the template, with the rules that hold then.
SCENARIOS = [
    (
        {"DomainPrefix": "mine", "DevOrigin": "http://localhost:3000"},
        auth.RULES + api.RULES + site_rules.RULES + interface.RULES,
    ),
    ({"DomainPrefix": "mine", "ApiOnSite": "true", "StageName": "api"}, same_origin.RULES),
    (existing_pool.POOL, existing_pool.RULES),
]


def problems(text):
    """What is wrong with a template, as pairs of the broken rule's name and a sentence."""
    template = load(text)
    for parameters, rules in SCENARIOS:
        stack = resolve(template, **parameters)
        for rule in rules:
            for problem in rule(stack):
                yield rule.__name__, problem


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        found = list(problems(file.read()))
    for rule, problem in found:
        print(f"{rule}: {problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
