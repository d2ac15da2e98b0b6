"""Rules for the API behind the site's own address (ApiOnSite=true, StageName=api)."""
from auth import differs
from site_rules import distribution, headers_policy

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
# Those that CloudFront keeps and lets a template set a time for (custom-error-pages-expiration, HTTPStatusCodes).
KEPT_ERRORS = (400, 403, 404, 405, 414, 500, 501, 502, 503, 504)


def passed_on_uncached(behavior, origin):
    """What is wrong with a behavior that passes every request on to `origin`."""
    wanted = {
        "TargetOriginId": origin,
        "ViewerProtocolPolicy": "https-only",
        "CachePolicyId": CACHING_DISABLED,
        "OriginRequestPolicyId": ALL_VIEWER_EXCEPT_HOST_HEADER,
    }
    path = behavior.get("PathPattern")
    for key, value in wanted.items():
        yield from differs(f"{path}: {key}", behavior.get(key), value)
    methods = {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}
    yield from differs(f"{path}: AllowedMethods", set(behavior.get("AllowedMethods", [])), methods)


def errors_are_kept_by_nobody(stack):
    """CloudFront keeps errors by path alone, whoever they were for, and ignores no-store with most of them."""
    found = {each["ErrorCode"]: each for each in distribution(stack).get("CustomErrorResponses", [])}
    for code in KEPT_ERRORS:
        wanted = {"ErrorCode": code, "ErrorCachingMinTTL": 0}
        yield from differs(f"error {code}", found.get(code), wanted)


def origin_of(stack, name):
    origins = {origin["Id"]: origin for origin in distribution(stack).get("Origins", [])}
    return origins.get(name, {})


def reached_over_tls(origin, api):
    """What is wrong with an origin that is the API Gateway API of this logical id."""
    yield from differs("origin", origin.get("DomainName"), f"${{{api}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}")
    wanted = {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]}
    yield from differs("CustomOriginConfig", origin.get("CustomOriginConfig"), wanted)


def the_api_is_passed_on_uncached(stack):
    # The first match wins, and an API may have paths that end in .js.
    behavior = next(iter(distribution(stack).get("CacheBehaviors", [])), {})
    yield from differs("PathPattern", behavior.get("PathPattern"), "/api/*")
    yield from passed_on_uncached(behavior, "api")


def the_api_is_reached_over_tls(stack):
    origin = origin_of(stack, "api")
    yield from reached_over_tls(origin, "RestApi")
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


RULES = [
    an_answer_is_no_page,
    errors_are_kept_by_nobody,
    the_api_is_passed_on_uncached,
    the_api_is_reached_over_tls,
    the_app_calls_its_own_origin,
]
