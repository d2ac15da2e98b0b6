"""A CloudFormation template as plain data, for given values of its parameters.

Conditions and functions are worked out; what only AWS knows stays as text: the id of a resource as
`${UserPool}`, an attribute as `${UserPool.Arn}`.
"""
import re
from dataclasses import dataclass

import yaml

# What a value is when it is to be left out.
ABSENT = object()


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML with CloudFormation's short forms, such as `!Ref`."""


def _tag(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


Loader.add_multi_constructor("!", _tag)


@dataclass
class Stack:
    """The resolved template."""

    declared: dict  # the parameters as the template declares them
    rules: dict  # the assertions about them, likewise
    refusals: list  # what those assertions say against the values
    resources: dict
    outputs: dict

    def of_type(self, kind):
        """The resources of a type, by logical id."""
        return {name: resource for name, resource in self.resources.items() if resource["Type"] == kind}

    def only(self, kind):
        """The properties of the one resource of a type; none if there is not exactly one."""
        found = list(self.of_type(kind).values())
        return found[0].get("Properties", {}) if len(found) == 1 else {}


def load(text):
    """The template in a text, with its functions as they are."""
    return yaml.load(text, Loader)


def resolve(template, **values):
    """The stack that a template makes with these parameters, others having their defaults."""
    return _Resolver(template, values).stack()


class _Resolver:
    def __init__(self, template, values):
        self.template = template
        self.parameters = template.get("Parameters", {})
        defaults = {name: declared.get("Default") for name, declared in self.parameters.items()}
        self.values = {**defaults, **values}

    def stack(self):
        resources = {
            name: self.value(resource)
            for name, resource in self.template["Resources"].items()
            if "Condition" not in resource or self.condition(resource["Condition"])
        }
        outputs = {
            name: self.value(output["Value"])
            for name, output in self.template.get("Outputs", {}).items()
            if "Condition" not in output or self.condition(output["Condition"])
        }
        rules = self.template.get("Rules", {})
        assertions = [assertion for rule in rules.values() for assertion in rule["Assertions"]]
        refusals = [each["AssertDescription"] for each in assertions if not self.truth(each["Assert"])]
        return Stack(self.parameters, rules, refusals, resources, outputs)

    def condition(self, name):
        return self.truth(self.template["Conditions"][name])

    def truth(self, test):
        (function, operands), = test.items()
        match function:
            case "Condition":
                return self.condition(operands)
            case "Fn::Not":
                return not self.truth(operands[0])
            case "Fn::And":
                return all(map(self.truth, operands))
            case "Fn::Or":
                return any(map(self.truth, operands))
            case "Fn::Equals":
                return self.value(operands[0]) == self.value(operands[1])
        raise ValueError(f"{function} is no condition")

    def value(self, node):
        if isinstance(node, list):
            return [value for item in node if (value := self.value(item)) is not ABSENT]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            (name, operand), = node.items()
            if name == "Ref" or name.startswith("Fn::"):
                return self.function(name, operand)
        values = {key: self.value(item) for key, item in node.items()}
        return {key: value for key, value in values.items() if value is not ABSENT}

    def function(self, name, operand):
        match name:
            case "Ref":
                return ABSENT if operand == "AWS::NoValue" else self.reference(operand)
            case "Fn::If":
                return self.value(operand[1] if self.condition(operand[0]) else operand[2])
            case "Fn::Sub":
                text, own = operand if isinstance(operand, list) else (operand, {})
                own = {name: self.value(value) for name, value in own.items()}
                return re.sub(r"\$\{([^}]+)\}", lambda found: own.get(found[1]) or self.reference(found[1]), text)
            case "Fn::GetAtt":
                return f"${{{operand if isinstance(operand, str) else '.'.join(operand)}}}"
            case "Fn::Join":
                return operand[0].join(self.value(operand[1]))
            case "Fn::Split":
                return self.value(operand[1]).split(operand[0])
            case "Fn::Select":
                return self.value(operand[1])[int(operand[0])]
        raise ValueError(f"{name} is not known here")

    def reference(self, name):
        return str(self.values[name]) if name in self.parameters else f"${{{name}}}"
