"""Rules for which parameters go together: AWS is to refuse the others before anything is made."""
from backend import BACKEND
from custom_domain import DOMAIN
from existing_pool import POOL

CLASHING = [
    {},
    {**POOL, "DomainPrefix": "mine"},
    {**POOL, "ExistingIssuer": ""},
    {**POOL, "ExistingDomain": ""},
    {**POOL, "ExistingClientId": ""},
    {"DomainPrefix": "mine", "ExistingClientId": "client1"},
    {"DomainPrefix": "mine", "ExistingDomain": "https://login.example.com"},
    {**DOMAIN, "SiteDomain": ""},
    {**DOMAIN, "SiteCertificateArn": ""},
    {**BACKEND, "ApiOnSite": "true", "StageName": "api"},
]


def they_go_together(stack):
    yield from (f"is refused: {refusal}" for refusal in stack.refusals)


def they_clash(stack):
    if not stack.refusals:
        yield "parameters that do not go together are allowed"
