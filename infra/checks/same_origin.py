"""Rules for the API behind the site's own address (ApiOnSite=true, StageName=api)."""
from auth import differs
from site_rules import distribution, headers_policy

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac"


def the_api_is_passed_on_uncached(stack):
    # The first match wins, and an API may have paths that end in .js.
    behavior = next(iter(distribution(stack).get("CacheBehaviors", [])), {})
    wanted = {
        "PathPattern": "/api/*",
        "TargetOriginId": "api",
        "ViewerProtocolPolicy": "https-only",
        "CachePolicyId": CACHING_DISABLED,
        "OriginRequestPolicyId": ALL_VIEWER_EXCEPT_HOST_HEADER,
    }
    for key, value in wanted.items():
        yield from differs(key, behavior.get(key), value)
    methods = {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}
    yield from differs("AllowedMethods", set(behavior.get("AllowedMethods", [])), methods)


def the_api_is_reached_over_tls(stack):
    origins = {origin["Id"]: origin for origin in distribution(stack).get("Origins", [])}
    origin = origins.get("api", {})
    yield from differs("origin", origin.get("DomainName"), "${RestApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}")
    wanted = {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]}
    yield from differs("CustomOriginConfig", origin.get("CustomOriginConfig"), wanted)
    if "OriginPath" in origin:
        yield "the stage's name is in the path already"


def the_app_calls_its_own_origin(stack):
    yield from differs("ApiUrl", stack.outputs.get("ApiUrl"), "https://${Distribution.DomainName}/${ApiStage}/awesomeapi")
    if "execute-api" in str(headers_policy(stack, "SecurityHeaders")):
        yield "the policy allows an origin that the app does not call"


def an_answer_is_no_page(stack):
    behavior = next(iter(distribution(stack).get("CacheBehaviors", [])), {})
    yield from differs("headers", behavior.get("ResponseHeadersPolicyId"), "${ApiHeaders}")
    headers = headers_policy(stack, "ApiHeaders").get("SecurityHeadersConfig", {})
    wanted = {"ContentSecurityPolicy": "default-src 'none'; frame-ancestors 'none'; sandbox", "Override": True}
    yield from differs("Content-Security-Policy", headers.get("ContentSecurityPolicy"), wanted)
    for name in ("ContentTypeOptions", "FrameOptions", "ReferrerPolicy", "StrictTransportSecurity"):
        yield from differs(f"{name}: Override", headers.get(name, {}).get("Override"), True)


RULES = [an_answer_is_no_page, the_api_is_passed_on_uncached, the_api_is_reached_over_tls, the_app_calls_its_own_origin]
