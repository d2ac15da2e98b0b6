"""Rules for the protected API."""
import json

from auth import depends_on, differs

ORIGIN = "method.response.header.Access-Control-Allow-Origin"
HEADERS = "method.response.header.Access-Control-Allow-Headers"
METHODS = "method.response.header.Access-Control-Allow-Methods"


def methods(stack):
    """The methods' properties, by HTTP method."""
    found = stack.of_type("AWS::ApiGateway::Method").values()
    return {method["Properties"]["HttpMethod"]: method["Properties"] for method in found}


def answers(method):
    """The headers and bodies of a mock, by status."""
    responses = method.get("Integration", {}).get("IntegrationResponses", [])
    return {str(response["StatusCode"]): response for response in responses}


def method_wants_a_token_with_the_scope(stack):
    get = methods(stack).get("GET", {})
    yield from differs("AuthorizationType", get.get("AuthorizationType"), "COGNITO_USER_POOLS")
    yield from differs("AuthorizerId", get.get("AuthorizerId"), "${Authorizer}")
    # Without scopes the authorizer would want the ID token.
    yield from differs("AuthorizationScopes", get.get("AuthorizationScopes"), ["awesomeapi-resource-server/awesomeapi.read"])


def authorizer_asks_the_pool(stack):
    authorizer = stack.only("AWS::ApiGateway::Authorizer")
    yield from differs("Type", authorizer.get("Type"), "COGNITO_USER_POOLS")
    yield from differs("ProviderARNs", authorizer.get("ProviderARNs"), ["${UserPool.Arn}"])
    yield from differs("IdentitySource", authorizer.get("IdentitySource"), "method.request.header.Authorization")


def method_answers(stack):
    answer = answers(methods(stack).get("GET", {})).get("200", {})
    body = answer.get("ResponseTemplates", {}).get("application/json", "null")
    try:
        yield from differs("body", json.loads(body), {"statusCode": 200, "message": "Hello From Protected Resource"})
    except ValueError as error:
        yield f"the answer is not JSON: {error}"
    yield from differs("CORS", answer.get("ResponseParameters", {}).get(ORIGIN), "'*'")


def preflight_is_answered_without_a_token(stack):
    options = methods(stack).get("OPTIONS", {})
    yield from differs("AuthorizationType", options.get("AuthorizationType"), "NONE")
    answer = next(iter(answers(options).values()), {}).get("ResponseParameters", {})
    yield from differs("origin", answer.get(ORIGIN), "'*'")
    # '*' does not cover Authorization (Fetch standard).
    if "authorization" not in answer.get(HEADERS, "").lower():
        yield "the preflight does not allow the header Authorization"
    if "GET" not in answer.get(METHODS, ""):
        yield "the preflight does not allow GET"


def mocks_pass_nothing_through(stack):
    for name, method in methods(stack).items():
        integration = method.get("Integration", {})
        yield from differs(f"{name}: Type", integration.get("Type"), "MOCK")
        yield from differs(f"{name}: PassthroughBehavior", integration.get("PassthroughBehavior"), "NEVER")
        request = json.loads(integration.get("RequestTemplates", {}).get("application/json", "{}"))
        statuses = list(answers(method))
        yield from differs(f"{name}: statusCode", [str(request.get("statusCode"))], statuses)


def gateway_errors_carry_cors(stack):
    """Without these headers the browser reports a network error instead of a 401."""
    found = [response["Properties"] for response in stack.of_type("AWS::ApiGateway::GatewayResponse").values()]
    yield from differs("types", sorted(response.get("ResponseType") for response in found), ["DEFAULT_4XX", "DEFAULT_5XX"])
    for response in found:
        headers = response.get("ResponseParameters", {})
        origin = headers.get("gatewayresponse.header.Access-Control-Allow-Origin")
        yield from differs(f"{response.get('ResponseType')}: origin", origin, "'*'")
        # An app that is told to slow down must be able to read for how long.
        if "Retry-After" not in headers.get("gatewayresponse.header.Access-Control-Expose-Headers", ""):
            yield f"{response.get('ResponseType')}: Retry-After cannot be read"


