"""Broken copies of the template: each must be noticed by the rule that is there for it.

usage: python -m unittest discover --start-directory infra/checks
"""
import pathlib
import unittest

import check
from resolve import load, resolve

TEMPLATE = (pathlib.Path(__file__).parent.parent / "template.yaml").read_text(encoding="utf-8")

# The rule, what is replaced (wherever it occurs), and by what.
BROKEN = [
    ("pool_signs_in_by_email", "UsernameAttributes: [email]", "UsernameAttributes: [phone_number]"),
    ("pool_signs_in_by_email", "AutoVerifiedAttributes: [email]", "AutoVerifiedAttributes: []"),
    ("pool_signs_in_by_email", "RequireVerificationBeforeUpdate: [email]", "RequireVerificationBeforeUpdate: []"),
    ("pool_signs_in_by_email", "Name: verified_email", "Name: admin_only"),
    ("pool_signs_in_by_email", "CONFIRM_WITH_CODE", "CONFIRM_WITH_LINK"),
    ("pool_signs_in_by_email", "{####}", "####"),
    ("sign_up_can_be_closed", "[AdminCreateOnly, true, false]", "[AdminCreateOnly, false, true]"),
    ("pool_outlives_the_stack", "    DeletionPolicy: RetainExceptOnCreate\n    UpdateReplacePolicy: Retain\n    Properties:\n      UserPoolName", "    DeletionPolicy: RetainExceptOnCreate\n    Properties:\n      UserPoolName"),
    ("pool_outlives_the_stack", "DeletionProtection: !Ref DeletionProtection\n", "DeletionProtection: ACTIVE\n"),
    ("client_is_public_and_for_codes_only", "GenerateSecret: false", "GenerateSecret: true"),
    ("client_is_public_and_for_codes_only", "AllowedOAuthFlows: [code]", "AllowedOAuthFlows: [code, implicit]"),
    ("client_is_public_and_for_codes_only", "AllowedOAuthFlowsUserPoolClient: true", "AllowedOAuthFlowsUserPoolClient: false"),
    ("client_is_public_and_for_codes_only", "ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"),
    ("client_has_its_scopes", "        - openid\n", ""),
    ("client_has_its_scopes", "Default: awesomeapi.read", "Default: awesomeapi.write"),
    ("client_comes_back_to_the_site", "Default: /dashboard", "Default: /callback"),
    ("client_comes_back_to_the_site", "!Sub '${DevOrigin}${LogoutPath}'", "!Ref DevOrigin"),
    ("client_waits_for_its_scope", "    DependsOn: ResourceServer\n", ""),
    ("tokens_end_when_they_should", "RefreshTokenValidity: 1\n", "RefreshTokenValidity: 30\n"),
    ("tokens_end_when_they_should", "RefreshToken: days", "RefreshToken: hours"),
    ("tokens_end_when_they_should", "EnableTokenRevocation: true", "EnableTokenRevocation: false"),
    ("tokens_end_when_they_should", "PreventUserExistenceErrors: ENABLED", "PreventUserExistenceErrors: LEGACY"),
    ("refresh_tokens_rotate", "Feature: ENABLED", "Feature: DISABLED"),
    ("refresh_tokens_rotate", "RetryGracePeriodSeconds: 30", "RetryGracePeriodSeconds: 0"),
    ("refresh_tokens_rotate", "[ALLOW_USER_SRP_AUTH]", "[ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH]"),
    ("refresh_tokens_rotate", "UserPoolTier: ESSENTIALS", "UserPoolTier: LITE"),
    ("hosted_login_is_served", "ManagedLoginVersion: 1", "ManagedLoginVersion: 2"),
    ("hosted_login_is_served", "Domain: !Ref DomainPrefix", "Domain: !Ref AWS::StackName"),
    ("method_wants_a_token_with_the_scope", "      AuthorizationScopes:\n        - !Sub '${ResourceServerIdentifier}/${ScopeName}'\n", ""),
    ("method_wants_a_token_with_the_scope", "AuthorizationType: COGNITO_USER_POOLS", "AuthorizationType: NONE"),
    ("authorizer_asks_the_pool", "IdentitySource: method.request.header.Authorization", "IdentitySource: method.request.header.Token"),
    ("authorizer_asks_the_pool", "!GetAtt UserPool.Arn", "!Ref UserPool"),
    ("method_answers", "Hello From Protected Resource", "Hello"),
    ("method_answers", '"message": "Hello', '"message": Hello'),
    ("method_answers", "method.response.header.Access-Control-Allow-Origin: \"'*'\"", "method.response.header.Access-Control-Allow-Origin: \"'null'\""),
    ("preflight_is_answered_without_a_token", "AuthorizationType: NONE", "AuthorizationType: COGNITO_USER_POOLS"),
    ("preflight_is_answered_without_a_token", "\"'Authorization,Content-Type'\"", "\"'*'\""),
    ("preflight_is_answered_without_a_token", "\"'GET,OPTIONS'\"", "\"'OPTIONS'\""),
    ("mocks_pass_nothing_through", "PassthroughBehavior: NEVER", "PassthroughBehavior: WHEN_NO_MATCH"),
    ("mocks_pass_nothing_through", "'{\"statusCode\": 204}'", "'{\"statusCode\": 200}'"),
    ("gateway_errors_carry_cors", "ResponseType: DEFAULT_4XX", "ResponseType: UNAUTHORIZED"),
    ("gateway_errors_carry_cors", "        gatewayresponse.header.Access-Control-Allow-Origin: \"'*'\"\n", ""),
    ("gateway_errors_carry_cors", "'Retry-After,WWW-Authenticate'", "'WWW-Authenticate'"),
    ("headers_are_declared", "            method.response.header.Cache-Control: true\n", ""),
    ("literals_are_quoted", "\"'no-store'\"", "no-store"),
    ("literals_are_quoted", "\"'Retry-After'\"", "Retry-After"),
    ("deployment_waits_for_all_of_the_api", "[GetMethod, OptionsMethod, GatewayResponse4xx, GatewayResponse5xx]", "[GetMethod]"),
    ("stage_is_the_deployments", "          ThrottlingRateLimit: 50\n", ""),
    ("stage_is_the_deployments", "Types: [REGIONAL]", "Types: [EDGE]"),
    ("bucket_is_private_and_kept", "BlockPublicPolicy: true", "BlockPublicPolicy: false"),
    ("bucket_is_private_and_kept", "BucketOwnerEnforced", "ObjectWriter"),
    ("bucket_is_private_and_kept", "VersioningConfiguration: {Status: Enabled}", "VersioningConfiguration: {Status: Suspended}"),
    ("bucket_is_private_and_kept", "DeletionPolicy: RetainExceptOnCreate", "DeletionPolicy: Delete"),
    ("only_this_distribution_reads_the_bucket", "Principal: {Service: cloudfront.amazonaws.com}", "Principal: '*'"),
    ("only_this_distribution_reads_the_bucket", "AWS:SourceArn", "AWS:SourceAccount"),
    ("only_this_distribution_reads_the_bucket", "Action: s3:GetObject", "Action: s3:*"),
    ("only_this_distribution_reads_the_bucket", "Action: s3:ListBucket", "Action: s3:GetBucketLocation"),
    ("cloudfront_signs_for_the_bucket", "SigningBehavior: always", "SigningBehavior: never"),
    ("cloudfront_signs_for_the_bucket", "SiteBucket.RegionalDomainName", "SiteBucket.DomainName"),
    ("cloudfront_signs_for_the_bucket", "            OriginAccessControlId: !GetAtt OriginAccessControl.Id\n", ""),
    ("every_answer_is_secure_and_compressed", "ViewerProtocolPolicy: redirect-to-https", "ViewerProtocolPolicy: allow-all"),
    ("every_answer_is_secure_and_compressed", "AllowedMethods: [GET, HEAD]", "AllowedMethods: [GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE]"),
    ("every_answer_is_secure_and_compressed", "Compress: true", "Compress: false"),
    ("every_answer_is_secure_and_compressed", "            ResponseHeadersPolicyId: !Ref SecurityHeaders\n", ""),
    ("an_answer_is_no_page", "              ResponseHeadersPolicyId: !Ref ApiHeaders\n", ""),
    ("an_answer_is_no_page", "frame-ancestors 'none'; sandbox", "frame-ancestors 'none'"),
    ("headers_are_strict", "XSSProtection: {Protection: false", "XSSProtection: {Protection: true"),
    ("hashed_files_are_kept_at_the_edge", "'*.wasm'", "/assets/*"),
    ("hashed_files_are_kept_at_the_edge", "CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6", "CachePolicyId: !Ref OriginDecidesCachePolicy"),
    ("the_page_is_asked_for_again", "DefaultTTL: 0", "DefaultTTL: 86400"),
    ("the_page_is_asked_for_again", "EnableAcceptEncodingBrotli: true", "EnableAcceptEncodingBrotli: false"),
    ("routes_are_the_page_and_missing_files_are_not", "      AutoPublish: true\n", ""),
    ("routes_are_the_page_and_missing_files_are_not", "EventType: viewer-request", "EventType: viewer-response"),
    ("routes_are_the_page_and_missing_files_are_not", "'/index.html'", "'/'"),
    ("routes_are_the_page_and_missing_files_are_not", "          - !Ref AWS::NoValue\n        ViewerCertificate", "          - [{ErrorCode: 403, ResponseCode: 200, ResponsePagePath: /index.html}]\n        ViewerCertificate"),
    ("distribution_answers", "        Enabled: true\n", "        Enabled: false\n"),
    ("headers_are_strict", "'wasm-unsafe-eval'", "'unsafe-eval'"),
    ("headers_are_strict", "                - \"trusted-types 'none'\"\n", ""),
    ("headers_are_strict", "frame-ancestors 'none'", "frame-ancestors 'self'"),
    ("headers_are_strict", "ReferrerPolicy: no-referrer", "ReferrerPolicy: strict-origin"),
    ("headers_are_strict", "AccessControlMaxAgeSec: 63072000", "AccessControlMaxAgeSec: 300"),
    ("headers_are_strict", "clipboard-write=(self)", "clipboard-write=()"),
    ("headers_are_strict", "Cross-Origin-Resource-Policy, Value: same-origin", "Cross-Origin-Resource-Policy, Value: cross-origin"),
    ("bad_values_are_refused_before_anything_is_made", "(?!.*(?:aws|amazon|cognito))", ""),
    ("bad_values_are_refused_before_anything_is_made", "    AllowedPattern: '^/[A-Za-z0-9._~/-]*$'\n", ""),
    ("outputs_have_what_config_json_needs", "  LogoutUri:\n", "  SignOutUri:\n"),
    ("outputs_have_what_config_json_needs", "openid ${ResourceServerIdentifier}", "${ResourceServerIdentifier}"),
    ("the_api_is_passed_on_uncached", "CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6"),
    ("the_api_is_passed_on_uncached", "PathPattern: !Sub '/${StageName}/*'", "PathPattern: /prod/*"),
    ("nothing_of_cognito_is_made", "    Type: AWS::Cognito::UserPoolDomain\n    Condition: OwnPool\n", "    Type: AWS::Cognito::UserPoolDomain\n"),
    ("the_authorizer_asks_the_kept_pool", "!Select [1, !Split", "!Select [0, !Split"),
    ("the_app_signs_in_at_the_kept_pool", "!Ref UserPoolClient, !Ref ExistingClientId", "!Ref UserPoolClient, !Ref ExistingIssuer"),
    ("the_app_signs_in_at_the_kept_pool", "!Select [2, !Split", "!Select [1, !Split"),
    ("the_app_calls_its_own_origin", "      - !Sub ['https://${Host}/${ApiStage}/awesomeapi', ", "      - !Sub ['https://${RestApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${ApiStage}/awesomeapi', "),
    ("sign_up_is_closed", "AdminCreateOnly: !Equals [!Ref SelfSignUp, 'false']", "AdminCreateOnly: !Equals [!Ref SelfSignUp, 'no']"),
    ("passwords_are_long_and_names_have_no_case", "MinimumLength: 12", "MinimumLength: 6"),
    ("passwords_are_long_and_names_have_no_case", "TemporaryPasswordValidityDays: 7", "TemporaryPasswordValidityDays: 365"),
    ("passwords_are_long_and_names_have_no_case", "      UsernameConfiguration: {CaseSensitive: false}\n", ""),
    ("all_is_of_the_one_pool", "      UserPoolId: !Ref UserPool\n      ClientName", "      UserPoolId: !Ref ExistingIssuer\n      ClientName"),
    ("pool_outlives_the_stack", "    DeletionPolicy: RetainExceptOnCreate\n", "    DeletionPolicy: Delete\n"),
    ("client_is_public_and_for_codes_only", "ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH]", "ExplicitAuthFlows: []"),
    ("refresh_tokens_rotate", "      UserPoolTier: ESSENTIALS # refresh token rotation is not in LITE\n", ""),
    ("answers_are_kept_by_nobody", "\"'no-store'\"", "\"'max-age=60'\""),
    ("gateway_errors_say_what_they_are", "$context.error.messageString", "$context.authorizer.error"),
    ("all_is_of_the_one_api", "      ResourceId: !Ref ApiResource\n      HttpMethod: OPTIONS", "      ResourceId: !GetAtt RestApi.RootResourceId\n      HttpMethod: OPTIONS"),
    ("all_is_of_the_one_api", "      RestApiId: !Ref RestApi\n      DeploymentId:", "      DeploymentId:"),
    ("stage_is_the_deployments", "ResourcePath: '/*'", "ResourcePath: /other"),
    ("bucket_is_encrypted_and_tidied", "SSEAlgorithm: AES256", "SSEAlgorithm: none"),
    ("bucket_is_encrypted_and_tidied", "NoncurrentDays: 30", "NoncurrentDays: 3650"),
    ("bucket_is_encrypted_and_tidied", "            NoncurrentVersionExpiration", "            ExpirationInDays: 30\n            NoncurrentVersionExpiration"),
    ("only_this_distribution_reads_the_bucket", "Effect: Allow", "Effect: Deny"),
    ("only_this_distribution_reads_the_bucket", "      Bucket: !Ref SiteBucket\n", "      Bucket: other\n"),
    ("only_this_distribution_reads_the_bucket", "          - Sid: CloudFrontReads\n", "          - {Effect: Allow, Principal: '*', Action: s3:GetObject, Resource: !Sub '${SiteBucket.Arn}/*'}\n          - Sid: CloudFrontReads\n"),
    ("cloudfront_signs_for_the_bucket", "OriginAccessIdentity: ''", "OriginAccessIdentity: origin-access-identity/cloudfront/E1"),
    ("the_page_is_asked_for_again", "QueryStringBehavior: none", "QueryStringBehavior: all"),
    ("the_page_is_asked_for_again", "CookieBehavior: none", "CookieBehavior: all"),
    ("routes_are_the_page_and_missing_files_are_not", "cloudfront-js-2.0", "cloudfront-js-1.0"),
    ("routes_are_the_page_and_missing_files_are_not", "=== -1", "!== -1"),
    ("distribution_answers", "http2and3", "http1.1"),
    ("headers_are_strict", "Value: same-origin, Override: true", "Value: same-origin, Override: false"),
    ("headers_are_strict", "geolocation=(), ", ""),
    ("headers_are_strict", "microphone=()", "microphone=*"),
    ("headers_are_strict", "            IncludeSubdomains: true\n", ""),
    ("the_api_is_reached_over_tls", "OriginProtocolPolicy: https-only", "OriginProtocolPolicy: http-only"),
    ("the_api_is_passed_on_uncached", "AllowedMethods: [GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE]", "AllowedMethods: [GET, HEAD, OPTIONS]"),
    ("the_name_is_served_with_its_certificate", "        Aliases: !If [HasSiteDomain, [!Ref SiteDomain], !Ref AWS::NoValue]\n", ""),
    ("the_name_is_served_with_its_certificate", "TLSv1.2_2021", "TLSv1"),
    ("people_come_back_to_the_name", "          - 'https://${Host}${Path}'\n", "          - 'https://${Distribution.DomainName}${Path}'\n"),
    ("people_come_back_to_the_name", "        - !Sub ['https://${Host}${LogoutPath}', {Host: !If [HasSiteDomain, !Ref SiteDomain, !GetAtt Distribution.DomainName]}]\n", "        - !Sub 'https://${Distribution.DomainName}${LogoutPath}'\n"),
    ("people_come_back_to_the_name", "  DistributionDomainName: {Value: !GetAtt Distribution.DomainName}\n", ""),
    ("the_same_origin_api_is_at_the_name", "!Sub ['https://${Host}/${ApiStage}/awesomeapi', {Host: !If [HasSiteDomain, !Ref SiteDomain, !GetAtt Distribution.DomainName]}]", "!Sub 'https://${Distribution.DomainName}/${ApiStage}/awesomeapi'"),
    ("they_clash", "            - !Not [!Equals [!Ref ExistingDomain, '']]\n", ""),
    ("they_clash", "            - !Equals [!Ref ExistingClientId, '']\n", ""),
    ("they_clash", "          - !And [!Equals [!Ref SiteDomain, ''], !Equals [!Ref SiteCertificateArn, '']]\n", "          - !Equals [!Ref SiteCertificateArn, '']\n"),
    ("they_go_together", "            - !Equals [!Ref DomainPrefix, none]\n", "            - !Equals [!Ref DomainPrefix, '']\n"),
    ("they_clash", "      - Assert: !Or [!Equals [!Ref BackendCode, ''], !Equals [!Ref ApiOnSite, 'false']]\n", "      - Assert: !Or [!Equals [!Ref BackendCode, ''], !Equals [!Ref ApiOnSite, 'true']]\n"),
    ("the_backend_is_reached_through_cloudfront_alone", "{{resolve:secretsmanager:${BackendOriginSecret}}}", "always the same"),
    ("the_backend_is_reached_through_cloudfront_alone", "                - HeaderName: X-Origin-Verify\n", "                - HeaderName: X-Origin\n"),
    ("the_backend_is_reached_through_cloudfront_alone", "COGNITO_BACKEND_ORIGIN_SECRET: !Ref BackendOriginSecret", "COGNITO_BACKEND_ORIGIN_SECRET: !Ref BackendKey"),
    ("nobody_but_its_api_calls_the_function", "Principal: apigateway.amazonaws.com", "Principal: '*'"),
    ("nobody_but_its_api_calls_the_function", "      SourceArn: !Sub 'arn:${AWS::Partition}:execute-api", "      SourceAccount: !Sub 'arn:${AWS::Partition}:execute-api"),
    ("nobody_but_its_api_calls_the_function", "  BackendPermission:\n", "  BackendUrl:\n    Type: AWS::Lambda::Url\n    Condition: HasBackend\n    Properties: {AuthType: NONE, TargetFunctionArn: !Ref BackendFunction}\n  BackendPermission:\n"),
    ("the_role_may_do_what_the_program_does", "dynamodb:DeleteItem]", "dynamodb:DeleteItem, dynamodb:Scan]"),
    ("the_role_may_do_what_the_program_does", "Resource: !GetAtt BackendSessions.Arn", "Resource: '*'"),
    ("the_role_may_do_what_the_program_does", "Principal: {Service: lambda.amazonaws.com}", "Principal: {Service: ec2.amazonaws.com}"),
    ("the_role_may_do_what_the_program_does", "      Policies:\n        - PolicyName: backend\n", "      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']\n      Policies:\n        - PolicyName: backend\n"),
    ("secrets_are_made_by_aws_and_in_no_variable", "PasswordLength: 64", "PasswordLength: 12"),
    ("secrets_are_made_by_aws_and_in_no_variable", ", ExcludePunctuation: true", ""),
    ("secrets_are_made_by_aws_and_in_no_variable", "COGNITO_BACKEND_KEY_SECRET: !Ref BackendKey", "COGNITO_BACKEND_KEY_SECRET: !Sub '{{resolve:secretsmanager:${BackendKey}}}'"),
    ("secrets_are_made_by_aws_and_in_no_variable", "      Description: !Sub 'Encrypts", "      SecretString: always the same\n      Description: !Sub 'Encrypts"),
    ("sessions_end_by_themselves", "AttributeName: ttl, Enabled: true", "AttributeName: ttl, Enabled: false"),
    ("sessions_end_by_themselves", "PAY_PER_REQUEST", "PROVISIONED"),
    ("sessions_end_by_themselves", "{AttributeName: id, KeyType: HASH}", "{AttributeName: key, KeyType: HASH}"),
    ("nothing_of_it_outlives_the_stack", "    DeletionPolicy: Delete\n", "    DeletionPolicy: Retain\n"),
    ("its_answers_are_passed_on_uncached", "PathPattern: /auth/*", "PathPattern: /login/*"),
    ("its_answers_are_passed_on_uncached", "CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6"),
    ("its_answers_are_passed_on_uncached", "OriginRequestPolicyId: b689b0a8-53d0-40ab-baf2-68738e2966ac", "OriginRequestPolicyId: 216adef6-5c7f-47e4-b989-5492eafa07d3"),
    ("its_answers_are_passed_on_uncached", "AllowedMethods: [GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE]", "AllowedMethods: [GET, HEAD]"),
    ("errors_are_kept_by_nobody", "            - {ErrorCode: 503, ErrorCachingMinTTL: 0}\n", ""),
    ("errors_are_kept_by_nobody", "{ErrorCode: 404, ErrorCachingMinTTL: 0}", "{ErrorCode: 404, ErrorCachingMinTTL: 10}"),
    ("a_renewal_is_not_cut_off", "      Timeout: 120\n", "      Timeout: 30\n"),
    ("all_of_it_is_of_the_one_api", "PayloadFormatVersion: '2.0'", "PayloadFormatVersion: '1.0'"),
    ("all_of_it_is_of_the_one_api", "RouteKey: $default", "RouteKey: GET /"),
    ("all_of_it_is_of_the_one_api", "      ProtocolType: HTTP\n", "      ProtocolType: HTTP\n      CorsConfiguration: {AllowOrigins: ['*']}\n"),
    ("what_it_costs_is_bounded", "{ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200}", "{ThrottlingRateLimit: 100}"),
    ("what_it_costs_is_bounded", "RetentionInDays: 30", "RetentionInDays: 3653"),
    ("what_it_costs_is_bounded", "      LoggingConfig: {LogGroup: !Ref BackendLogs}\n", ""),
    ("the_page_speaks_to_its_own_origin_alone", "                      - HasBackend\n                      - !Ref AWS::NoValue\n", "                      - SameOriginApi\n                      - !Ref AWS::NoValue\n"),
    ("no_code_goes_to_the_browser", "/auth/callback, !Ref CallbackPath", "!Ref CallbackPath, /auth/callback"),
    ("its_configuration_is_that_of_the_stack", '"issuer":"${Issuer}"', '"issuer":"${Issuer}'),
    ("its_configuration_is_that_of_the_stack", '"redirect_path":"${CallbackPath}"', '"redirect_path":"${LogoutPath}"'),
    ("its_program_is_not_of_the_site", "              Effect: Deny\n", "              Effect: Allow\n"),
    ("the_backend_signs_in_at_the_kept_pool", "              Client: !If [OwnPool, !Ref UserPoolClient, !Ref ExistingClientId]\n", "              Client: !Ref UserPoolClient\n"),
    ("the_backend_is_at_the_name", '{"site":"https://${Host}"', '{"site":"https://${Distribution.DomainName}"'),
    ("snapshot", "PriceClass_100", "PriceClass_200"),
    ("snapshot", "      AuthSessionValidity: 3\n", "      AuthSessionValidity: 15\n"),
    ("snapshot", "      BucketEncryption:\n", "      WebsiteConfiguration: {IndexDocument: index.html}\n      BucketEncryption:\n"),
]


