"""The identity provider of a home, as the settings name it."""

from data_contracts.errors import InputRefused
from ermine.jobs.keys import role_named
from ermine.settings import Settings
from serving.access.provider_sign_in import ProviderSignIn
from serving.access.roles import Role
from serving.access.tokens import Provider, ProviderKeys, TokenDoor

_NOT_BY_TOKEN = (Role.EMPLOYEE, Role.CONCERN_HANDLER)


class ProviderRefused(InputRefused):
    """The settings of the identity provider do not hold together."""


def token_door(settings: Settings) -> TokenDoor | None:
    """What reads the provider's tokens for `/v1`; None where no provider is set."""
    return _door(settings, settings.oidc_audience)


def pages_sign_in(settings: Settings) -> ProviderSignIn | None:
    """What signs people in to the pages at the provider; None where no client id is set."""
    if settings.oidc_client_id is None:
        return None
    door = _door(settings, settings.oidc_client_id)
    if door is None or settings.pages_url is None:
        raise ProviderRefused(
            "ERMINE_OIDC_CLIENT_ID needs ERMINE_OIDC_ISSUER and ERMINE_PAGES_URL.",
            remedy="Set both, and let the provider send people back to that address and /sign-in/back.",
        )
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None
    return ProviderSignIn(door, secret, f"{settings.pages_url.rstrip('/')}/sign-in/back")


def _door(settings: Settings, audience: str) -> TokenDoor | None:
    if settings.oidc_issuer is None:
        return None
    if not settings.oidc_issuer.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise ProviderRefused(
            "ERMINE_OIDC_ISSUER must begin with https://.", remedy="Only this machine may do without."
        )
    provider = Provider(
        issuer=settings.oidc_issuer,
        audience=audience,
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
