"""Rules for the backend that keeps the tokens (BackendCode)."""
import json

from auth import differs
from same_origin import errors_are_kept_by_nobody, origin_of, passed_on_uncached, reached_over_tls
from site_rules import distribution, headers_policy

CODE = f"backend/{'0' * 64}.zip"
BACKEND = {"DomainPrefix": "mine", "DevOrigin": "http://localhost:3000", "BackendCode": CODE}
SITE = "https://${Distribution.DomainName}"


def environment(stack):
    return stack.only("AWS::Lambda::Function").get("Environment", {}).get("Variables", {})


def configuration(stack):
    """What the program is told, or nothing where that is not JSON."""
    try:
        return json.loads(environment(stack).get("COGNITO_BACKEND_CONFIG", ""))
    except ValueError:
        return {}


def the_backend_is_reached_through_cloudfront_alone(stack):
    """The API has an address of its own; without the secret that CloudFront adds, it leads nowhere."""
    origin = origin_of(stack, "backend")
    yield from reached_over_tls(origin, "BackendApi")
    secret = {"HeaderName": "X-Origin-Verify", "HeaderValue": "{{resolve:secretsmanager:${BackendOriginSecret}}}"}
    yield from differs("OriginCustomHeaders", origin.get("OriginCustomHeaders"), [secret])
    yield from differs("expected secret", environment(stack).get("COGNITO_BACKEND_ORIGIN_SECRET"), "${BackendOriginSecret}")


