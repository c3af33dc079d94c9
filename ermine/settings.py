"""Settings: read once, here, from the environment (prefix `ERMINE_`). A policy is not a setting."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data_contracts.errors import InputRefused


class Settings(BaseSettings):
    """Where things are and how the server listens; everything has a default that works on a laptop."""

    model_config = SettingsConfigDict(
        env_prefix="ERMINE_", frozen=True, extra="ignore", populate_by_name=True, env_ignore_empty=True
    )

    home: Annotated[Path, Field(description="folder of lake, quarantine, database and champion")] = Path(
        ".ermine"
    )
    signing_key: Annotated[
        Path | None, Field(description="promoter's Ed25519 key, outside the home, mode 0600")
    ] = None
    concern_key: Annotated[
        Path | None,
        Field(description="concern handlers' X25519 key, outside the home and the database, mode 0600"),
    ] = None
    database_url: Annotated[
        str | None, Field(description="SQLAlchemy URL; default: ermine.db in the home")
    ] = None
    feedback_database_url: Annotated[
        str | None,
        Field(description="SQLAlchemy URL of the feedback database; default: feedback.db in the home"),
    ] = None
    tracking_uri: Annotated[
        str | None,
        Field(validation_alias="MLFLOW_TRACKING_URI", description="MLflow store; default: mlruns/mlflow.db"),
    ] = None
    memory_limit: Annotated[
        str,
        Field(
            pattern=r"^[1-9][0-9]*(\.[0-9]+)? ?[KMGT]i?B$",
            description="memory for building features on DuckDB, such as 4GB; the rest spills to the home",
        ),
    ] = "2GB"
    timezone: Annotated[str, Field(description="zone of business dates and fixed hours")] = "UTC"
    secure_cookies: Annotated[
        bool, Field(description="true where pages come over TLS: cookies then need it")
    ] = False
    host: Annotated[str, Field(description="address that `ermine serve` listens on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="port that `ermine serve` listens on")] = 8000
    oidc_issuer: Annotated[
        str | None, Field(description="identity provider whose bearer tokens /v1 takes, beside our keys")
    ] = None
    oidc_audience: Annotated[str, Field(description="what its tokens must be for")] = "ermine"
    oidc_role_claim: Annotated[str, Field(description="claim that names the role")] = "roles"
    oidc_roles: Annotated[
        str, Field(description="value=role pairs with commas, such as hr-prod=hr_system,er-team=er_manager")
    ] = ""
    oidc_er_manager_claim: Annotated[str, Field(description="claim with an ER manager's id")] = (
        "er_manager_id"
    )
    oidc_unit_claim: Annotated[
        str, Field(description="claim with an HR system's unit scope; empty: the whole company")
    ] = ""
    oidc_client_id: Annotated[
        str | None,
        Field(description="client id of the pages; with it people sign in to them at the provider"),
    ] = None
    oidc_client_secret: Annotated[
        SecretStr | None, Field(description="secret of that client, where the provider wants one")
    ] = None
    pages_url: Annotated[
        str | None,
        Field(description="address of the pages as browsers see it, such as https://ermine.example"),
    ] = None
    registry_stale_minutes: Annotated[
        int, Field(ge=1, description="minutes without `ermine models sync` after which /readyz says degraded")
    ] = 60
    requests_per_second: Annotated[
        float,
        Field(
            gt=0,
            le=1_000_000,
            description="requests a second that each key may send; five times as many at once",
        ),
    ] = 2_000
    feedback_port: Annotated[
        int, Field(ge=0, le=65535, description="port of the feedback pages, a process of their own")
    ] = 8001

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        from zoneinfo import available_timezones

        if value not in available_timezones():
            raise InputRefused(
                f"ERMINE_TIMEZONE={value!r} is not a time zone.",
                remedy="Use a name such as Europe/Berlin or UTC.",
            )
        return value

    @property
    def signing_key_path(self) -> Path:
        """The promoter's key: as set, else beside the home (never inside it)."""
        home = self.home.absolute()
        return self.signing_key or home.with_name(f"{home.name}.signing-key")

    @property
    def concern_key_path(self) -> Path:
        """The concern handlers' key: as set, else beside the home (never inside it)."""
        home = self.home.absolute()
        return self.concern_key or home.with_name(f"{home.name}.concern-key")


def load_settings() -> Settings:
    """The settings of this process; a bad value is refused with its variable's name."""
    from pydantic import ValidationError

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        variable = name if name == "MLFLOW_TRACKING_URI" else f"ERMINE_{name.upper()}"
        raise InputRefused(
            f"{variable} is refused: {first['msg']}.", remedy="Set it right or unset it."
        ) from None
