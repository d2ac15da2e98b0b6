"""Rules for the bucket, CloudFront, and the headers that it adds."""
from auth import differs

CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
DISTRIBUTION = "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"
CONNECT = (
    "connect-src 'self' https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}"
    " https://mine.auth.${AWS::Region}.amazoncognito.com"
    " https://${RestApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
)
POLICY = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    CONNECT,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
]


def distribution(stack):
    return stack.only("AWS::CloudFront::Distribution").get("DistributionConfig", {})


def site_behaviors(stack):
    """The behaviours that answer from the bucket, by their pattern."""
    config = distribution(stack)
    behaviors = {"*": config.get("DefaultCacheBehavior", {})}
    behaviors.update({behavior["PathPattern"]: behavior for behavior in config.get("CacheBehaviors", [])})
    return {pattern: behavior for pattern, behavior in behaviors.items() if behavior.get("TargetOriginId") == "site"}


def bucket_is_private_and_kept(stack):
    if len(stack.of_type("AWS::S3::Bucket")) != 1:
        yield "there is not exactly one bucket"
    for name, bucket in stack.of_type("AWS::S3::Bucket").items():
        properties = bucket["Properties"]
        block = properties.get("PublicAccessBlockConfiguration", {})
        for key in ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"):
            yield from differs(f"{name}: {key}", block.get(key), True)
        rules = properties.get("OwnershipControls", {}).get("Rules")
        yield from differs(f"{name}: ownership", rules, [{"ObjectOwnership": "BucketOwnerEnforced"}])
        yield from differs(f"{name}: versions", properties.get("VersioningConfiguration"), {"Status": "Enabled"})
        yield from differs(f"{name}: DeletionPolicy", bucket.get("DeletionPolicy"), "RetainExceptOnCreate")
        yield from differs(f"{name}: UpdateReplacePolicy", bucket.get("UpdateReplacePolicy"), "Retain")
        if "WebsiteConfiguration" in properties or "AccessControl" in properties:
            yield f"{name}: only CloudFront is to answer from it"


def bucket_is_encrypted_and_tidied(stack):
    """Old versions are for a mistake that is noticed soon, and cost money after that."""
    bucket = stack.only("AWS::S3::Bucket")
    encryption = bucket.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration")
    yield from differs("encryption", encryption, [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}])
    rule = next(iter(bucket.get("LifecycleConfiguration", {}).get("Rules", [])), {})
    yield from differs("lifecycle", rule.get("Status"), "Enabled")
    if not 0 < rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays", 0) <= 90:
        yield "old versions are kept for ever, or not at all"
    if "ExpirationInDays" in rule or "ExpirationDate" in rule:
        yield "files of the site would expire"


def only_this_distribution_reads_the_bucket(stack):
    """Listing it is what makes a missing file a 404 instead of a 403."""
    yield from differs("Bucket", stack.only("AWS::S3::BucketPolicy").get("Bucket"), "${SiteBucket}")
    policy = stack.only("AWS::S3::BucketPolicy").get("PolicyDocument", {})
    yield from differs("Version", policy.get("Version"), "2012-10-17")
    granted = {}
    for statement in policy.get("Statement", []):
        yield from differs("Effect", statement.get("Effect"), "Allow")
        granted[statement.get("Action")] = statement.get("Resource")
        yield from differs("Principal", statement.get("Principal"), {"Service": "cloudfront.amazonaws.com"})
        yield from differs("Condition", statement.get("Condition"), {"StringEquals": {"AWS:SourceArn": DISTRIBUTION}})
    yield from differs("rights", granted, {"s3:GetObject": "${SiteBucket.Arn}/*", "s3:ListBucket": "${SiteBucket.Arn}"})


def cloudfront_signs_for_the_bucket(stack):
    control = stack.only("AWS::CloudFront::OriginAccessControl").get("OriginAccessControlConfig", {})
    wanted = {"OriginAccessControlOriginType": "s3", "SigningBehavior": "always", "SigningProtocol": "sigv4"}
    for key, value in wanted.items():
        yield from differs(key, control.get(key), value)
    origins = distribution(stack).get("Origins", [])
    yield from differs("origins", [origin["Id"] for origin in origins], ["site"])
    for origin in origins:
        if origin["Id"] == "site":
            # Here an identity of the older kind would stand.
            yield from differs("S3OriginConfig", origin.get("S3OriginConfig"), {"OriginAccessIdentity": ""})
            # The global name redirects for hours after a bucket was made outside us-east-1.
            yield from differs("DomainName", origin.get("DomainName"), "${SiteBucket.RegionalDomainName}")
            yield from differs("OriginAccessControlId", origin.get("OriginAccessControlId"), "${OriginAccessControl.Id}")


def every_answer_is_secure_and_compressed(stack):
    for pattern, behavior in site_behaviors(stack).items():
        yield from differs(f"{pattern}: headers", behavior.get("ResponseHeadersPolicyId"), "${SecurityHeaders}")
        yield from differs(f"{pattern}: https", behavior.get("ViewerProtocolPolicy"), "redirect-to-https")
        yield from differs(f"{pattern}: methods", behavior.get("AllowedMethods"), ["GET", "HEAD"])
        yield from differs(f"{pattern}: compression", behavior.get("Compress"), True)