def nobody_but_its_api_calls_the_function(stack):
    if stack.of_type("AWS::Lambda::Url"):
        yield "a function URL is public, or asks browsers for a hash of each body"
    permission = stack.only("AWS::Lambda::Permission")
    wanted = {
        "FunctionName": "${BackendFunction}",
        "Action": "lambda:InvokeFunction",
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${BackendApi}/*",
    }
    yield from differs("permission", permission, wanted)


def the_role_may_do_what_the_program_does(stack):
    role = stack.only("AWS::IAM::Role")
    trusted = role.get("AssumeRolePolicyDocument", {}).get("Statement", [])
    yield from differs("trusted", [each.get("Principal") for each in trusted], [{"Service": "lambda.amazonaws.com"}])
    if "ManagedPolicyArns" in role:
        yield "a managed policy allows more than is needed"
    granted = {}
    for policy in role.get("Policies", []):
        for statement in policy["PolicyDocument"]["Statement"]:
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            granted.update({action: statement["Resource"] for action in actions})
    items = [f"dynamodb:{action}Item" for action in ("Get", "Put", "Update", "Delete")]
    wanted = {
        **dict.fromkeys(items, "${BackendSessions.Arn}"),
        "secretsmanager:GetSecretValue": ["${BackendKey}", "${BackendOriginSecret}"],
        "logs:CreateLogStream": "${BackendLogs.Arn}:*",
        "logs:PutLogEvents": "${BackendLogs.Arn}:*",
    }
    yield from differs("rights", granted, wanted)


def secrets_are_made_by_aws_and_in_no_variable(stack):
    for name, secret in stack.of_type("AWS::SecretsManager::Secret").items():
        properties = secret["Properties"]
        # 43 letters and digits are 256 bits, and the program takes no fewer.
        if properties.get("GenerateSecretString", {}).get("PasswordLength", 0) < 43:
            yield f"{name}: can be guessed"
        yield from differs(f"{name}: punctuation", properties.get("GenerateSecretString", {}).get("ExcludePunctuation"), True)
        if "SecretString" in properties:
            yield f"{name}: whoever reads the template knows it"
    yield from differs("key", environment(stack).get("COGNITO_BACKEND_KEY_SECRET"), "${BackendKey}")
    if "{{resolve:" in json.dumps(environment(stack)):
        yield "whoever lists the function's variables reads a secret"


def sessions_end_by_themselves(stack):
    table = stack.only("AWS::DynamoDB::Table")
    ttl = {"AttributeName": "ttl", "Enabled": True}
    yield from differs("TimeToLiveSpecification", table.get("TimeToLiveSpecification"), ttl)
    yield from differs("KeySchema", table.get("KeySchema"), [{"AttributeName": "id", "KeyType": "HASH"}])
    yield from differs("AttributeDefinitions", table.get("AttributeDefinitions"), [{"AttributeName": "id", "AttributeType": "S"}])
    yield from differs("BillingMode", table.get("BillingMode"), "PAY_PER_REQUEST")
    yield from differs("table", environment(stack).get("COGNITO_BACKEND_TABLE"), "${BackendSessions}")


def nothing_of_it_outlives_the_stack(stack):
    kinds = ("AWS::DynamoDB::Table", "AWS::SecretsManager::Secret", "AWS::Logs::LogGroup")
    for name, resource in (found for kind in kinds for found in stack.of_type(kind).items()):
        yield from differs(f"{name}: DeletionPolicy", resource.get("DeletionPolicy"), "Delete")


def its_answers_are_passed_on_uncached(stack):
    # The first match wins, and an API may have paths that end in .js.
    behaviors = distribution(stack).get("CacheBehaviors", [])[:2]
    yield from differs("paths", [behavior["PathPattern"] for behavior in behaviors], ["/auth/*", "/api/*"])
    for behavior in behaviors:
        yield from passed_on_uncached(behavior, "backend")
        policy = behavior.get("ResponseHeadersPolicyId")
        yield from differs(f"{behavior['PathPattern']}: ResponseHeadersPolicyId", policy, "${ApiHeaders}")


def a_renewal_is_not_cut_off(stack):
    """It may begin when an HTTP API gives up, after 30 seconds, and has the session for 70 (renewal.rs: lease_time)."""
    if stack.only("AWS::Lambda::Function").get("Timeout", 3) < 30 + 70:
        yield "a refresh token that the provider has just given could be lost, and the session with it"


def all_of_it_is_of_the_one_api(stack):
    for kind in ("Integration", "Route", "Stage"):
        yield from differs(f"{kind}: ApiId", stack.only(f"AWS::ApiGatewayV2::{kind}").get("ApiId"), "${BackendApi}")
    integration = stack.only("AWS::ApiGatewayV2::Integration")
    yield from differs("IntegrationUri", integration.get("IntegrationUri"), "${BackendFunction.Arn}")
    # The form that the program reads.
    yield from differs("PayloadFormatVersion", integration.get("PayloadFormatVersion"), "2.0")
    route = stack.only("AWS::ApiGatewayV2::Route")
    yield from differs("route", (route.get("RouteKey"), route.get("Target")), ("$default", "integrations/${BackendIntegration}"))
    if "CorsConfiguration" in stack.only("AWS::ApiGatewayV2::Api"):
        yield "another site's preflight would be answered"


def what_it_costs_is_bounded(stack):
    stage = stack.only("AWS::ApiGatewayV2::Stage")
    limits = stage.get("DefaultRouteSettings", {})
    if not limits.get("ThrottlingRateLimit") or not limits.get("ThrottlingBurstLimit"):
        yield "nothing limits what a flood of requests costs"
    if not 0 < stack.only("AWS::Logs::LogGroup").get("RetentionInDays", 0) <= 90:
        yield "logs are kept for ever"
    yield from differs("log group", stack.only("AWS::Lambda::Function").get("LoggingConfig"), {"LogGroup": "${BackendLogs}"})


def the_page_speaks_to_its_own_origin_alone(stack):
    headers = headers_policy(stack, "SecurityHeaders")["SecurityHeadersConfig"]
    if "connect-src 'self'" not in headers["ContentSecurityPolicy"]["ContentSecurityPolicy"].split("; "):
        yield "a page may speak to another origin, though its tokens are elsewhere"


def no_code_goes_to_the_browser(stack):
    callback = f"{SITE}/auth/callback"
    callbacks = stack.only("AWS::Cognito::UserPoolClient").get("CallbackURLs")
    yield from differs("CallbackURLs", callbacks, [callback, "http://localhost:3000/dashboard"])
    yield from differs("RedirectUri", stack.outputs.get("RedirectUri"), callback)


def its_configuration_is_that_of_the_stack(stack):
    wanted = {
        "site": SITE,
        "issuer": stack.outputs.get("Issuer"),
        "domain": stack.outputs.get("HostedUiOrigin"),
        "client_id": "${UserPoolClient}",
        "scopes": stack.outputs.get("Scope", "").split(),
        "api_url": stack.outputs.get("ApiUrl"),
        "redirect_path": "/dashboard",
        "logout_uri": stack.outputs.get("LogoutUri"),
        # API Gateway gives up after 30 seconds.
        "api_timeout_s": 25,
        # Only the owner of the function can set its environment.
        "proxy_from_env": True,
    }
    yield from differs("configuration", configuration(stack), wanted)
    yield from differs("BackendPath", stack.outputs.get("BackendPath"), "/auth")


def its_program_is_not_of_the_site(stack):
    statements = stack.only("AWS::S3::BucketPolicy").get("PolicyDocument", {}).get("Statement", [])
    denied = [each.get("Resource") for each in statements if each.get("Effect") == "Deny"]
    yield from differs("denied", denied, ["${SiteBucket.Arn}/backend/*"])
    code = stack.only("AWS::Lambda::Function").get("Code")
    yield from differs("Code", code, {"S3Bucket": "${SiteBucket}", "S3Key": CODE})


RULES = [
    the_backend_is_reached_through_cloudfront_alone,
    nobody_but_its_api_calls_the_function,
    the_role_may_do_what_the_program_does,
    secrets_are_made_by_aws_and_in_no_variable,
    sessions_end_by_themselves,
    nothing_of_it_outlives_the_stack,
    its_answers_are_passed_on_uncached,
    errors_are_kept_by_nobody,
    a_renewal_is_not_cut_off,
    all_of_it_is_of_the_one_api,
    what_it_costs_is_bounded,
    the_page_speaks_to_its_own_origin_alone,
    no_code_goes_to_the_browser,
    its_configuration_is_that_of_the_stack,
    its_program_is_not_of_the_site,
]
