"""Rules for what goes into the stack and what comes out: parameters and outputs."""
import re

from auth import differs

ACCEPTED = {
    "DomainPrefix": ["mine", "a", "my-company-app-2", "a" * 63],
    "DevOrigin": ["", "http://localhost", "http://localhost:3000", "https://dev.example.com"],
    "CallbackPath": ["/dashboard"],
    "LogoutPath": ["/"],
    "StageName": ["prod", "api"],
    "ScopeName": ["awesomeapi.read"],
    "ResourceServerIdentifier": ["awesomeapi-resource-server", "https://api.example.com"],
    "ExistingIssuer": ["", "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123"],
    "ExistingDomain": ["", "https://login.example.com"],
    "ExistingClientId": ["", "2v4929s76jtnepd4q0nj695gmb"],
    "SiteDomain": ["", "example.com", "app.example.com", "xn--bcher-kva.example"],
    "SiteCertificateArn": ["", "arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef"],
    "BackendCode": ["", f"backend/{'0f' * 32}.zip"],
    "BackendRevision": ["", "2", "2026-11-26"],
}
REFUSED = {
    "DomainPrefix": ["", "Mine", "my_app", "-mine", "mine-", "a" * 64, "my-aws", "amazonas", "cognito1", "a b"],
    "DevOrigin": ["http://localhost:3000/", "http://example.com", "localhost:3000", "https://a b", "javascript:1"],
    "CallbackPath": ["dashboard", "/a?b", "https://evil.example/"],
    "LogoutPath": ["", "//a b"],
    "StageName": ["", "a/b", "a-b"],
    "ScopeName": ["", "a b", "a/b", 'a"b'],
    "ResourceServerIdentifier": ["", "a b"],
    "ExistingIssuer": ["https://cognito-idp.eu-west-1.amazonaws.com/", "https://id.example.com", "eu-west-1_AbC123"],
    "ExistingDomain": ["https://login.example.com/", "http://login.example.com", "login.example.com"],
    "ExistingClientId": ["a b", "a;b"],
    "SiteDomain": ["https://app.example.com", "app.example.com/", "App.example.com", "example", "*.example.com", "a..b", "-a.example.com", "a b.com"],
    "SiteCertificateArn": ["arn:aws:acm:eu-west-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef", "certificate"],
    "BackendCode": ["backend/a.zip", f"{'0f' * 32}.zip", f"backend/{'0f' * 32}.zip/.."],
    "BackendRevision": ["a b", '"'],
}


def bad_values_are_refused_before_anything_is_made(stack):
    for name, declared in stack.declared.items():
        if "AllowedPattern" not in declared and "AllowedValues" not in declared:
            yield f"{name}: any value is allowed"
    for samples, wanted in ((ACCEPTED, True), (REFUSED, False)):
        for name, values in samples.items():
            pattern = stack.declared.get(name, {}).get("AllowedPattern", "")
            for value in values:
                if bool(re.fullmatch(pattern, value)) != wanted:
                    yield f"{name}: {value!r} is {'refused' if wanted else 'allowed'}"


def outputs_have_what_config_json_needs(stack):
    site = "https://${Distribution.DomainName}"
    wanted = {
        "Issuer": "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${UserPool}",
        "HostedUiOrigin": "https://mine.auth.${AWS::Region}.amazoncognito.com",
        "ClientId": "${UserPoolClient}",
        "Scope": "openid awesomeapi-resource-server/awesomeapi.read",
        "ApiUrl": "https://${RestApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${ApiStage}/awesomeapi",
        "RedirectUri": f"{site}/dashboard",
        "LogoutUri": f"{site}/",
        "SiteUrl": site,
        "SiteBucketName": "${SiteBucket}",
        "DistributionId": "${Distribution}",
    }
    for name, value in wanted.items():
        yield from differs(name, stack.outputs.get(name), value)


RULES = [bad_values_are_refused_before_anything_is_made, outputs_have_what_config_json_needs]
