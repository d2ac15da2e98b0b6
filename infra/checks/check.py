"""Checks a template by the rules of this folder.

usage: check.py [--accept] TEMPLATE; it ends with 1 if a rule is broken.
"""
import sys

import api
import auth
import backend
import combinations
import custom_domain
import existing_pool
import interface
import snapshot
import same_origin
import site_rules
from resolve import load, resolve

OWN_POOL = {"DomainPrefix": "mine"}
ON_SITE = {"ApiOnSite": "true", "StageName": "api"}

# Each way of using the template, with the rules that hold then.
SCENARIOS = {
    "a pool of its own": (
        {**OWN_POOL, "DevOrigin": "http://localhost:3000"},
        auth.RULES + api.RULES + site_rules.RULES + interface.RULES,
    ),
    "closed": ({**OWN_POOL, "SelfSignUp": "false"}, [auth.sign_up_is_closed]),
    "the API on the site": ({**OWN_POOL, **ON_SITE}, same_origin.RULES),
    "a pool that exists": (existing_pool.POOL, existing_pool.RULES),
    "a name of its own": (custom_domain.DOMAIN, custom_domain.RULES),
    "the API under that name": (
        {**custom_domain.DOMAIN, **ON_SITE},
        [custom_domain.the_same_origin_api_is_at_the_name],
    ),
    "a backend": (backend.BACKEND, backend.RULES),
    "a backend for a pool that exists": (
        {**existing_pool.POOL, "BackendCode": backend.CODE},
        [existing_pool.the_backend_signs_in_at_the_kept_pool],
    ),
    "a backend under a name": (
        {**custom_domain.DOMAIN, "BackendCode": backend.CODE},
        [custom_domain.the_backend_is_at_the_name],
    ),
}


def problems(text):
    """What is wrong with a template, as pairs of the broken rule's name and a sentence."""
    template = load(text)
    stacks = made_by(template)
    checked = [(stacks[name], rules + [combinations.they_go_together]) for name, (_, rules) in SCENARIOS.items()]
    checked += [(resolve(template, **clash), [combinations.they_clash]) for clash in combinations.CLASHING]
    for stack, rules in checked:
        for rule in rules:
            for problem in rule(stack):
                yield rule.__name__, problem
    for difference in snapshot.differences(stacks):
        yield snapshot.__name__, difference


def made_by(template):
    """The stack of each scenario."""
    return {name: resolve(template, **parameters) for name, (parameters, _) in SCENARIOS.items()}


def main():
    with open(sys.argv[-1], encoding="utf-8") as file:
        text = file.read()
    if "--accept" in sys.argv:
        snapshot.FILE.write_text(snapshot.text(made_by(load(text))), encoding="utf-8")
    found = list(problems(text))
    for rule, problem in found:
        print(f"{rule}: {problem}")
    if any(rule == snapshot.__name__ for rule, _ in found):
        print("If the change is meant: infra/checks/check.py --accept infra/template.yaml")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