def hashed_files_are_kept_at_the_edge(stack):
    """A minimum TTL of 0 would mean that no compressed copy is kept."""
    for pattern in ("*.wasm", "*.js", "*.css"):
        policy = site_behaviors(stack).get(pattern, {}).get("CachePolicyId")
        yield from differs(f"{pattern}: cache policy", policy, CACHING_OPTIMIZED)


def the_page_is_asked_for_again(stack):
    default = site_behaviors(stack).get("*", {})
    yield from differs("cache policy", default.get("CachePolicyId"), "${OriginDecidesCachePolicy}")
    policy = stack.only("AWS::CloudFront::CachePolicy").get("CachePolicyConfig", {})
    yield from differs("MinTTL", policy.get("MinTTL"), 0)
    yield from differs("DefaultTTL", policy.get("DefaultTTL"), 0)
    key = policy.get("ParametersInCacheKeyAndForwardedToOrigin", {})
    for coding in ("Brotli", "Gzip"):
        yield from differs(coding, key.get(f"EnableAcceptEncoding{coding}"), True)
    # The address carries ?code=, which neither a cache key nor the bucket's log is to see.
    for part, name in (("Cookies", "Cookie"), ("Headers", "Header"), ("QueryStrings", "QueryString")):
        yield from differs(part, key.get(f"{part}Config"), {f"{name}Behavior": "none"})


def routes_are_the_page_and_missing_files_are_not(stack):
    function = stack.only("AWS::CloudFront::Function")
    # Unpublished, its stage is empty and answers 503.
    yield from differs("AutoPublish", function.get("AutoPublish"), True)
    yield from differs("Runtime", function.get("FunctionConfig", {}).get("Runtime"), "cloudfront-js-2.0")
    code = function.get("FunctionCode", "")
    if "request.uri = '/index.html';" not in code:
        yield "the function does not lead to the page"
    if "if (last.indexOf('.') === -1) {" not in code:
        yield "the function must leave names with a dot alone"
    wanted = [{"EventType": "viewer-request", "FunctionARN": "${SpaFallback.FunctionMetadata.FunctionARN}"}]
    yield from differs("function", site_behaviors(stack).get("*", {}).get("FunctionAssociations"), wanted)
    if any("ResponsePagePath" in each for each in distribution(stack).get("CustomErrorResponses", [])):
        yield "custom error responses would make a page of a missing file, and of the API's 403"


def distribution_answers(stack):
    config = distribution(stack)
    yield from differs("Enabled", config.get("Enabled"), True)
    yield from differs("HttpVersion", config.get("HttpVersion"), "http2and3")
    yield from differs("IPV6Enabled", config.get("IPV6Enabled"), True)
    yield from differs("DefaultRootObject", config.get("DefaultRootObject"), "index.html")


def headers_policy(stack, name):
    resource = stack.of_type("AWS::CloudFront::ResponseHeadersPolicy").get(name, {})
    return resource.get("Properties", {}).get("ResponseHeadersPolicyConfig", {})


def headers_are_strict(stack):
    policy = headers_policy(stack, "SecurityHeaders")
    headers = policy.get("SecurityHeadersConfig", {})
    csp = headers.get("ContentSecurityPolicy", {}).get("ContentSecurityPolicy", "")
    yield from differs("Content-Security-Policy", csp.split("; "), POLICY)
    yield from differs("frames", headers.get("FrameOptions", {}).get("FrameOption"), "DENY")
    yield from differs("referrer", headers.get("ReferrerPolicy", {}).get("ReferrerPolicy"), "no-referrer")
    transport = headers.get("StrictTransportSecurity", {})
    yield from differs("HSTS", transport.get("AccessControlMaxAgeSec"), 63072000)
    yield from differs("HSTS of subdomains", transport.get("IncludeSubdomains"), True)
    yield from differs("XSS filter", headers.get("XSSProtection", {}).get("Protection"), False)
    for name in ("ContentSecurityPolicy", "ContentTypeOptions", "FrameOptions", "ReferrerPolicy", "StrictTransportSecurity", "XSSProtection"):
        yield from differs(f"{name}: Override", headers.get(name, {}).get("Override"), True)
    items = policy.get("CustomHeadersConfig", {}).get("Items", [])
    custom = {item["Header"]: item["Value"] for item in items}
    for item in items:
        yield from differs(f"{item['Header']}: Override", item.get("Override"), True)
    for name in ("Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"):
        yield from differs(name, custom.get(name), "same-origin")
    permissions = custom.get("Permissions-Policy", "").split(", ")
    # The copy buttons write to the clipboard.
    yield from differs("permissions", [each for each in permissions if not each.endswith("=()")], ["clipboard-write=(self)"])
    if missing := {"camera", "clipboard-read", "geolocation", "microphone", "payment", "publickey-credentials-get", "usb"} - {each[:-3] for each in permissions}:
        yield f"a script may ask for {sorted(missing)}"


RULES = [
    bucket_is_private_and_kept,
    bucket_is_encrypted_and_tidied,
    only_this_distribution_reads_the_bucket,
    cloudfront_signs_for_the_bucket,
    every_answer_is_secure_and_compressed,
    hashed_files_are_kept_at_the_edge,
    the_page_is_asked_for_again,
    routes_are_the_page_and_missing_files_are_not,
    distribution_answers,
    headers_are_strict,
]