class Rules(unittest.TestCase):
    def test_the_template_keeps_them_all(self):
        self.assertEqual(list(check.problems(TEMPLATE)), [])

    def test_each_broken_copy_is_noticed_by_its_rule(self):
        for rule, old, new in BROKEN:
            with self.subTest(rule=rule, old=old):
                self.assertTrue(old in TEMPLATE, "the template has no such text")
                broken = {name for name, _ in check.problems(TEMPLATE.replace(old, new))}
                self.assertIn(rule, broken)

    def test_each_rule_has_a_broken_copy(self):
        rules = {rule.__name__ for _, rules in check.SCENARIOS.values() for rule in rules}
        rules |= {"they_go_together", "they_clash", "snapshot"}
        self.assertEqual({rule for rule, _, _ in BROKEN}, rules)


class Resolving(unittest.TestCase):
    TEMPLATE = """
        Parameters: {Where: {Default: ''}}
        Conditions:
          Anywhere: !Not [!Equals [!Ref Where, '']]
          Nowhere: !Not [!Condition Anywhere]
        Resources:
          A: {Type: T, Condition: Anywhere, Properties: {Url: !Sub '${Where}/${B}'}}
          B: {Type: U, Properties: {List: [!If [Anywhere, !Ref Where, !Ref AWS::NoValue], !GetAtt C.Arn]}}
        Outputs:
          Host: {Condition: Anywhere, Value: !Select [2, !Split ['/', !Ref Where]]}
        """

    def test_a_condition_that_does_not_hold_leaves_things_out(self):
        stack = resolve(load(self.TEMPLATE))
        self.assertEqual(stack.resources, {"B": {"Type": "U", "Properties": {"List": ["${C.Arn}"]}}})
        self.assertEqual(stack.outputs, {})

    def test_functions_are_worked_out_as_far_as_values_are_known(self):
        stack = resolve(load(self.TEMPLATE), Where="https://here")
        self.assertEqual(stack.only("T"), {"Url": "https://here/${B}"})
        self.assertEqual(stack.only("U"), {"List": ["https://here", "${C.Arn}"]})
        self.assertEqual(stack.outputs, {"Host": "here"})


if __name__ == "__main__":
    unittest.main()
