"""Rules for sign-in: the user pool, its domain, its resource server and its app client."""


def pool_signs_in_by_email(stack):
    pool = stack.only("AWS::Cognito::UserPool")
    yield from differs("UsernameAttributes", pool.get("UsernameAttributes"), ["email"])
    yield from differs("AutoVerifiedAttributes", pool.get("AutoVerifiedAttributes"), ["email"])
    update = pool.get("UserAttributeUpdateSettings", {}).get("AttributesRequireVerificationBeforeUpdate")
    yield from differs("change of the address", update, ["email"])
    recovery = pool.get("AccountRecoverySetting", {}).get("RecoveryMechanisms")
    yield from differs("recovery", recovery, [{"Name": "verified_email", "Priority": 1}])
    message = pool.get("VerificationMessageTemplate", {})
    yield from differs("verification", message.get("DefaultEmailOption"), "CONFIRM_WITH_CODE")
    if "{####}" not in message.get("EmailMessage", ""):
        yield "the email does not carry the code"


def sign_up_can_be_closed(stack):
    pool = stack.only("AWS::Cognito::UserPool")
    yield from differs("sign-up", pool.get("AdminCreateUserConfig"), {"AllowAdminCreateUserOnly": False})


def sign_up_is_closed(stack):
    pool = stack.only("AWS::Cognito::UserPool")
    yield from differs("sign-up", pool.get("AdminCreateUserConfig"), {"AllowAdminCreateUserOnly": True})


def passwords_are_long_and_names_have_no_case(stack):
    pool = stack.only("AWS::Cognito::UserPool")
    policy = pool.get("Policies", {}).get("PasswordPolicy", {})
    if policy.get("MinimumLength", 0) < 12:
        yield "a password may be shorter than 12 characters"
    if not 0 < policy.get("TemporaryPasswordValidityDays", 0) <= 7:
        yield "a temporary password is good for more than a week"
    yield from differs("case", pool.get("UsernameConfiguration"), {"CaseSensitive": False})


def all_is_of_the_one_pool(stack):
    for kind in ("UserPoolClient", "UserPoolDomain", "UserPoolResourceServer"):
        yield from differs(f"{kind}: UserPoolId", stack.only(f"AWS::Cognito::{kind}").get("UserPoolId"), "${UserPool}")


def pool_outlives_the_stack(stack):
    for name, pool in stack.of_type("AWS::Cognito::UserPool").items():
        yield from differs(f"{name}: DeletionPolicy", pool.get("DeletionPolicy"), "RetainExceptOnCreate")
        yield from differs(f"{name}: UpdateReplacePolicy", pool.get("UpdateReplacePolicy"), "Retain")
        yield from differs(f"{name}: DeletionProtection", pool["Properties"].get("DeletionProtection"), "INACTIVE")
    if stack.declared.get("DeletionProtection", {}).get("AllowedValues") != ["ACTIVE", "INACTIVE"]:
        yield "the pool cannot be protected against deletion"


def client_is_public_and_for_codes_only(stack):
    client = stack.only("AWS::Cognito::UserPoolClient")
    yield from differs("GenerateSecret", client.get("GenerateSecret"), False)
    yield from differs("AllowedOAuthFlows", client.get("AllowedOAuthFlows"), ["code"])
    yield from differs("AllowedOAuthFlowsUserPoolClient", client.get("AllowedOAuthFlowsUserPoolClient"), True)
    yield from differs("SupportedIdentityProviders", client.get("SupportedIdentityProviders"), ["COGNITO"])
    if not client.get("ExplicitAuthFlows"):
        yield "without explicit flows the client has those of the account's defaults"
    yield from (f"{flow} sends passwords past the hosted login" for flow in client.get("ExplicitAuthFlows", []) if "PASSWORD" in flow)


def client_has_its_scopes(stack):
    client = stack.only("AWS::Cognito::UserPoolClient")
    yield from differs("scopes", client.get("AllowedOAuthScopes"), ["openid", "awesomeapi-resource-server/awesomeapi.read"])
    server = stack.only("AWS::Cognito::UserPoolResourceServer")
    yield from differs("Identifier", server.get("Identifier"), "awesomeapi-resource-server")
    yield from differs("scope", [scope.get("ScopeName") for scope in server.get("Scopes", [])], ["awesomeapi.read"])


def client_comes_back_to_the_site(stack):
    client = stack.only("AWS::Cognito::UserPoolClient")
    origins = ["https://${Distribution.DomainName}", "http://localhost:3000"]
    yield from differs("CallbackURLs", client.get("CallbackURLs"), [f"{origin}/dashboard" for origin in origins])
    yield from differs("LogoutURLs", client.get("LogoutURLs"), [f"{origin}/" for origin in origins])


def client_waits_for_its_scope(stack):
    """The scope is a plain string, so CloudFormation does not see that it must exist first."""
    servers = set(stack.of_type("AWS::Cognito::UserPoolResourceServer"))
    for name, client in stack.of_type("AWS::Cognito::UserPoolClient").items():
        if servers - set(depends_on(client)):
            yield f"{name}: must DependsOn the resource server"


def tokens_end_when_they_should(stack):
    client = stack.only("AWS::Cognito::UserPoolClient")
    wanted = {
        "AccessTokenValidity": 60,
        "IdTokenValidity": 60,
        "RefreshTokenValidity": 1,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
        "EnableTokenRevocation": True,
        "PreventUserExistenceErrors": "ENABLED",
    }
    for key, value in wanted.items():
        yield from differs(key, client.get(key), value)


def refresh_tokens_rotate(stack):
    client = stack.only("AWS::Cognito::UserPoolClient")
    rotation = client.get("RefreshTokenRotation", {})
    yield from differs("RefreshTokenRotation", rotation.get("Feature"), "ENABLED")
    if not 0 < rotation.get("RetryGracePeriodSeconds", 0) <= 60:
        yield "without a grace period a lost answer ends the session; Cognito allows 60 seconds"
    if "ALLOW_REFRESH_TOKEN_AUTH" in client.get("ExplicitAuthFlows", ["ALLOW_REFRESH_TOKEN_AUTH"]):
        yield "rotation excludes ALLOW_REFRESH_TOKEN_AUTH"
    if stack.only("AWS::Cognito::UserPool").get("UserPoolTier") not in ("ESSENTIALS", "PLUS"):
        yield "rotation is not in the LITE tier"


def hosted_login_is_served(stack):
    domain = stack.only("AWS::Cognito::UserPoolDomain")
    yield from differs("Domain", domain.get("Domain"), "mine")
    if domain.get("ManagedLoginVersion") == 2 and not stack.of_type("AWS::Cognito::ManagedLoginBranding"):
        yield "managed login without a branding style serves no page"


def depends_on(resource):
    """The logical ids that a resource waits for."""
    names = resource.get("DependsOn", [])
    return [names] if isinstance(names, str) else names


def differs(what, found, wanted):
    """One problem, unless what was found is what is wanted."""
    if found != wanted:
        yield f"{what} is {found!r}, not {wanted!r}"


RULES = [
    pool_signs_in_by_email,
    sign_up_can_be_closed,
    passwords_are_long_and_names_have_no_case,
    all_is_of_the_one_pool,
    pool_outlives_the_stack,
    client_is_public_and_for_codes_only,
    client_has_its_scopes,
    client_comes_back_to_the_site,
    client_waits_for_its_scope,
    tokens_end_when_they_should,
    refresh_tokens_rotate,
    hosted_login_is_served,
]
