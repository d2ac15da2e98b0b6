"""Rules for a site under a name of its own (SiteDomain, SiteCertificateArn)."""
from auth import differs
from backend import configuration
from site_rules import distribution

SITE = "https://app.example.com"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef"
DOMAIN = {"DomainPrefix": "mine", "SiteDomain": "app.example.com", "SiteCertificateArn": CERTIFICATE}


def the_name_is_served_with_its_certificate(stack):
    config = distribution(stack)
    yield from differs("Aliases", config.get("Aliases"), ["app.example.com"])
    wanted = {"AcmCertificateArn": CERTIFICATE, "SslSupportMethod": "sni-only", "MinimumProtocolVersion": "TLSv1.2_2021"}
    yield from differs("ViewerCertificate", config.get("ViewerCertificate"), wanted)


def people_come_back_to_the_name(stack):
    client = stack.only("AWS::Cognito::UserPoolClient")
    yield from differs("CallbackURLs", client.get("CallbackURLs"), [f"{SITE}/dashboard"])
    yield from differs("LogoutURLs", client.get("LogoutURLs"), [f"{SITE}/"])
    for name, value in {"SiteUrl": SITE, "RedirectUri": f"{SITE}/dashboard", "LogoutUri": f"{SITE}/"}.items():
        yield from differs(name, stack.outputs.get(name), value)
    # What the name's record in the DNS has to point at.
    yield from differs("DistributionDomainName", stack.outputs.get("DistributionDomainName"), "${Distribution.DomainName}")


def the_same_origin_api_is_at_the_name(stack):
    yield from differs("ApiUrl", stack.outputs.get("ApiUrl"), f"{SITE}/${{ApiStage}}/awesomeapi")


def the_backend_is_at_the_name(stack):
    client = stack.only("AWS::Cognito::UserPoolClient")
    yield from differs("CallbackURLs", client.get("CallbackURLs"), [f"{SITE}/auth/callback"])
    config = configuration(stack)
    yield from differs("configuration", (config.get("site"), config.get("logout_uri")), (SITE, f"{SITE}/"))


RULES = [the_name_is_served_with_its_certificate, people_come_back_to_the_name]