def headers_are_declared(stack):
    for name, method in methods(stack).items():
        declared = {str(response["StatusCode"]): response.get("ResponseParameters", {}) for response in method.get("MethodResponses", [])}
        for status, answer in answers(method).items():
            for header in set(answer.get("ResponseParameters", {})) - set(declared.get(status, {})):
                yield f"{name}: {header} is not declared in MethodResponses {status}"


def answers_are_kept_by_nobody(stack):
    answer = answers(methods(stack).get("GET", {})).get("200", {}).get("ResponseParameters", {})
    yield from differs("Cache-Control", answer.get("method.response.header.Cache-Control"), "'no-store'")


def gateway_errors_say_what_they_are(stack):
    for name, response in stack.of_type("AWS::ApiGateway::GatewayResponse").items():
        templates = response["Properties"].get("ResponseTemplates")
        yield from differs(f"{name}: body", templates, {"application/json": '{"message":$context.error.messageString}'})


def all_is_of_the_one_api(stack):
    for name, resource in stack.resources.items():
        kind, properties = resource["Type"], resource.get("Properties", {})
        if kind.startswith("AWS::ApiGateway::") and kind != "AWS::ApiGateway::RestApi":
            yield from differs(f"{name}: RestApiId", properties.get("RestApiId"), "${RestApi}")
        if kind == "AWS::ApiGateway::Method":
            yield from differs(f"{name}: ResourceId", properties.get("ResourceId"), "${ApiResource}")


def literals_are_quoted(stack):
    """API Gateway takes what has no single quotes for an expression."""
    parameters = [answer.get("ResponseParameters", {}) for method in methods(stack).values() for answer in answers(method).values()]
    for response in stack.of_type("AWS::ApiGateway::GatewayResponse").values():
        parameters.append(response["Properties"].get("ResponseParameters", {}))
    for header, value in ((header, value) for headers in parameters for header, value in headers.items()):
        expression = value.startswith(("integration.", "context.", "stageVariables.", "method."))
        if not expression and not (len(value) > 1 and value[0] == value[-1] == "'"):
            yield f"{header}: the literal {value!r} must be in single quotes"


def deployment_waits_for_all_of_the_api(stack):
    """A deployment is a snapshot of what exists when it is made."""
    if not stack.of_type("AWS::ApiGateway::Deployment"):
        yield "nothing deploys the API"
    needed = set(stack.of_type("AWS::ApiGateway::Method")) | set(stack.of_type("AWS::ApiGateway::GatewayResponse"))
    for name, deployment in stack.of_type("AWS::ApiGateway::Deployment").items():
        if missing := needed - set(depends_on(deployment)):
            yield f"{name}: DependsOn lacks {sorted(missing)}"


def stage_is_the_deployments(stack):
    stage = stack.only("AWS::ApiGateway::Stage")
    yield from differs("StageName", stage.get("StageName"), "prod")
    yield from differs("DeploymentId", stage.get("DeploymentId"), "${ApiDeployment}")
    limits = stage.get("MethodSettings", [{}])[0]
    yield from differs("limited", (limits.get("HttpMethod"), limits.get("ResourcePath")), ("*", "/*"))
    if not limits.get("ThrottlingRateLimit") or not limits.get("ThrottlingBurstLimit"):
        yield "nothing limits what the API may cost"
    endpoint = stack.only("AWS::ApiGateway::RestApi").get("EndpointConfiguration")
    yield from differs("EndpointConfiguration", endpoint, {"Types": ["REGIONAL"]})
    yield from differs("path", stack.only("AWS::ApiGateway::Resource").get("PathPart"), "awesomeapi")


RULES = [
    method_wants_a_token_with_the_scope,
    authorizer_asks_the_pool,
    method_answers,
    preflight_is_answered_without_a_token,
    mocks_pass_nothing_through,
    gateway_errors_carry_cors,
    headers_are_declared,
    answers_are_kept_by_nobody,
    gateway_errors_say_what_they_are,
    all_is_of_the_one_api,
    literals_are_quoted,
    deployment_waits_for_all_of_the_api,
    stage_is_the_deployments,
]
