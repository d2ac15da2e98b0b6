"""Rules for a stack that keeps a user pool from elsewhere: only the API and the site are made."""
from auth import differs
from backend import configuration
from site_rules import headers_policy

POOL = {
    "ExistingIssuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Kept",
    "ExistingDomain": "https://login.example.com",
    "ExistingClientId": "client1",
}
API = "https://${RestApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"


def nothing_of_cognito_is_made(stack):
    for name, resource in stack.resources.items():
        if resource["Type"].startswith("AWS::Cognito::"):
            yield f"{name} is made, although the pool exists"


def the_authorizer_asks_the_kept_pool(stack):
    wanted = "arn:${AWS::Partition}:cognito-idp:eu-west-1:${AWS::AccountId}:userpool/eu-west-1_Kept"
    yield from differs("ProviderARNs", stack.only("AWS::ApiGateway::Authorizer").get("ProviderARNs"), [wanted])


def the_app_signs_in_at_the_kept_pool(stack):
    wanted = {"Issuer": POOL["ExistingIssuer"], "HostedUiOrigin": POOL["ExistingDomain"], "ClientId": POOL["ExistingClientId"]}
    for name, value in wanted.items():
        yield from differs(name, stack.outputs.get(name), value)
    headers = headers_policy(stack, "SecurityHeaders")["SecurityHeadersConfig"]
    policy = headers["ContentSecurityPolicy"]["ContentSecurityPolicy"].split("; ")
    if f"connect-src 'self' https://cognito-idp.eu-west-1.amazonaws.com https://login.example.com {API}" not in policy:
        yield "connect-src does not name the kept pool"


def the_backend_signs_in_at_the_kept_pool(stack):
    config = configuration(stack)
    found = [config.get(key) for key in ("issuer", "domain", "client_id")]
    yield from differs("configuration", found, list(POOL.values()))
    yield from differs("RedirectUri", stack.outputs.get("RedirectUri"), "https://${Distribution.DomainName}/auth/callback")


RULES = [nothing_of_cognito_is_made, the_authorizer_asks_the_kept_pool, the_app_signs_in_at_the_kept_pool]
