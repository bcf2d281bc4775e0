"""An issuer that is only named, for tests in which nobody signs in: those that do have a portal with one of its own."""

from typing import Final

from infra.signin import SignIn

SIGN_IN: Final = SignIn(
    issuer="https://login.city.gov",
    authorize="https://login.city.gov/authorize",
    token="https://token.city.gov/token",
    logout="https://login.city.gov/logout",
    client="staff-page",
    audience=("staff-page",),
)
