"""The identity provider of a home, as the settings name it."""

from data_contracts.errors import InputRefused
from ermine.jobs.keys import role_named
from ermine.settings import Settings
from serving.access.roles import Role
from serving.access.tokens import Provider, ProviderKeys, TokenDoor

_NOT_BY_TOKEN = (Role.EMPLOYEE, Role.CONCERN_HANDLER)


class ProviderRefused(InputRefused):
    """The settings of the identity provider do not hold together."""


def token_door(settings: Settings) -> TokenDoor | None:
    """What reads the provider's tokens; None where no provider is set."""
    if settings.oidc_issuer is None:
        return None
    if not settings.oidc_issuer.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise ProviderRefused(
            "ERMINE_OIDC_ISSUER must begin with https://.", remedy="Only this machine may do without."
        )
    provider = Provider(
        issuer=settings.oidc_issuer,
        audience=settings.oidc_audience,
        role_claim=settings.oidc_role_claim,
        roles=_roles(settings.oidc_roles),
        er_manager_claim=settings.oidc_er_manager_claim,
        unit_claim=settings.oidc_unit_claim,
        purpose="signed in by the identity provider",
    )
    return TokenDoor(provider, ProviderKeys(settings.oidc_issuer))


def _roles(text: str) -> dict[str, Role]:
    """The pairs in `ERMINE_OIDC_ROLES`; employees and concern handlers come by links and keys of their own only."""
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    found = {value.strip(): role_named(role.strip()) for value, _, role in pairs}
    if not found or any(role in _NOT_BY_TOKEN for role in found.values()):
        raise ProviderRefused(
            "ERMINE_OIDC_ROLES must map at least one value to a role, and none to employee or concern_handler.",
            remedy="Such as hr-prod=hr_system,er-team=er_manager.",
        )
    return found
